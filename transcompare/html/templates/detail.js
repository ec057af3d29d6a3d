// One statement: the original and our translation on the left, every rendering on the right, the open one in full.

const VERSION_COLUMNS = { original: "Original", reference: "Our translation" };
let opened = null;
let links = false;
let hidePop = () => {};
const elementRow = new WeakMap();

const hashOf = (row) => `#${encodeURIComponent(row.version_id)}`;

function openDetail(row) {
  opened = row;
  const { statement } = row;
  const first = statement.rows[0];
  const position = shown.indexOf(row);
  $("#detail-title").replaceChildren(bdi(statement.id));
  $("#detail-meta").replaceChildren(
    ...[...new Set(statement.rows.map((each) => each.speaker).filter(Boolean))].slice(0, 3).map((speaker) => bdi(speaker)),
    ...(first.date ? [bdi(first.date)] : []),
    plural(statement.rows.length, "rendering"),
  );
  $("#position").textContent = position < 0 ? "" : `${position + 1} of ${shown.length.toLocaleString("en")}`;
  $("#previous").disabled = position <= 0;
  $("#next").disabled = position < 0 || position >= shown.length - 1;
  $("#links").hidden = !row.words.length;
  $("#links").setAttribute("aria-pressed", String(links));
  drawOriginal(row);
  $("#renderings").replaceChildren(...statement.rows.map((each) => (each === row ? openCard(each) : closedCard(each))));
  $("#signature").textContent = row.signature || "";
  showPassage();
}

function drawOriginal(row) {
  const sides = [
    ["original", row.lang_original, row.original],
    ["reference", row.lang_rendering, row.reference],
  ];
  $("#source").replaceChildren(
    ...sides.map(([side, lang, text]) => {
      const box = marked(text, row, side === "original" ? "original" : null, { links, lang });
      elementRow.set(box, row);
      const long = side === "original" && row.passages ? ` · ${plural(row.passages.length, "passage")} of ${plural(text.length, "character")}` : "";
      return h("section", { class: side, "aria-label": VERSION_COLUMNS[side] }, h("h3", null, VERSION_COLUMNS[side], h("span", { class: "muted" }, lang && text ? ` ${lang}${long}` : "")), box);
    }),
  );
}

/** Where the original scrolls on its own, begin at what it is about. */
function showPassage() {
  const source = $("#source");
  const about = $("mark, .passage", source);
  source.scrollTop = about ? about.getBoundingClientRect().top - source.getBoundingClientRect().top + source.scrollTop - source.clientHeight / 4 : 0;
}

function head(row, ...more) {
  return h(
    "header",
    null,
    h("h3", null, bdi(row.outlet ?? row.version_id), h("span", { class: "muted" }, ` ${row.lang_rendering ?? ""}`)),
    h("span", { class: "score" }, h("span", { class: `dot ${row.verdict}` }), words(row.verdict), row.divergence === null ? null : ` ${number(row.divergence)}`),
    ...more,
  );
}

function closedCard(row) {
  const box = marked(row.rendering, row, "rendering", { lang: row.lang_rendering });
  const card = h(
    "article",
    { class: "card", "aria-label": row.outlet ?? row.version_id },
    head(row, h("a", { class: "open", href: hashOf(row), "aria-label": `Compare ${row.outlet ?? row.version_id}` }, "Compare")),
    box,
    row.findings.length ? h("p", { class: "tags" }, ...row.findings.map((finding, i) => h("span", null, h("span", { class: `n ${colour(i + 1)}` }, String(i + 1)), ` ${finding.severity} ${finding.category}`))) : null,
    row.status === "ok" ? null : h("p", { class: "muted" }, words(row.status)),
  );
  elementRow.set(box, row);
  return card;
}

function openCard(row) {
  const box = marked(row.rendering, row, "rendering", { links, lang: row.lang_rendering });
  elementRow.set(box, row);
  return h(
    "article",
    { class: "card opened", "aria-label": `${row.outlet ?? row.version_id}, compared` },
    head(row),
    box,
    row.findings.length ? h("ol", { class: "findings" }, ...row.findings.map((finding, i) => findingItem(row, finding, i + 1))) : h("p", { class: "muted" }, "No findings."),
    row.status === "ok" ? null : h("p", { class: "notice" }, `${words(row.status)}: ${STATUSES[row.status] ?? ""}`),
    row.contributions.length ? why(row) : null,
    links && row.words.length ? wordTable(row) : null,
    row.notes.length ? h("section", null, h("h4", null, "Notes"), h("ul", { class: "notes" }, ...row.notes.map((note) => h("li", null, bdi(note))))) : null,
    facts(row),
  );
}

function findingItem(row, finding, n) {
  return h(
    "li",
    { "data-n": n },
    h("p", { class: "head" }, h("span", { class: `n ${colour(n)}` }, String(n)), " ", h("span", { class: `severity ${finding.severity}` }, finding.severity), ` ${finding.category} `, h("span", { class: "muted" }, `${number(finding.confidence)} · ${finding.check}`)),
    h("p", null, bdi(finding.message)),
    evidence(finding),
    reviewControls(row, finding, () => fillFilters()),
  );
}

/** Signals as bars to the right (more likely a mistranslation) and to the left of a line. */
function why(row) {
  const most = Math.max(...row.contributions.map(([, , moved]) => Math.abs(moved)), 1);
  const lines = row.contributions.map(([signal, value, moved]) => {
    const width = (48 * Math.abs(moved)) / most;
    return h(
      "tr",
      null,
      h("th", { scope: "row" }, words(string(signal))),
      h("td", { class: "num" }, value === null ? "" : number(value)),
      h("td", null, s("svg", { class: "why", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" }, s("line", { x1: 50, x2: 50, y1: 0, y2: 8 }), s("rect", { class: moved > 0 ? "up" : "down", x: moved > 0 ? 50 : 50 - width, width, y: 1, height: 6 }))),
      h("td", { class: "num" }, `${moved > 0 ? "+" : "−"}${Math.abs(moved).toFixed(2)}`),
    );
  });
  const table = h("table", { class: "why" }, h("thead", null, h("tr", null, ...["signal", "value", "", "log-odds"].map((name) => h(name ? "th" : "td", name ? { scope: "col" } : null, name)))), h("tbody", null, ...lines));
  return h("section", null, h("h4", null, "Why this score"), table);
}

function wordTable(row) {
  const text = (side, start, end) => (start === null ? h("span", { class: "muted" }, "no counterpart") : bdi(cut(row[side], start, end)));
  return h(
    "section",
    null,
    h("h4", null, "Word links"),
    h("ul", { class: "words" }, ...row.words.map(([a, b, c, d, share]) => h("li", { class: (a === null || c === null) && share >= 0.5 ? "alone" : null }, text("original", a, b), " – ", text("rendering", c, d), h("span", { class: "muted" }, ` ${number(share)}`)))),
  );
}

function facts(row) {
  const scores = row.scores.map(([name, value]) => [string(name), number(value)]);
  for (const name of ["agreement", "outlier"]) if (row[name] !== null) scores.push([name, number(row[name])]);
  const made = (name, value) => (value === null ? [] : [h("div", null, h("dt", null, name), h("dd", null, value))]);
  return h(
    "details",
    { class: "facts" },
    h("summary", null, "Source and scores"),
    h("dl", null, ...made("version", bdi(row.version_id)), ...made("date", row.date && bdi(row.date)), ...made("link", row.url && link(row.url)), ...made("speaker", row.speaker && bdi(row.speaker))),
    h("dl", { class: "scores" }, ...scores.flatMap(([name, value]) => made(words(name), value))),
  );
}

/** Next (1) or previous (-1) of the list as it is filtered and sorted. */
function step(by) {
  const row = shown[shown.indexOf(opened) + by];
  if (row && shown.includes(opened)) location.hash = hashOf(row);
}

function toggleLinks() {
  links = !links;
  openDetail(opened);
}

function watchDetail() {
  const rowOf = (element) => elementRow.get(element.closest(".text"));
  hidePop = watchMarks($("#detail"), rowOf);
  $("#previous").addEventListener("click", () => step(-1));
  $("#next").addEventListener("click", () => step(1));
  $("#links").addEventListener("click", toggleLinks);
}
