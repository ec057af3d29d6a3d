// From the data element to `rows`: one object a comparison, with its statement.

const SEVERITIES = ["minor", "major", "critical"];
const rows = [];
const byVersion = new Map();
let report = {};

async function load() {
  const element = $("#data");
  let text = element.textContent;
  if (element.dataset.encoding === "deflate") {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    text = await new Response(stream).text();
  }
  report = JSON.parse(text);
  element.remove();
  for (const [id, packed] of report.statements) {
    const statement = { id: string(id), rows: [] };
    for (const values of packed) statement.rows.push(row(values, statement));
    rows.push(...statement.rows);
  }
  // The worst first: without a divergence by how far a rendering stands apart from the others.
  const badness = (each) => each.divergence ?? (each.outlier ?? 0) - 1;
  const severity = (each) => SEVERITIES.indexOf(each.severity);
  rows.sort((a, b) => badness(b) - badness(a) || severity(b) - severity(a));
  rows.forEach((each, rank) => {
    each.rank = rank;
    byVersion.set(each.version_id, each);
  });
}

const string = (n) => (n === null ? null : report.strings[n]);

const NAMES = ["version_id", "speaker", "outlet", "url", "date", "lang_original", "lang_rendering", "verdict", "status", "severity", "signature"];

function row(values, statement) {
  const made = Object.fromEntries(report.fields.map((name, i) => [name, values[i]]));
  for (const name of NAMES) made[name] = string(made[name]);
  for (const side of ["original", "rendering", "reference"]) made[side] = made[side] && unpack(made[side]);
  made.statement = statement;
  made.language = `${made.lang_original ?? "?"}→${made.lang_rendering ?? "?"}`;
  made.notes = made.notes.map(string);
  made.findings = made.findings.map((each) => {
    const finding = Object.fromEntries(report.finding.map((name, i) => [name, each[i]]));
    for (const name of ["category", "severity", "check", "message"]) finding[name] = string(finding[name]);
    for (const side of ["original", "rendering"]) {
      const start = finding[`${side}_start`];
      finding[`${side}_text`] = start === null ? null : cut(made[side], start, finding[`${side}_end`]);
    }
    return finding;
  });
  return made;
}

/** Length and pieces of a text; all offsets in the page are in UTF-16 units of the whole. */
function unpack([length, ...flat]) {
  const pieces = [];
  for (let i = 0; i < flat.length; i += 2) pieces.push({ start: flat[i], text: string(flat[i + 1]) });
  return { length, pieces };
}

/** What the page has of a range of a text. */
function cut(text, start, end) {
  if (!text) return "";
  const parts = text.pieces.map((piece) => piece.text.slice(Math.max(0, start - piece.start), Math.max(0, end - piece.start)));
  return parts.filter(Boolean).join(" … ");
}

const plain = (text) => (text ? text.pieces.map((piece) => piece.text).join(" … ") : "");

/** All that the search looks through, in small letters; made at the first search. */
function haystack(each) {
  each.haystack ??= [
    each.statement.id, each.version_id, each.speaker, each.outlet, each.date, plain(each.original), plain(each.rendering),
    plain(each.reference), ...each.findings.flatMap((finding) => [finding.category, finding.message]), ...each.notes,
  ].join("\n").toLowerCase();
  return each.haystack;
}
