// Passages as they are shown anywhere, the form that chooses them, and their list.
"use strict";

// ---- one passage ----

/** Pieces of text with marks, and with what was searched for. */
function shownText(pieces, search) {
  const found = (text) => {
    if (!search) return [text];
    const out = [];
    let end = 0;
    for (const match of text.matchAll(search.any)) {
      out.push(text.slice(end, match.index), h("mark", {}, match[0]));
      end = match.index + match[0].length;
    }
    return [...out, text.slice(end)];
  };
  return pieces.map((piece) => (typeof piece === "string" ? found(piece) : h("span", { class: piece[0] }, found(piece[1]))));
}

function personOn(passage, code) {
  return passage.people.find(([dimension]) => dimension === codes[code].in)?.[1] ?? "";
}

function chip(passage, number, unsure) {
  const code = codes[number], person = personOn(passage, number);
  const chance = passage.chances[number];
  const how = person ? `by ${person}` : chance === undefined || chance === null ? "" : figure(chance);
  return h("li", { class: `chip ${code.colour}${unsure ? " unsure" : ""}${person ? " person" : ""}`, title: code.definition },
    h("span", { class: "dim" }, code.dimension.name), " ",
    h("b", {}, `${code.name}${unsure ? "?" : ""}`), unsure ? h("span", { class: "unseen" }, " (left open)") : "", " ", h("span", { class: person ? "by" : "p" }, how));
}

function chips(passage) {
  const cleared = passage.people.filter(([dimension]) => !passage.codes.some((code) => codes[code].in === dimension));
  const all = [
    ...[...codes.keys()].filter((code) => passage.codes.includes(code) || passage.open.includes(code)).map((code) => chip(passage, code, !passage.codes.includes(code))),
    ...cleared.map(([dimension, by]) => h("li", { class: "chip person cleared" }, h("span", { class: "dim" }, `no ${frame.dimensions[dimension].name}, by ${by}`))),
    ...passage.notes.map((note) => h("li", { class: "memo", dir: "auto" }, note)),
  ];
  if (passage.open.some((code) => !passage.codes.includes(code) && passage.chances[code] >= 90)) all.push(h("li", { class: "memo" }, "Left open although probable: the model gives a code only where it has proved reliable at such a probability, and where it also gave the code that this one rests on."));
  return all.length ? h("ul", { class: "chips", "aria-label": "Codes" }, all) : "";
}

function rule(element, passage) {
  const colours = passage.codes.map((code) => `color-mix(in srgb, white var(--tint), ${codes[code].color})`);
  const part = 100 / Math.max(colours.length, 1);
  if (colours.length) element.style.setProperty("--rule", `linear-gradient(${colours.map((c, i) => `${c} ${i * part}% ${(i + 1) * part}%`).join(", ")})`);
  return element;
}

/** Every code with its probability, for whoever wants to know why. */
function chances(passage) {
  const rows = codes.map((code, number) => {
    const chance = passage.chances[number];
    const state = passage.codes.includes(number) ? "given" : passage.open.includes(number) ? "left open" : "";
    if (chance === undefined || chance === null) return "";
    const bar = h("span", { class: "chance", "aria-hidden": "true" });
    bar.style.setProperty("--long", `${chance}%`);
    return h("tr", { class: code.colour }, h("th", { scope: "row" }, `${code.dimension.name}: ${code.name}`), h("td", { class: "number" }, figure(chance)), h("td", {}, bar), h("td", { class: "muted" }, state));
  });
  return h("div", { class: "more" }, h("div", { class: "scroll" }, h("table", { class: "chances" }, h("caption", { class: "unseen" }, "Probability of every code, by the model"), h("tbody", {}, rows))));
}

/** What opens the review page, where a person may correct the codes. */
function toReview(passage) {
  if (!frame.review || !passage.coded) return "";
  return copying("Copy review command", `${frame.review} --at ${passage.id} --coder NAME`, "To be run in the project's folder: the review page opens at this passage, where a person may confirm or correct its codes");
}

/** The two turns before a passage, and what its own began with. */
function context(passage) {
  const turns = transcript(passage.document).turns;
  const line = (turn, from, to) => {
    const text = turn.spans.slice(from, to).flatMap(([, pieces]) => pieces.map((piece) => (typeof piece === "string" ? piece : piece[1]))).join("").trim();
    return text ? h("p", { dir: "auto" }, h("b", {}, h("bdi", {}, turn.name)), ` ${text}`) : "";
  };
  const own = turns[passage.turn], at = own.spans.findIndex(([of]) => of === passage.number);
  const before = turns.slice(Math.max(0, passage.turn - 2), passage.turn).map((turn) => line(turn));
  return h("div", { class: "more context" }, before, line(own, 0, at), h("p", { class: "muted" }, "[the passage]"));
}

function unfolded(name, make) {
  const button = h("button", { type: "button", "aria-expanded": "false" }, name);
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) button.shown.remove();
    else { button.shown = make(); button.closest(".passage").append(button.shown); }
  });
  return button;
}

const whereOf = (passage) => `#interview=${encodeURIComponent(passage.about.slug)}&passage=${encodeURIComponent(passage.id)}`;

function copying(name, text, title) {
  const button = h("button", { type: "button", title }, name);
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(text); tell(`Copied: ${text.slice(0, 60)}`); button.textContent = "Copied"; } catch { button.replaceChildren("Copy this: ", h("code", {}, text)); }
    setTimeout(() => { if (button.textContent === "Copied") button.textContent = name; }, 2000);
  });
  return button;
}

/** The number under which tables, files and the review page know the passage. */
const numbered = (passage) => h("span", { class: "passage-number" }, h("span", { class: "unseen" }, "Passage "), passage.id);

/** The buttons under a passage; `inside` says that it stands in its transcript already. */
function acts(passage, inside) {
  const { speaker, about } = passage;
  const source = [speaker.name, speaker.role, about.name, passage.time].filter(Boolean).join(", ");
  return h("p", { class: "acts" },
    passage.chances.length ? unfolded("Probabilities", () => chances(passage)) : "",
    inside ? "" : unfolded("What came before", () => context(passage)),
    copying("Copy quote", `“${passage.text.trim()}” (${source}; ${passage.id})`, "The passage with its source"),
    toReview(passage));
}

function card(passage, search) {
  const { speaker, about } = passage;
  const head = h("h2", { class: "by" }, h("bdi", {}, speaker.name), speaker.role ? [", ", h("bdi", {}, speaker.role)] : "", " ",
    h("a", { href: whereOf(passage) }, h("bdi", {}, about.name), passage.time ? `, ${passage.time}` : ""), " ", numbered(passage));
  const said = h("p", { class: "said", dir: "auto" }, shownText(passage.pieces, search));
  return rule(h("li", { class: `passage${passage.codes.length ? " coded" : ""}` }, head, h("div", { class: "both" }, said, h("div", {}, chips(passage), acts(passage, false)))), passage);
}

// ---- the form ----

const form = $("choose");
let all = [], shown = 0, searched = null, kept = { kind: "", document: "" };
const MANY = 50; // passages added at a time

function buildForm() {
  $("codes").append(...frame.dimensions.map((dimension) => h("fieldset", {}, h("legend", {}, dimension.name),
    dimension.codes.map((code) => h("label", { class: `tick c-${code.color.slice(1)}`, title: code.definition }, h("input", { type: "checkbox", name: "codes", value: `${dimension.id}.${code.id}` }), " ", h("span", { class: "dot", "aria-hidden": "true" }), code.name)))));
  const select = (name, id, choices) => h("label", { class: "line" }, name, " ", h("select", { name: id }, h("option", { value: "" }, "all"), choices.map(([value, text]) => h("option", { value }, text))));
  $("factors").append(...frame.factors.filter((factor) => factor.values.length > 1).map((factor) => select(factor.name, factor.id, factor.values)),
    frame.documents.length > 1 ? select("Interview", "document", frame.documents.map((document) => [document.name, document.name])) : "");
  if (frame.mode === "many") for (const name of ["text", "min", "with", "by", "open", "asked", "sort", "match"]) form.elements[name].closest("label").hidden = true;
  if (innerWidth < 800) $("filters").open = false;
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[type=reset]").addEventListener("click", () => { kept = { kind: "", document: "" }; setTimeout(changed); });
}

function changed() {
  const given = new FormData(form), wanted = { codes: given.getAll("codes").map((column) => numberOf.get(column)), factors: [] };
  for (const flag of FLAGS) wanted[flag] = given.get(flag) ?? kept[flag] ?? "";
  wanted.text = given.get("text").trim();
  wanted.min = Number(given.get("min"));
  wanted.factors = frame.factors.map((factor) => [factor.id, given.get(factor.id) ?? ""]).filter(([, label]) => label);
  history.replaceState(null, "", `#${fragmentOf(wanted)}`);
  showPassages(wanted);
}

function fill(wanted) {
  form.reset();
  kept = { kind: wanted.kind, document: wanted.document };
  for (const box of form.querySelectorAll('[name="codes"]')) box.checked = wanted.codes.includes(numberOf.get(box.value));
  for (const flag of ["with", "by", "open", "asked"]) form.elements[flag].checked = Boolean(wanted[flag]);
  for (const name of ["text", "match", "sort", "min"]) form.elements[name].value = wanted[name];
  for (const [name, label] of [...wanted.factors, ["document", wanted.document]]) if (form.elements[name]) form.elements[name].value = label;
}

// ---- the list ----

function sayWanted(wanted) {
  const named = wanted.codes.map((n) => `${codes[n].dimension.name}: ${codes[n].name}`).join(wanted.match === "any" ? " or " : " and ");
  const words = [named, ...wanted.factors.map(([id, label]) => frame.factors.find((f) => f.id === id).values.find(([value]) => value === label)?.[1] ?? label), wanted.document, wanted.kind === "talk" ? "talk only" : wanted.kind, wanted.min ? `probability ${figure(wanted.min)} or more` : "", wanted.text ? `“${wanted.text}”` : "", ...wanted.unknown?.map((column) => `no code ${column} in this codebook`) ?? []];
  return words.filter(Boolean).join(" · ");
}

function showPassages(wanted) {
  form.elements.min.nextElementSibling.value = wanted.min ? figure(wanted.min) : "any";
  $("list").replaceChildren();
  shown = 0;
  if (frame.mode === "many") { showCounts(wanted); return; }
  searched = searchOf(wanted.text);
  all = passagesFor(wanted);
  const where = new Set(all.map((passage) => passage.document)).size;
  const what = sayWanted(wanted);
  $("count").replaceChildren(h("b", {}, counted(all.length, "passage", "passages")), ` in ${counted(where, "interview", "interviews")}${what ? ": " : ""}`, h("bdi", {}, what));
  $("meaning").replaceChildren(...meaning(wanted));
  addMore();
}

/** What the codes chosen mean, how sure that is, and which codes are about the words searched for. */
function meaning(wanted) {
  const name = (n) => `${codes[n].dimension.name} · ${codes[n].name}`;
  const page = (n, words) => h("a", { href: `${frame.mode === "one" ? "../index.html" : ""}#code=${codes[n].column}` }, words);
  const told = wanted.codes.map((n) => h("p", {}, h("b", {}, name(n)), `: ${codes[n].definition} `, page(n, "How often, and how far to trust it")));
  const about = codesAbout(wanted.text).filter((n) => !wanted.codes.includes(n));
  const hint = about.length ? h("p", {}, all.length ? "Codes that are about these words, whether a passage has them or not: " : "No passage has these words. Codes that are about them: ",
    about.map((n, i) => [i ? " " : "", h("a", { href: `#${fragmentOf({ codes: [n], factors: [] })}` }, name(n)), `: ${codes[n].definition} `, page(n, "More on this code")])) : "";
  const sure = wanted.codes.length === 1 ? h("p", { class: "note" }, "Listed are the passages of which the model was sure enough to give the code, or people did: a place to begin reading, not a measure of how common it is.") : "";
  const ranked = wanted.sort === "probable" && wanted.codes.length > 1 && wanted.match !== "any" ? h("p", { class: "note" }, `In the order of the probability of ${name(wanted.codes[0])}.`) : "";
  return [...told, hint, sure, ranked].filter(Boolean);
}

function addMore() {
  const next = all.slice(shown, shown + MANY);
  $("list").append(...next.map((passage) => card(passage, searched)));
  shown += next.length;
  $("more").hidden = shown >= all.length;
  $("more").textContent = `Show more (${all.length - shown} left)`;
}

/** Where every transcript has a page of its own: how many passages each holds, and the way there. */
function showCounts(wanted) {
  let total = 0;
  const rows = [];
  for (const about of frame.documents) {
    const sums = [0, ...codes].map(() => 0);
    about.counts.forEach((row, voice) => { if (isOf(wanted, about.voices[voice], about)) row.forEach((n, column) => { sums[column] += n; }); });
    const asked = wanted.codes.length ? wanted.codes.map((code) => sums[code + 1]) : [sums[0]];
    if (asked.some((n) => !n)) continue;
    total += 1;
    const counts = asked.map((n, i) => (wanted.codes.length ? `${codes[wanted.codes[i]].name}: ${n}` : counted(n, "passage coded", "passages coded"))).join("; ");
    rows.push(() => h("li", {}, h("a", { href: `interviews/${encodeURIComponent(about.slug)}.html#${fragmentOf(wanted)}` }, h("bdi", {}, about.name)), ` ${counts}`));
  }
  all = rows;
  $("count").replaceChildren(h("b", {}, counted(total, "interview", "interviews")), ` with such passages. ${sayWanted(wanted)}`);
  const add = () => { $("list").append(...rows.slice(shown, shown + 500).map((make) => make())); shown += 500; $("more").hidden = shown >= rows.length; };
  $("more").onclick = add;
  add();
}
