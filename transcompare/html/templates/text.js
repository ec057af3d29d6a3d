// A text with the words of findings marked and numbered, what a mark shows, and word links.

const COLOURS = 6;
const colour = (number) => `c${((number - 1) % COLOURS) + 1}`;

/** The pieces of `text` as paragraphs; `side` null for none of the marks. */
function marked(text, row, side, { links = false, lang = null } = {}) {
  const box = h("div", { class: "text", dir: "auto", lang });
  if (!text) return set(box, { class: "text none" }, ["none"]);
  const marks = side ? spans(row.findings, side) : [];
  const passages = side === "original" ? row.passages || [] : [];
  const linked = links && side ? wordSpans(row.words, side) : [];
  let end = 0;
  for (const piece of text.pieces) {
    if (piece.start > end) box.append(gap(piece.start - end));
    box.append(...parts(piece, marks, linked, passages, row, side));
    end = piece.start + piece.text.length;
  }
  if (end < text.length) box.append(gap(text.length - end));
  return box;
}

const gap = (length) => h("span", { class: "gap" }, ` … ${plural(length, "character")} not shown … `);

const spans = (findings, side) =>
  findings
    .map((finding, i) => ({ number: i + 1, start: finding[`${side}_start`], end: finding[`${side}_end`] }))
    .filter((mark) => mark.start !== null);

function wordSpans(all, side) {
  const at = side === "original" ? 0 : 2;
  return all.map((word, i) => ({ i, start: word[at], end: word[at + 1], alone: word[2 - at] === null && word[4] >= 0.5 })).filter((word) => word.start !== null);
}

function parts(piece, marks, linked, passages, row, side) {
  const limit = piece.start + piece.text.length;
  const cuts = new Set([piece.start, limit]);
  for (const span of [...marks, ...linked, ...passages.map(([start, end]) => ({ start, end }))]) {
    for (const at of [span.start, span.end]) if (at > piece.start && at < limit) cuts.add(at);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const made = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const [start, end] = [edges[i], edges[i + 1]];
    const inside = (span) => span.start <= start && end <= span.end;
    const over = marks.filter(inside);
    let node = document.createTextNode(piece.text.slice(start - piece.start, end - piece.start));
    const here = linked.filter(inside);
    if (here.length) {
      const alone = here.every((word) => word.alone);
      node = h("span", { class: alone ? "w alone" : "w", "data-w": here.map((word) => word.i).join(" ") }, node);
    }
    if (over.length) {
      // Of marks inside each other the shortest gives the colour: the longer one shows around it.
      const top = over.reduce((a, b) => (b.end - b.start < a.end - a.start ? b : a));
      node = h("mark", { class: colour(top.number), "data-f": over.map((mark) => mark.number).join(" "), "data-top": top.number }, node);
      for (const mark of over.filter((each) => Math.max(each.start, piece.start) === start)) made.push(badge(row, mark.number, side));
    }
    if (passages.length) node = h("span", { class: passages.some(([from, to]) => from <= start && end <= to) ? "passage" : "around" }, node);
    made.push(node);
  }
  return made;
}

/** The number of a finding in a text: a button that shows the evidence. */
function badge(row, number, side) {
  const { severity, category } = row.findings[number - 1];
  const label = `Finding ${number}, ${severity} ${category}, in the ${side}`;
  return h("button", { type: "button", class: `n ${colour(number)}`, "data-f": number, "data-top": number, "aria-label": label }, String(number));
}

const quoted = (text, limit, open, close) => (text === null ? null : [open, bdi(short(text, limit)), close]);

function evidence(finding, limit = 160) {
  const both = [quoted(finding.original_text, limit, "«", "»"), quoted(finding.rendering_text, limit, "“", "”")].filter(Boolean);
  return h("span", { class: "evidence" }, ...both.flatMap((each, i) => (i ? [" / ", each] : [each])));
}

// --- what hovering, tapping and focusing show ---

function watchMarks(root, rowOf) {
  const pop = $("#pop");
  let pinned = null;
  const target = (event) => event.target.closest?.("[data-top]");
  const show = (element) => {
    const row = rowOf(element);
    if (!row) return;
    const n = Number(element.dataset.top);
    const finding = row.findings[n - 1];
    pop.replaceChildren(
      h("p", { class: "head" }, h("span", { class: `n ${colour(n)}` }, String(n)), ` ${finding.severity} ${finding.category} `, h("span", { class: "muted" }, number(finding.confidence), " · ", finding.check)),
      h("p", null, bdi(finding.message)),
      evidence(finding),
    );
    pop.hidden = false;
    element.setAttribute("aria-describedby", "pop");
    const box = element.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, innerWidth - pop.offsetWidth - 8));
    const below = box.bottom + 6;
    const top = below + pop.offsetHeight > innerHeight && box.top > pop.offsetHeight + 6 ? box.top - pop.offsetHeight - 6 : below;
    pop.style.left = `${left + scrollX}px`;
    pop.style.top = `${top + scrollY}px`;
    light(row, n);
  };
  const light = (row, n) => {
    for (const each of $$("[data-f]", root)) {
      each.classList.toggle("lit", row !== null && rowOf(each) === row && each.dataset.f.split(" ").includes(String(n)));
    }
  };
  const hide = () => {
    pop.hidden = true;
    for (const each of $$("[aria-describedby]", root)) each.removeAttribute("aria-describedby");
    pinned = null;
    light(null, 0);
  };
  root.addEventListener("pointerover", (event) => {
    const element = target(event);
    if (element && event.pointerType === "mouse" && !pinned) show(element);
    const word = event.target.closest?.(".w");
    for (const each of $$(".w.lit", root)) each.classList.remove("lit");
    if (word) lightWords(root, word);
  });
  root.addEventListener("pointerout", (event) => {
    if (target(event) && !pinned) hide();
  });
  root.addEventListener("focusin", (event) => (target(event) ? show(target(event)) : hide()));
  root.addEventListener("click", (event) => {
    const element = target(event);
    if (!element || pinned === element) return hide();
    show(element);
    pinned = element;
  });
  return hide;
}

function lightWords(root, word) {
  const wanted = new Set(word.dataset.w.split(" "));
  for (const each of $$(".w", root)) each.classList.toggle("lit", each.dataset.w.split(" ").some((i) => wanted.has(i)));
}
