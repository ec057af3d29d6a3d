// The list: filters, order, and as many rows as one looks at.

const STEP = 100;
const FILTERS = {
  verdict: (row) => [row.verdict],
  severity: (row) => [row.severity ?? "none"],
  category: (row) => row.findings.map((finding) => finding.category),
  outlet: (row) => [row.outlet ?? ""],
  language: (row) => [row.language],
  review: (row) => [reviewOf(row)],
};
const text = (value) => value ?? "";
const ORDERS = {
  divergence: (row) => row.rank,
  verdict: (row) => ["divergent", "review", "faithful", "not_scored"].indexOf(row.verdict),
  severity: (row) => -SEVERITIES.indexOf(row.severity),
  statement: (row) => row.statement.id,
  outlet: (row) => text(row.outlet),
  language: (row) => row.language,
  date: (row) => text(row.date),
};
const state = { search: "", order: "divergence", down: true, limit: STEP, filters: {} };
let shown = [];
let current = -1;

function fillFilters() {
  $("table.list").classList.toggle("undated", !rows.some((row) => row.date));
  for (const [name, values] of Object.entries(FILTERS)) {
    const counts = new Map();
    for (const row of rows) for (const value of new Set(values(row))) counts.set(value, (counts.get(value) || 0) + 1);
    const select = $(`#filter-${name}`);
    const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const before = state.filters[name];
    select.replaceChildren(
      h("option", { value: "" }, `any ${name}`),
      ...sorted.map(([value, count]) => h("option", { value: `=${value}`, dir: "auto" }, `${words(value) || `no ${name}`} (${count.toLocaleString("en")})`)),
    );
    select.value = before === undefined || !counts.has(before) ? "" : `=${before}`;
  }
}

function refresh() {
  const needles = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = Object.entries(state.filters);
  shown = rows.filter(
    (row) => wanted.every(([name, value]) => FILTERS[name](row).includes(value)) && needles.every((needle) => haystack(row).includes(needle)),
  );
  const key = ORDERS[state.order];
  const sign = state.down ? 1 : -1;
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  shown = shown
    .map((row) => [key(row), row])
    .sort(([a, x], [b, y]) => sign * (typeof a === "string" ? compare(a, b) : a - b) || x.rank - y.rank)
    .map(([, row]) => row);
  state.limit = STEP;
  current = -1;
  $("#clear").hidden = !needles.length && !wanted.length;
  for (const [name] of Object.entries(FILTERS)) $(`#filter-${name}`).classList.toggle("on", name in state.filters);
  for (const button of $$("[data-filter]")) button.setAttribute("aria-pressed", String(isOn(button)));
  drawList();
}

function drawList() {
  const body = $("#rows");
  body.replaceChildren(...shown.slice(0, state.limit).map(tableRow));
  $("#count").textContent = shown.length === rows.length ? plural(rows.length, "rendering") : `${shown.length.toLocaleString("en")} of ${plural(rows.length, "rendering")}`;
  const rest = shown.length - state.limit;
  $("#more").hidden = rest <= 0;
  $("#more").textContent = `Show ${Math.min(STEP, rest).toLocaleString("en")} more of ${rest.toLocaleString("en")}`;
  $("#empty").hidden = shown.length > 0;
  for (const header of $$("th[data-order]")) {
    const on = header.dataset.order === state.order;
        // Worst first is descending, a to z ascending.
    const falls = state.down === ["divergence", "verdict", "severity"].includes(state.order);
    header.setAttribute("aria-sort", on ? (falls ? "descending" : "ascending") : "none");
  }
}

function more() {
  const first = state.limit;
  state.limit += STEP;
  drawList();
  goTo(Math.min(first, shown.length - 1));
}

const cell = (name, ...children) => h("td", { class: name, role: "cell" }, ...children);

function tableRow(row) {
  const finding = row.findings[0];
  const review = reviewOf(row);
  return h(
    "tr",
    { role: "row", class: `is-${row.verdict}` },
    cell("div", row.divergence === null ? h("span", { class: "muted" }, row.outlier === null ? "–" : `outlier ${number(row.outlier)}`) : [number(row.divergence), meter(row.divergence)]),
    cell("verdict", h("span", { class: `dot ${row.verdict}` }), words(row.verdict)),
    cell("statement", h("a", { href: hashOf(row) }, bdi(row.statement.id)), row.speaker ? bdi(row.speaker, { class: "sub" }) : null),
    cell("outlet", bdi(row.outlet ?? row.version_id)),
    cell("language", row.language),
    cell("date", bdi(text(row.date))),
    cell(
      "finding",
      finding
        ? [
            h("span", { class: `severity ${finding.severity}` }, finding.severity), ` ${finding.category} `, evidence(finding, 60),
            row.findings.length > 1 ? h("span", { class: "muted" }, ` +${row.findings.length - 1}`) : null,
            review === "open" ? null : h("span", { class: `decision ${review}` }, review),
          ]
        : row.status === "ok" ? h("span", { class: "muted" }, "no findings") : h("span", { class: "muted" }, words(row.status)),
      h("span", { class: "sub clamp", dir: "auto" }, short(plain(row.rendering), 240)),
    ),
  );
}

function meter(share) {
  return s("svg", { class: "meter", width: 40, height: 4, "aria-hidden": "true" }, s("rect", { class: "track", width: 40, height: 4, rx: 2 }), s("rect", { class: "value", width: 40 * share, height: 4, rx: 2 }));
}

/** Focus the link of the row at `index`; that is what Enter opens. */
function goTo(index) {
  if (index < 0 || index >= shown.length) return;
  if (index >= state.limit) {
    state.limit = index + STEP;
    drawList();
  }
  current = index;
  $$("#rows a").filter((each) => each.closest(".statement"))[index].focus();
}

// --- filters ---

const isOn = (button) => {
  const { filter, value } = button.dataset;
  return filter.split(" ").every((name, i) => state.filters[name] === value.split("\n")[i]);
};

/** Charts: a click sets the filters that it stands for, another takes them off. */
function toggleFilter(button) {
  const on = isOn(button);
  const values = button.dataset.value.split("\n");
  button.dataset.filter.split(" ").forEach((name, i) => setFilter(name, on ? undefined : values[i]));
  refresh();
  if (!on) $("#list").scrollIntoView({ block: "start" });
}

function setFilter(name, value) {
  if (value === undefined) delete state.filters[name];
  else state.filters[name] = value;
  const select = $(`#filter-${name}`);
  select.value = value === undefined ? "" : `=${value}`;
  if (select.selectedIndex < 0) select.value = "";
}

function watchList() {
  $("#search").addEventListener("input", (event) => {
    state.search = event.target.value;
    refresh();
  });
  for (const name of Object.keys(FILTERS)) {
    $(`#filter-${name}`).addEventListener("change", (event) => {
      const { value } = event.target;
      setFilter(name, value ? value.slice(1) : undefined);
      refresh();
    });
  }
  for (const header of $$("th[data-order]")) {
    $("button", header).addEventListener("click", () => {
      const { order } = header.dataset;
      state.down = state.order === order ? !state.down : true;
      state.order = order;
      refresh();
    });
  }
  $("#clear").addEventListener("click", () => {
    $("#search").value = state.search = "";
    for (const name of Object.keys(FILTERS)) setFilter(name, undefined);
    refresh();
    $("#search").focus();
  });
  $("#more").addEventListener("click", more);
  $("#overview").addEventListener("click", (event) => {
    const button = event.target.closest("[data-filter]");
    if (button) toggleFilter(button);
  });
  $("#rows").addEventListener("focusin", (event) => {
    current = $$("#rows tr").indexOf(event.target.closest("tr"));
  });
  $("#rows").addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (row && !event.target.closest("a") && !String(getSelection())) location.hash = $("a", row).hash;
  });
}
