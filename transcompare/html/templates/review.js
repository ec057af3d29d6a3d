// Decisions: kept in this browser under the finding's id, so that the next report of the same material has them too.

const STORE = "transcompare.decisions";
let decided = {};
let stored = true;

function loadDecisions() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) || "{}");
    if (kept && typeof kept === "object" && !Array.isArray(kept)) decided = kept;
  } catch {
    stored = false;
  }
}

/** Decision ("accepted", "rejected" or null) and note of a finding: what was done here, else what came with the report. */
function decisionOf(finding) {
  const own = Object.hasOwn(decided, finding.id) ? decided[finding.id] : null;
  if (own && typeof own === "object") return { decision: own.decision ?? null, note: String(own.note ?? "") };
  const [decision, note] = report.decisions[finding.id] || [null, ""];
  return { decision, note };
}

function decide(row, finding, change) {
  const { version_id, statement } = row;
  const { category, check } = finding;
  decided[finding.id] = { ...decisionOf(finding), ...change, report: report.report, version_id, quote_id: statement.id, category, check };
  try {
    // Another page may have decided since: its findings are kept.
    const kept = JSON.parse(localStorage.getItem(STORE) || "{}");
    localStorage.setItem(STORE, JSON.stringify({ ...kept, [finding.id]: decided[finding.id] }));
  } catch {
    stored = false;
  }
  showExport();
}

/** "open", "accepted", "rejected" or "none": of a comparison, over its findings. */
function reviewOf(row) {
  if (!row.findings.length) return "none";
  const all = row.findings.map((finding) => decisionOf(finding).decision);
  if (all.includes("accepted")) return "accepted";
  return all.every((decision) => decision === "rejected") ? "rejected" : "open";
}

/** What was decided here about this report, on any of its pages. */
function ownDecisions() {
  const here = new Set(rows.flatMap((row) => row.findings.map((finding) => finding.id)));
  return Object.entries(decided)
    .filter(([id, each]) => each && typeof each === "object" && (here.has(id) || each.report === report.report))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { quote_id, version_id, category, check, decision, note }]) => ({
      finding_id: id, quote_id, version_id, category, check, decision: decision ?? null, note: String(note ?? ""),
    }));
}

function exportDecisions() {
  const text = JSON.stringify({ format: STORE, version: 1, report: report.name, decisions: ownDecisions() }, null, 1);
  const url = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/json" }));
  h("a", { href: url, download: `${report.name}.decisions.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function showExport() {
  const count = ownDecisions().filter((each) => each.decision || each.note).length;
  $("#export-count").textContent = count ? ` ${count}` : "";
  $("#unstored").hidden = stored;
}

/** Accept, reject and note of one finding. */
function reviewControls(row, finding, changed) {
  const name = `finding ${row.findings.indexOf(finding) + 1}, ${finding.category}`;
  const button = (decision, label) =>
    h("button", { type: "button", class: `decide ${decision}`, "aria-label": `${label}: ${name}`, onclick: () => {
      decide(row, finding, { decision: decisionOf(finding).decision === decision ? null : decision });
      show();
      changed();
    } }, label);
  const buttons = [button("accepted", "Accept"), button("rejected", "Reject")];
  const note = h("input", {
    type: "text", class: "note", placeholder: "Note", "aria-label": `Note: ${name}`, maxlength: 2000, dir: "auto",
    onchange: (event) => {
      decide(row, finding, { note: event.target.value });
      changed();
    },
  });
  note.value = decisionOf(finding).note;
  const show = () =>
    buttons.forEach((each) => each.setAttribute("aria-pressed", String(each.classList.contains(decisionOf(finding).decision))));
  show();
  return h("div", { class: "decisions" }, ...buttons, note);
}
