// Which view the address asks for, keys, light and dark.

const STATUSES = JSON.parse($("#statuses").textContent);
let scroll = 0;

function route() {
  hidePop();
  let id = "";
  try {
    id = decodeURIComponent(location.hash.slice(1));
  } catch {
    id = location.hash.slice(1);
  }
  const row = byVersion.get(id);
  const wasOpen = !$("#detail").hidden;
  if (row) {
    if (!wasOpen) scroll = scrollY;
    openDetail(row);
  }
  $("#detail").hidden = !row;
  $("#browse").hidden = Boolean(row);
  $("#missing").hidden = Boolean(row) || !id || Boolean(document.getElementById(id));
  if (row) {
    scrollTo(0, 0);
    $("#detail-title").focus({ preventScroll: true });
    document.title = `${row.statement.id} – ${report.name}`;
  } else {
    document.title = report.name;
    if (wasOpen) {
      const before = shown.indexOf(opened);
      drawList();
      scrollTo(0, scroll);
      if (before >= 0) goTo(before);
    }
  }
}

const back = () => {
  if (!$("#detail").hidden) location.hash = "";
};

const KEYS = {
  j: () => ($("#detail").hidden ? goTo(current + 1) : step(1)),
  k: () => ($("#detail").hidden ? goTo(Math.max(0, current - 1)) : step(-1)),
  "/": () => {
    back();
    $("#browse").hidden = false;
    $("#search").focus();
    $("#search").select();
  },
  w: () => opened && !$("#detail").hidden && opened.words.length && toggleLinks(),
  "?": () => $("#help").showModal(),
  Escape: () => ($("#pop").hidden ? back() : hidePop()),
};

function watchKeys() {
  addEventListener("beforeprint", () => $$(".deeper").forEach((part) => (part.open = true)));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("#help").open) return;
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// Light, dark, or as the system has it.
const THEMES = ["auto", "light", "dark"];

function showTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  $("#theme-name").textContent = theme;
}

function watchTheme() {
  let theme = "auto";
  try {
    theme = localStorage.getItem("transcompare.theme") || "auto";
  } catch {
    // Without a store the system decides.
  }
  if (!THEMES.includes(theme)) theme = "auto";
  showTheme(theme);
  $("#theme").addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    showTheme(theme);
    try {
      localStorage.setItem("transcompare.theme", theme);
    } catch {
      // Then it lasts as long as the page.
    }
  });
}

async function start() {
  watchTheme();
  await load();
  loadDecisions();
  fillFilters();
  watchList();
  watchDetail();
  watchKeys();
  refresh();
  showExport();
  $("#export").addEventListener("click", exportDecisions);
  $("#back").addEventListener("click", back);
  for (const button of $$("[data-help]")) button.addEventListener("click", () => $("#help").showModal());
  addEventListener("hashchange", route);
  route();
  document.documentElement.dataset.ready = "true";
}

start();
