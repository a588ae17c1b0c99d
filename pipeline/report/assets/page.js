// What leads where: the fragment names the view; the shaded table answers to pointer, keys and touch.
"use strict";

const VIEWS = ["overview", "listed", "passages", "interview", "code"].map($).filter(Boolean);
let first = true;
let came = null; // how far the first view was scrolled when it was left

function tell(text) {
  $("live").textContent = "";
  setTimeout(() => { $("live").textContent = text; }, 20); // a change after emptying is read out, the same text again too
}

function show(name, tab = name) {
  if (!$("overview")?.hidden && name !== "overview") came = scrollY;
  for (const view of VIEWS) view.hidden = view.id !== name;
  for (const link of document.querySelectorAll(".top nav a")) {
    const at = { "#overview": "overview", "#passages": "passages", "#interviews": "interview", "#sheet": "interview" }[link.getAttribute("href")];
    if (at === tab) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
}

function focusOn(element, place) {
  if (!first) element?.focus({ preventScroll: true });
  if (!first || place) element?.scrollIntoView({ block: place ?? "start" });
  first = false;
}

function route() {
  const fragment = location.hash.slice(1), given = new URLSearchParams(fragment);
  hideTip();
  if (given.get("interview") || fragment === "sheet" || (!fragment && frame.mode === "one")) {
    show("interview");
    const passage = given.get("passage");
    focusOn(showInterview(given.get("interview") ?? frame.documents[0].slug, passage), passage ? "center" : undefined);
    if (!passage) scrollTo(0, 0);
  } else if (fragment === "sheets" && frame.mode === "whole") {
    show("interview");
    focusOn(showSheets());
  } else if (given.get("code")) {
    show("code");
    focusOn(showCode(given.get("code")));
    scrollTo(0, 0);
  } else if (fragment === "interviews" && $("listed")) {
    show("listed", "interview");
    focusOn($("interviews"));
    scrollTo(0, 0);
  } else if (fragment === "passages" || fragment.includes("=")) {
    const wanted = wantedFrom(fragment === "passages" ? "" : fragment);
    show("passages");
    fill(wanted);
    showPassages(wanted);
    if (!first) $("passages").querySelector("h1").focus({ preventScroll: true });
    scrollTo(0, 0);
    first = false;
  } else {
    show(VIEWS[0].id);
    const target = fragment && fragment !== "overview" ? $(fragment) : null;
    if (target) focusOn(target); else if (!first && fragment === "overview") focusOn(VIEWS[0].querySelector("h1")); else if (!first && came !== null) scrollTo(0, came);
    first = false;
  }
}

// ---- the shaded table ----

const tip = $("tip");
const TOLD = "a.cell, button.def"; // what has more to tell when it is pointed at
const STOPS = `a.to-code, ${TOLD}`; // what the arrow keys move between
let tipped = null;

function showTip(cell) {
  const room = cell.getBoundingClientRect();
  tip.replaceChildren(...cell.querySelector("[data-tip]").cloneNode(true).childNodes);
  tip.hidden = false;
  tipped = cell;
  const below = room.bottom < innerHeight - tip.offsetHeight - 16; // at an edge of the screen, where no row beside it is covered
  tip.style.left = `${Math.max(8, Math.min(room.left, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${below ? innerHeight - tip.offsetHeight - 8 : document.querySelector(".top").offsetHeight + 8}px`;
}

function outOfSight(cell) {
  const room = cell.getBoundingClientRect();
  return room.bottom < 0 || room.top > innerHeight;
}

function hideTip() {
  tip.hidden = true;
  tipped = null;
}

function cellBeside(cell, step, down) {
  const row = cell.closest("tr"), at = cell.closest("td, th").cellIndex;
  if (!down) { const cells = [...row.querySelectorAll(STOPS)]; return cells[cells.indexOf(cell) + step]; }
  const rows = [...cell.closest("table").querySelectorAll("tr.code")];
  return rows[rows.indexOf(row) + step]?.cells[at]?.querySelector(cell.matches("a.to-code") ? "a.to-code" : TOLD);
}

function moveBy(event) {
  const cell = event.target.closest?.(STOPS);
  const [step, down] = { ArrowLeft: [-1, false], ArrowRight: [1, false], ArrowUp: [-1, true], ArrowDown: [1, true] }[event.key] ?? [0, false];
  if (!cell || !step || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const next = cellBeside(cell, step, down);
  if (!next) return;
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function armTable(table) {
  const begin = table.querySelector("a.cell");
  for (const cell of table.querySelectorAll(STOPS)) cell.tabIndex = cell === begin ? 0 : -1;
  table.addEventListener("keydown", moveBy);
  table.addEventListener("focusin", (event) => { const cell = event.target.closest(TOLD); if (cell) showTip(cell); });
  table.addEventListener("focusout", hideTip);
  table.addEventListener("pointerover", (event) => { const cell = event.target.closest(TOLD); if (cell && event.pointerType !== "touch") showTip(cell); });
  table.addEventListener("pointerleave", (event) => { if (event.relatedTarget !== tip && !table.contains(document.activeElement)) hideTip(); });
  table.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest("a.cell");
    if (cell) cell.toTell = event.pointerType === "touch" && tipped !== cell;
  });
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("a.cell"), defined = event.target.closest("button.def");
    if (defined) showTip(defined);
    if (!cell?.toTell) return;
    event.preventDefault(); // the first tap tells the figures, the second shows the passages
    cell.toTell = false;
    showTip(cell);
    tip.append(h("p", {}, h("a", { href: cell.getAttribute("href") }, "Read these passages")));
  });
}

// ---- begin ----

for (const link of document.querySelectorAll("[data-slug]")) link.href = frame.mode === "many" ? `interviews/${encodeURIComponent(link.dataset.slug)}.html` : `#interview=${encodeURIComponent(link.dataset.slug)}`;
for (const link of document.querySelectorAll("[data-code]")) link.href = `#code=${link.dataset.code}`;
for (const element of document.querySelectorAll(".scripted")) element.hidden = frame.mode !== "whole";
document.querySelectorAll("table.map").forEach(armTable);
tip.addEventListener("pointerleave", hideTip);
addEventListener("scroll", () => { if (tipped && (tipped !== document.activeElement || outOfSight(tipped))) hideTip(); }, { passive: true });
addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideTip();
  if (event.key === "/" && !$("passages").hidden && !["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement.tagName)) {
    event.preventDefault();
    $("filters").open = true;
    form.elements.text.focus();
  }
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-chances]")) return;
  document.body.classList.toggle("chances-shown", event.target.checked);
  for (const box of document.querySelectorAll("[data-chances]")) box.checked = event.target.checked;
});
$("more").addEventListener("click", () => {
  if (frame.mode === "many") return;
  const next = shown;
  addMore();
  $("list").children[next]?.querySelector("a")?.focus();
});
$("to-top").addEventListener("click", () => { scrollTo(0, 0); $("main").focus({ preventScroll: true }); });
const offerTop = () => { $("to-top").hidden = scrollY < 1.5 * innerHeight; };
addEventListener("scroll", offerTop, { passive: true });
const measureBar = () => document.documentElement.style.setProperty("--bar", `${document.querySelector(".top").offsetHeight}px`);
measureBar();
addEventListener("resize", measureBar);
buildForm();
addEventListener("hashchange", route);
route();
