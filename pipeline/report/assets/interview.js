// One code. One interview: its sheet, then its transcript with the codes beside the talk. And all sheets in a row, to be printed.
"use strict";

/** A copy of the sheet; its name alone in a copy for others, which has no sheets. */
const sheetOf = (about) => $(`sheet-${about.slug}`)?.content.cloneNode(true) ?? h("h2", { tabindex: "-1" }, h("bdi", {}, about.name));

function turn(said, made) {
  const rows = [];
  let plain = null;
  for (const [of, pieces] of said.spans) {
    const passage = made.passages[of];
    if (passage?.codes.length || passage?.open.length || passage?.people.length || passage?.notes.length) {
      plain = null;
      const text = h("p", { class: "said", dir: "auto" }, shownText(pieces, null));
      rows.push(rule(h("div", { class: "passage row coded", id: passage.id, tabindex: "-1" }, h("div", { class: "both" }, text, h("div", {}, chips(passage), numbered(passage), acts(passage, true)))), passage));
      continue;
    }
    if (!plain) rows.push(h("div", { class: "row" }, plain = h("p", { class: "said", dir: "auto" })));
    plain.append(passage ? h("span", { id: passage.id, tabindex: "-1", "data-number": passage.id.split(/[-.]/).at(-1) }, shownText(pieces, null)) : h("span", {}, shownText(pieces, null)));
  }
  const who = h("h4", { class: "who" }, h("b", {}, h("bdi", {}, said.name)), h("span", { class: "muted" }, [said.role, said.time].filter(Boolean).join(" · ")));
  const kept = rows.filter((row) => row.textContent.trim());
  return h("section", { class: `turn${said.plain ? " interviewer" : ""}${said.aside ? " backchannel" : ""}` }, said.name ? who : h("div", { class: "who" }), h("div", {}, kept));
}

function legend() {
  return h("details", { class: "legend" }, h("summary", {}, "Codes, their marks, and what the figures mean"),
    h("p", {}, "Beside a passage stand the codes that the model gave it. A dashed border and a question mark: the model left the code open, and it is not counted. A double border: a person decided. Words with a dotted line stand in the place of something that could identify a person."),
    h("div", { class: "groups" }, frame.dimensions.map((dimension) => [h("h4", {}, dimension.name), h("dl", {}, dimension.codes.map((code) => [h("dt", { class: `c-${code.color.slice(1)}` }, h("span", { class: "dot", "aria-hidden": "true" }), `${dimension.name}: ${code.name}`), h("dd", {}, code.definition)]))])));
}

/** Show an interview; `wantedId` is the passage to go to. Returns what is to have the focus. */
function showInterview(slug, wantedId) {
  const number = bySlug.get(slug), room = $("interview");
  if (number === undefined) { room.replaceChildren(h("h2", { tabindex: "-1" }, "No such interview here")); return room.firstChild; }
  const about = frame.documents[number];
  if (frame.mode === "many") { location.href = `interviews/${encodeURIComponent(slug)}.html`; return null; }
  const made = transcript(number);
  const beside = (step) => { const other = frame.documents[number + step]; return other ? h("a", { href: `#interview=${encodeURIComponent(other.slug)}` }, step < 0 ? "← " : "", h("bdi", {}, other.name), step > 0 ? " →" : "") : ""; };
  const bar = h("p", { class: "bar" },
    h("a", { href: `#document=${encodeURIComponent(about.name)}&with=codes` }, "Its passages with codes, as a list"),
    h("label", { class: "tick" }, h("input", { type: "checkbox", "data-chances": true, checked: document.body.classList.contains("chances-shown") }), " Show probabilities"));
  const turns = made.turns.map((said) => turn(said, made));
  room.replaceChildren(h("nav", { class: "beside", "aria-label": "Other interviews" }, beside(-1),
    h("span", {}, h("button", { type: "button", onclick: () => $("script").focus() }, "To the transcript"), " ", $(`sheet-${slug}`) ? h("button", { type: "button", onclick: () => printOnly("sheet-only") }, "Print the sheet") : ""), beside(1)), sheetOf(about), bar,
    h("section", { class: "script", "aria-labelledby": "script" }, h("h3", { id: "script", tabindex: "-1" }, "Transcript"), legend(), h("div", { class: "turns" }, turns)));
  for (const old of room.querySelectorAll(".arrived")) old.classList.remove("arrived");
  const passage = wantedId ? $(wantedId) : null;
  passage?.classList.add("arrived");
  return passage ?? room.querySelector("h2");
}

function showSheets() {
  $("interview").replaceChildren(h("h1", { tabindex: "-1" }, "All sheets"), ...frame.documents.map((about) => sheetOf(about)));
  return $("interview").querySelector("h1");
}

/** Show the page of a code; returns what is to have the focus. */
function showCode(column) {
  const number = numberOf.get(column);
  $("code").replaceChildren($(`code-${number}`)?.content.cloneNode(true) ?? h("h1", { tabindex: "-1" }, `No code ${column} in this codebook`));
  return $("code").querySelector("h1");
}

function printOnly(what) {
  document.body.classList.add(what);
  print();
  document.body.classList.remove(what);
}
