// Asks the program for what there is to look at, shows it, and has decisions kept: one after the other, sent again until
// they are. Every text enters the page as text. Nothing is stored in the browser.

const $ = (id) => document.getElementById(id);
const h = (tag, props = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "color") { if (value) { element.style.setProperty("--given", value); element.classList.add("coloured"); } }
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};

let frame = null; // coder, queue, codebook
let base = location.pathname; // the secret path; another one once the program was started again
let view = "list";
let rows = []; // transcripts of the list
let page = null; // the transcript or queue that is shown
let items = []; // its passages that may be coded
let at = -1;
let shownRows = [];
let spanning = null; // the stretch while it is being changed
let lastCode = null;
const undoable = [];
const outbox = [];
let sending = false;
let matches = [];
const channel = new BroadcastChannel("threefaces");

// ---- talking to the program ----

async function get(name) {
  const answer = await fetch(base + name, { cache: "no-store" });
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error);
  return value;
}

function keep(wanted, { item = null, label = "", undoing = false } = {}) {
  outbox.push({ wanted: { id: crypto.randomUUID(), ...wanted }, item, label, undoing, before: item ? structuredClone(item.view) : null });
  if (item) paint(item);
  flush();
}

async function flush() {
  if (sending) return;
  sending = true;
  tellSending();
  while (outbox.length) {
    const job = outbox[0];
    let answer, value;
    job.tried = true;
    try {
      answer = await fetch(`${base}keep`, { method: "POST", headers: { "content-type": "application/json", "x-threefaces": frame.csrf }, body: JSON.stringify(job.wanted) });
      value = await answer.json();
    } catch {
      break; // the program is gone, or this is not its path any more
    }
    if (answer.status === 503) { trouble(value.error); break; }
    outbox.shift();
    if (answer.ok && value.kept) kept(job, value);
    else refused(job, value.error);
  }
  sending = false;
  tellSending();
  if (outbox.length) setTimeout(flush, 1500);
}

function kept(job, value) {
  trouble("");
  for (const fresh of value.passages ?? value.tasks ?? []) {
    const item = items.find((other) => other.view.id === fresh.id);
    if (item && !outbox.some((other) => other.item === item)) item.view = fresh;
    if (item) paint(item);
  }
  if (value.document && page?.document?.id === value.document.id) { page.document = value.document; }
  if (page) tellFacts();
  if (value.notes) page.notes = value.notes;
  if (value.undo && !job.undoing) undoable.push({ wanted: value.undo, label: job.label, id: job.item?.view.id });
  if (items[at] === job.item) paintPanel();
  say(`Kept: ${job.label}`);
}

function refused(job, error) {
  if (job.item) { job.item.view = job.before; paint(job.item); paintPanel(); }
  trouble(`Not kept: ${error}`);
}

function tellSending() {
  const n = outbox.length;
  $("sending").classList.toggle("waiting", n > 0 && !sending);
  $("sending").textContent = n && !sending ? `${n} not kept yet` : n ? "keeping …" : undoable.length ? "all kept" : "";
  if (n && !sending && $("trouble").hidden) {
    trouble(`The program has stopped. Leave this tab open, start the review again with --port ${location.port}, and open the new address in another tab: what waits here is then sent.`);
  }
}

channel.onmessage = async (message) => {
  if (!frame || !message.data?.base || message.data.base === base) return;
  const before = [base, frame];
  base = message.data.base;
  try { frame = await get("desk.json"); } catch { [base, frame] = before; return; }
  if (["coder", "queue", "title"].some((name) => frame[name] !== before[1][name])) {
    [base, frame] = before;
    if (outbox.length) trouble(`What waits here is ${frame.coder}'s: start the review again as it was started before.`);
    return;
  }
  trouble("");
  flush();
};

function trouble(text) {
  $("trouble").textContent = text;
  $("trouble").hidden = !text;
}

function say(text) {
  $("live").textContent = "";
  setTimeout(() => { $("live").textContent = text; }, 20); // a change after emptying is read out, the same text again too
}

addEventListener("beforeunload", (event) => { if (outbox.length) event.preventDefault(); });

// ---- the list ----

async function openList() {
  view = "list";
  rows = (await get("documents.json")).documents;
  items = []; page = null; spanning = null; at = 0;
  $("title").textContent = frame.title;
  $("back").hidden = true;
  $("panel").hidden = true;
  document.querySelector(".room").classList.remove("two");
  $("search").value = "";
  paintList();
  focusRow(0);
}

const MOST_ROWS = 300;
function paintList() {
  const wanted = $("search").value.toLowerCase();
  const fits = rows.filter((row) => [row.name, ...row.speakers.flatMap((s) => [s.name, s.role])].join(" ").toLowerCase().includes(wanted));
  const checked = rows.filter((row) => row.checked === "checked").length;
  $("facts").textContent = `${rows.length} transcripts, ${checked} checked · coding as ${frame.coder}`;
  $("found").textContent = wanted ? `${fits.length} of ${rows.length}` : "";
  const body = h("tbody");
  shownRows = fits.slice(0, MOST_ROWS).map((row) => {
    const link = h("a", { href: `#${row.id}` }, row.name);
    const who = row.speakers.map((s, i) => [i ? ", " : "", s.name, s.role ? h("span", { class: "role" }, ` (${s.role.replaceAll("_", " ")})`) : ""]);
    const status = row.checked ? h("span", { class: row.checked === "checked" ? "signed" : "lapsed" }, `${row.checked === "checked" ? "✓ checked" : row.checked}: ${row.checked_by}`) : "";
    const cells = [h("td", {}, link), h("td", {}, who), h("td", { class: "number", "data-of": "passages" }, String(row.passages)), h("td", { class: "number", "data-of": "decided" }, String(row.decided)), h("td", {}, status, row.drawn ? h("span", { class: "drawn" }, " drawn: read in full") : "")];
    body.append(h("tr", { onclick: () => { location.hash = row.id; } }, cells));
    return link;
  });
  const heads = ["Transcript", "Speakers and roles", "Passages", "Decided", "Checked"];
  const head = h("tr", {}, heads.map((name, i) => h("th", { scope: "col", class: i === 2 || i === 3 ? "number" : undefined }, name)));
  const more = fits.length > MOST_ROWS ? h("p", { class: "muted" }, `and ${fits.length - MOST_ROWS} more: press / and type a part of the name`) : "";
  $("main").replaceChildren(h("table", {}, h("thead", {}, head), body), more);
}

function focusRow(number) {
  at = Math.max(0, Math.min(number, shownRows.length - 1));
  shownRows[at]?.focus();
}

// ---- one transcript, or a queue ----

async function openTranscript(id, wanted) {
  page = await get(`documents/${encodeURIComponent(id)}.json`);
  view = "transcript";
  begin(page.document.name);
  const turns = page.turns.map(turnElement);
  $("main").replaceChildren(h("div", { role: "listbox", "aria-label": `Passages of ${page.document.name}` }, turns));
  items.forEach(paint);
  start(wanted);
}

async function openQueue() {
  page = await get("queue.json");
  view = "queue";
  begin(`${frame.title}: ${frame.queue === "audit" ? "audit, coded blind" : "passages to learn from"}`);
  const list = page.tasks.map((task, number) => {
    const asked = `asked${number}`;
    const context = [task.before && task.before !== task.question ? h("p", { class: "asked" }, h("b", {}, "before "), task.before) : "", task.question ? h("p", { class: "asked" }, h("b", {}, "question "), task.question) : ""];
    const element = h("div", { class: "passage", role: "option", tabindex: "-1", "aria-describedby": asked });
    addItem({ view: task, element, turn: { text: task.text, start: 0, marks: [] }, start: 0, end: task.text.length });
    return h("section", { class: "turn", role: "group", "aria-label": `Passage ${number + 1} of ${page.tasks.length}` }, h("div", { class: "who" }, h("b", {}, `${number + 1}`)), h("div", {}, h("div", { id: asked }, context), element));
  });
  $("main").replaceChildren(h("div", { role: "listbox", "aria-label": "Passages of the queue" }, list));
  items.forEach(paint);
  start();
}

function begin(title) {
  items = []; at = -1; spanning = null; matches = [];
  $("title").textContent = title;
  $("back").hidden = view !== "transcript";
  $("panel").hidden = false;
  document.querySelector(".room").classList.add("two");
  $("search").value = ""; $("found").textContent = "";
}

/** Begin at the passage that the address names, or at the first with something left to decide. */
function start(wanted) {
  tellFacts();
  const named = wanted ? items.findIndex((item) => item.view.id === wanted) : -1;
  const first = items.findIndex((item) => item.view.open.length);
  move(Math.max(0, named < 0 ? first : named));
  if (named >= 0) items[at].element.scrollIntoView({ block: "center" });
  if (!items.length) { $("panel").hidden = true; $("main").focus(); say("No passage here may be coded"); }
}

function addItem(item) {
  item.number = items.length;
  item.element.addEventListener("click", () => move(item.number));
  items.push(item);
}

function turnElement(turn, number) {
  const said = `said${number}`, parts = [];
  let end = turn.start;
  const stop = turn.start + turn.text.length;
  const plain = (from, to) => { if (turn.text.slice(from - turn.start, to - turn.start).trim()) parts.push(h("div", { class: "plain" }, h("p", { class: "said" }, pieces(turn, from, to, null)))); };
  for (const passage of turn.passages) {
    plain(end, passage.start);
    end = passage.end;
    if (!passage.coded) { plain(passage.start, passage.end); continue; }
    const element = h("div", { class: "passage", role: "option", tabindex: "-1", "aria-describedby": number ? `said${number - 1}` : undefined });
    addItem({ view: passage, element, turn, start: passage.start, end: passage.end });
    parts.push(element);
  }
  plain(end, stop);
  const about = [turn.role.replaceAll("_", " "), turn.time].filter(Boolean).join(" · ");
  return h("section", { class: "turn", role: "group", "aria-label": `${turn.speaker}, ${about}` }, h("div", { class: "who" }, h("b", {}, turn.speaker), h("span", {}, about)), h("div", { id: said }, parts));
}

function pieces(turn, from, to, own) {
  const cuts = new Set([from, to]);
  const marks = turn.marks.filter(([a, b]) => a < to && b > from);
  for (const [a, b] of own ? [...marks, [own.start, own.end]] : marks) for (const cut of [a, b]) if (cut > from && cut < to) cuts.add(cut);
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((a, i) => {
    const b = places[i + 1];
    const kind = marks.find(([x, y]) => x <= a && b <= y)?.[2];
    const classes = [kind, own && own.start <= a && b <= own.end ? "own" : ""].filter(Boolean).join(" ");
    const text = turn.text.slice(a - turn.start, b - turn.start);
    return classes ? h("span", { class: classes }, text) : text;
  });
}

const ofDimension = (id) => frame.codebook.dimensions.find((d) => d.id === id);
const putTo = (v) => frame.codebook.dimensions.filter((d) => !v.stands || !Object.keys(v.stands).length || v.stands[d.id]);
const figure = (p) => (p === undefined ? "" : p.toFixed(2).replace(/^0/, ""));

/** What is shown of a dimension: codes, those to check, and who decided. */
function shown(v, dimension) {
  const own = v.mine?.codes[dimension.id];
  const stands = v.stands?.[dimension.id];
  if (own && (!stands || !stands.by.startsWith("a person"))) return { codes: own, check: [], by: "you" };
  return stands ?? { codes: [], check: [], by: "" };
}

function paint(item) {
  const v = item.view, own = spanning?.item === item ? spanning : v.mine?.cut ? v.mine : null;
  const from = own ? Math.max(item.turn.start, Math.min(item.start, own.start)) : item.start;
  const to = own ? Math.max(item.end, own.end) : item.end;
  const chips = [], colors = [];
  for (const d of putTo(v)) {
    const { codes, check, by } = shown(v, d);
    for (const code of d.codes) {
      const given = codes.includes(code.id);
      if (!given && !check.includes(code.id)) continue;
      const p = figure(v.chances?.[d.id]?.[code.id]);
      const how = by === "model" ? (given ? `${p} likely` : `${p} check`) : `by ${by}${by === "you" && v.open.includes(d.id) ? ", not finished" : ""}`;
      if (given) colors.push(code.color);
      chips.push(h("li", { class: `chip${given ? "" : " check"}${by === "model" ? "" : " person"}`, color: code.color, title: code.definition }, h("span", { class: "letter" }, code.mark), " ", h("span", { class: "dim" }, d.name), " ", h("b", {}, given ? code.name : `${code.name}?`), " ", h("span", { class: "by" }, how)));
    }
  }
  const none = putTo(v).filter((d) => { const s = shown(v, d); return s.by && s.by !== "model" && !s.codes.length && !v.open.includes(d.id); });
  if (none.length) chips.push(h("li", { class: "chip none" }, h("span", { class: "dim" }, none.length === putTo(v).length ? "no code at all" : `no ${none.map((d) => d.name).join(", ")}`)));
  const bare = putTo(v).filter((d) => { const s = shown(v, d); return s.by && s.by !== "model" && !s.codes.length && v.open.includes(d.id); });
  if (bare.length) chips.push(h("li", { class: "chip none" }, h("span", { class: "dim" }, `${bare.map((d) => d.name).join(", ")}: not finished`)));
  for (const word of v.mine?.open_codes ?? []) chips.push(h("li", { class: "chip word" }, `“${word}”`));
  if (v.mine?.memo) chips.push(h("li", { class: "memo" }, v.mine.memo));
  for (const other of v.others ?? []) chips.push(h("li", { class: "other" }, otherLine(other)));
  item.element.replaceChildren(h("p", { class: "said" }, pieces(item.turn, from, to, own)), chips.length ? h("ul", { class: "chips" }, chips) : outbox.some((job) => job.item === item) ? h("ul", { class: "chips" }) : "");
  item.element.classList.toggle("waiting", outbox.some((job) => job.item === item));
  item.element.setAttribute("aria-selected", String(items[at] === item));
  const part = 100 / Math.max(1, colors.length);
  const stops = colors.map((c, i) => `color-mix(in srgb, white var(--tint), ${c ?? "var(--muted)"}) ${i * part}% ${(i + 1) * part}%`);
  item.element.style.setProperty("--rule", stops.length ? `linear-gradient(${stops.join(", ")})` : "var(--line)");
}

function otherLine(other) {
  const parts = Object.entries(other.codes).map(([d, codes]) => { const of = ofDimension(d); return codes.length ? codes.map((c) => of.codes.find((code) => code.id === c)?.name ?? c).join(", ") : `no ${of.name}`; });
  return `${other.coder}${other.blind ? ", blind" : ""}: ${[...parts, ...other.open_codes.map((w) => `“${w}”`), other.memo].filter(Boolean).join("; ")}`;
}

function tellFacts() {
  const who = `coding as ${frame.coder}`;
  if (view === "queue") { const left = items.filter((item) => item.view.open.length).length; $("facts").textContent = [`${items.length} passages, ${items.length - left} decided`, tellBegun(), who].filter(Boolean).join(" · "); return; }
  const d = page.document;
  $("facts").textContent = [`${d.passages} passages, ${d.decided} decided`, tellBegun(), d.checked ? `${d.checked}: ${d.checked_by}` : "not checked", d.drawn ? "drawn: read in full" : "", who].filter(Boolean).join(" · ");
}

/** How many passages have dimensions that their coder began and did not finish. */
function tellBegun() {
  const n = items.filter(({ view: v }) => v.open.some((id) => id in (v.mine?.codes ?? {}))).length;
  return n ? `${n} begun, not finished` : "";
}

function move(number, { focus = true } = {}) {
  if (!items.length) return;
  const old = items[at];
  at = Math.max(0, Math.min(number, items.length - 1));
  if (spanning && spanning.item !== items[at]) endSpan();
  old?.element.setAttribute("aria-selected", "false");
  old?.element.setAttribute("tabindex", "-1");
  const item = items[at];
  item.element.setAttribute("aria-selected", "true");
  item.element.setAttribute("tabindex", "0");
  if (focus) item.element.focus({ preventScroll: true });
  item.element.scrollIntoView({ block: "nearest" });
  paintPanel();
}

function paintPanel() {
  const item = items[at];
  if (!item) return;
  const v = item.view, { column, finish: state } = document.activeElement?.dataset ?? {};
  const left = v.open.map((id) => `${ofDimension(id).name}${id in (v.mine?.codes ?? {}) ? " (begun)" : ""}`);
  const groups = putTo(v).map((d) => {
    const { codes, check } = shown(v, d);
    const idle = !v.open.includes(d.id) && !codes.length && !check.length && !(d.id in (v.mine?.codes ?? {}));
    const buttons = d.codes.map((code) => {
      const on = codes.includes(code.id), p = idle ? "" : figure(v.chances?.[d.id]?.[code.id]);
      const classes = `code${check.includes(code.id) ? " check" : ""}`;
      return h("button", { type: "button", class: classes, color: code.color, "aria-pressed": String(on), "aria-keyshortcuts": code.key || undefined, title: code.definition, "data-column": `${d.id}.${code.id}`, onclick: () => toggle(d, code) }, h("kbd", {}, code.key), h("span", { class: "letter" }, code.mark), h("span", { class: "name" }, code.name), h("span", { class: "p" }, check.includes(code.id) ? `${p} check` : p));
    });
    const done = !idle && !v.open.includes(d.id);
    const finished = h("button", { type: "button", class: "finish", "data-finish": d.id, "aria-pressed": String(done), "aria-label": `${d.name}: finished`, title: `${d.name}: finished, what is not coded is not there`, onclick: () => finish([d], { back: done && d.id in (v.mine?.codes ?? {}) }) }, done ? "✓ finished" : "finish");
    return h("section", { role: "group", "aria-label": d.name }, h("h3", {}, d.name, h("span", {}, idle ? "does not apply yet" : d.several ? "any number" : "one"), idle ? "" : finished), buttons);
  });
  const actions = Object.values(ACTIONS).filter((a) => a.button && !(a.transcript && view !== "transcript")).map((a) => h("button", { type: "button", onclick: a.run, "aria-keyshortcuts": a.shortcut }, frame.blind && a.blindly ? a.blindly : a.button, " ", h("kbd", {}, a.shown)));
  $("panel").replaceChildren(
    h("h2", {}, `Passage ${at + 1} of ${items.length}`),
    h("p", { class: "left" }, left.length ? `to decide: ${left.join(", ")}` : "decided"),
    spanning ? spanHelp() : "",
    h("div", { class: "codes" }, groups),
    h("div", { class: "actions" }, actions),
  );
  if (column || state) $("panel").querySelector(column ? `[data-column="${column}"]` : `[data-finish="${state}"]`)?.focus();
}

// ---- deciding ----

function mineOf(v) {
  return { codes: { ...v.mine?.codes }, complete: [...(v.mine?.complete ?? [])], unfinished: [...(v.mine?.unfinished ?? [])], open_codes: [...(v.mine?.open_codes ?? [])], memo: v.mine?.memo ?? "" };
}

/** Shows a decision at once, as not kept yet, and has it kept. */
function decide(item, mine, label, stretch) {
  const v = item.view, was = v.mine && view === "transcript" ? { start: v.mine.start, end: v.mine.end } : undefined;
  const wanted = { kind: "decide", passage: v.id, ...mine };
  if (view === "transcript") { wanted.was = was; wanted.stretch = stretch ?? was ?? { start: item.start, end: item.end }; }
  const next = structuredClone(v);
  next.mine = { ...v.mine, ...mine, ...(wanted.stretch ?? {}) };
  next.mine.cut = view === "transcript" && (next.mine.start !== item.start || next.mine.end !== item.end);
  next.open = putTo(v).map((d) => d.id).filter((d) => (d in mine.codes ? !isFinished(mine, d) : v.open.includes(d)));
  keep(wanted, { item, label });
  item.view = next;
  paint(item);
  paintPanel();
}

function toggle(dimension, code) {
  const item = items[at], v = item?.view;
  if (!v || !putTo(v).includes(dimension)) return;
  lastCode = `${dimension.id}.${code.id}`;
  const mine = mineOf(v);
  const before = mine.codes[dimension.id] ?? shown(v, dimension).codes;
  const on = before.includes(code.id);
  const chosen = on ? before.filter((c) => c !== code.id) : dimension.several ? [...before, code.id] : [code.id];
  mine.codes[dimension.id] = dimension.codes.map((c) => c.id).filter((c) => chosen.includes(c));
  begun(mine, dimension);
  decide(item, mine, `${dimension.name}: ${on ? "not " : ""}${code.name}${isFinished(mine, dimension.id) ? "" : ", not finished"}`);
}

/** Whether what is not coded in a dimension is known not to be there; coding blind, only the coder's own word says so. */
function isFinished(mine, id) {
  return mine.complete.includes(id) || (!frame.blind && id in mine.codes && !mine.unfinished.includes(id));
}

/** Codes were given or taken: one code of a dimension that takes one leaves nothing open, unless coding blind; any other change does. */
function begun(mine, dimension) {
  const { id } = dimension;
  mine.unfinished = mine.unfinished.filter((d) => d !== id);
  if (!mine.complete.includes(id) && (frame.blind || dimension.several || !mine.codes[id].length)) mine.unfinished.push(id);
}

/** Says that dimensions are finished as they are shown, or takes that back. */
function finish(dimensions, { back = false } = {}) {
  const item = items[at], mine = mineOf(item.view), done = [];
  for (const d of dimensions) {
    const { id } = d, codes = mine.codes[id] ?? shown(item.view, d).codes;
    if (!codes.length && item.view.open.includes(id) && !(id in item.view.accept)) { trouble(`${d.name} needs a code here.`); continue; }
    mine.codes[id] = codes;
    mine.complete = mine.complete.filter((other) => other !== id);
    mine.unfinished = mine.unfinished.filter((other) => other !== id);
    (back ? mine.unfinished : mine.complete).push(id);
    done.push(back ? `${d.name} not finished` : `${d.name} finished`);
  }
  if (done.length) decide(item, mine, done.join(", "));
}

/** Says that what was begun on this passage is finished, and nothing of its other dimensions. */
function finishBegun() {
  const item = items[at];
  if (!item) return;
  const mine = mineOf(item.view), open = putTo(item.view).filter((d) => d.id in mine.codes && !mine.complete.includes(d.id));
  if (open.length) finish(open); else say("Nothing is begun here: give or take a code first");
}

function decideAll(codes, label) {
  const item = items[at];
  if (!item) return;
  if (outbox.some((job) => job.item === item)) { say("Wait: the last decision on this passage is not kept yet"); return; }
  const mine = mineOf(item.view);
  Object.assign(mine.codes, codes);
  mine.complete = [...new Set([...mine.complete, ...Object.keys(codes)])];
  mine.unfinished = mine.unfinished.filter((d) => !(d in codes));
  const left = item.view.open.filter((d) => !(d in codes)).map((d) => ofDimension(d).name);
  decide(item, mine, left.length ? `${label}. Still to decide: ${left.join(", ")}` : label);
  if (left.length) trouble(`Still to decide here: ${left.join(", ")}`);
  else { trouble(""); move(at + 1); }
}

function accept() {
  const item = items[at];
  if (!item) return;
  const names = Object.entries(item.view.accept).flatMap(([d, codes]) => codes.map((c) => ofDimension(d).codes.find((code) => code.id === c).name));
  decideAll(item.view.accept, names.length ? `finished with ${names.join(", ")}` : "finished, no code");
}

function none() {
  const item = items[at];
  if (item) decideAll(Object.fromEntries(putTo(item.view).map((d) => [d.id, []])), "no code at all");
}

async function undo() {
  while (sending) await new Promise((resolve) => { setTimeout(resolve, 20); });
  const waiting = outbox.at(-1);
  if (waiting?.tried) { say("The program has stopped: it may have kept this already. Undo it when the program is back"); return; }
  if (waiting) {
    outbox.pop();
    if (waiting.item) { waiting.item.view = waiting.before; paint(waiting.item); paintPanel(); }
    say(`Taken back before it was kept: ${waiting.label}`);
    tellSending();
    return;
  }
  const last = undoable.pop();
  if (!last) { say("Nothing to undo since this page was opened"); trouble("Nothing to undo since this page was opened."); return; }
  const item = items.find((other) => other.view.id === last.id) ?? null;
  if (item) move(item.number);
  keep(last.wanted, { item, label: `undone: ${last.label}`, undoing: true });
}

// ---- the span of a decision ----

function beginSpan() {
  const item = items[at];
  if (!item || view !== "transcript") { say("The passages of a queue keep their span"); return; }
  const now = item.view.mine ?? item;
  spanning = { item, start: now.start, end: now.end };
  paint(item);
  paintPanel();
  say("Change the span: arrows move its end, with Shift its start, Enter keeps, Escape leaves it");
}

function spanHelp() {
  const { item, start, end } = spanning;
  const words = item.turn.text.slice(start - item.turn.start, end - item.turn.start).trim().split(/\s+/).length;
  return h("div", { class: "spanning" }, h("b", {}, `Span: ${words} words`), h("p", {}, h("kbd", {}, "←"), " ", h("kbd", {}, "→"), " end by a word"), h("p", {}, h("kbd", {}, "Shift"), " + ", h("kbd", {}, "←"), " ", h("kbd", {}, "→"), " start by a word"), h("p", {}, h("kbd", {}, "Enter"), " keep, ", h("kbd", {}, "Esc"), " leave as it was"));
}

function endSpan() {
  const item = spanning?.item;
  spanning = null;
  if (item) paint(item);
  paintPanel();
}

function moveSpan(edge, direction) {
  const { turn } = spanning.item, text = turn.text;
  const words = [...text.matchAll(/\S+/g)].map((m) => [m.index + turn.start, m.index + m[0].length + turn.start]);
  const edges = words.map(([a, b]) => (edge === "start" ? a : b));
  const now = spanning[edge];
  const next = direction > 0 ? edges.find((e) => e > now) : edges.findLast((e) => e < now);
  if (next === undefined || (edge === "start" ? next >= spanning.end : next <= spanning.start)) return;
  spanning[edge] = next;
  const word = words[edges.indexOf(next)];
  paint(spanning.item);
  paintPanel();
  say(`${edge === "start" ? "Starts" : "Ends"} with “${text.slice(word[0] - turn.start, word[1] - turn.start)}”`);
}

function spanKey(event) {
  if (event.key === "Escape") endSpan();
  else if (event.key === "Enter") {
    const { item, start, end } = spanning;
    spanning = null;
    const mine = mineOf(item.view);
    if (!Object.keys(mine.codes).length && !mine.memo && !mine.open_codes.length) {
      for (const d of putTo(item.view)) { const s = shown(item.view, d); if (s.codes.length) { mine.codes[d.id] = s.codes; begun(mine, d); } }
    }
    if (Object.keys(mine.codes).length || mine.memo || mine.open_codes.length) decide(item, mine, "span changed", { start, end });
    else { trouble("A span needs a code, an own code or a memo first."); paint(item); paintPanel(); }
  } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") moveSpan(event.shiftKey ? "start" : "end", event.key === "ArrowRight" ? 1 : -1);
  else return false;
  return true;
}

// ---- asking for words ----

function ask({ title, about = "", line, text, value = "", choices = null, chosen = "", valueOf = null }) {
  const dialog = $("ask"), form = dialog.querySelector("form");
  $("ask-title").textContent = title;
  $("ask-about").textContent = about;
  $("ask-line").hidden = !line; $("ask-text").hidden = !text; $("ask-choice").hidden = !choices;
  const label = line ? $("ask-line") : $("ask-text"), field = label.querySelector("input, textarea");
  label.querySelector("span").textContent = line ?? text;
  field.value = value;
  const select = $("ask-choice").querySelector("select");
  select.replaceChildren(...(choices ?? []).map(([id, name]) => h("option", { value: id, selected: id === chosen }, name)));
  select.onchange = () => { if (valueOf) field.value = valueOf(select.value); };
  return new Promise((resolve) => {
    const done = (answer) => { form.onsubmit = null; dialog.oncancel = null; if (dialog.open) dialog.close(); items[at]?.element.focus({ preventScroll: true }); resolve(answer); };
    form.onsubmit = (event) => { event.preventDefault(); done({ value: field.value.trim(), choice: select.value }); };
    form.querySelector("[value=cancel]").onclick = () => done(null);
    field.onkeydown = (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(); };
    dialog.oncancel = () => done(null);
    dialog.showModal();
    field.focus();
    field.select();
  });
}

async function openCodes() {
  const item = items[at];
  if (!item) return;
  const answer = await ask({ title: "Own codes", about: "In the speaker's words or yours; several separated by semicolons.", line: "Own codes", value: (item.view.mine?.open_codes ?? []).join("; ") });
  if (!answer) return;
  const mine = mineOf(item.view);
  mine.open_codes = [...new Set(answer.value.split(";").map((word) => word.trim()).filter(Boolean))];
  decide(item, mine, `own codes: ${mine.open_codes.join(", ") || "none"}`);
}

async function memo() {
  const item = items[at];
  if (!item) return;
  const answer = await ask({ title: "Memo on this passage", about: "Ctrl+Enter keeps it. Write no names: memos stand in the internal outputs.", text: "Memo", value: item.view.mine?.memo ?? "" });
  if (!answer) return;
  const mine = mineOf(item.view);
  mine.memo = answer.value;
  decide(item, mine, "memo");
}

async function speakerMemo() {
  const item = items[at];
  if (!item || view !== "transcript") return;
  const about = `speaker:${item.turn.speaker}`;
  const answer = await ask({ title: `Memo on ${item.turn.speaker}`, about: "Ctrl+Enter keeps it; an empty one is taken back.", text: "Memo", value: page.notes[about] ?? "" });
  if (answer) keep({ kind: "remark", about, memo: answer.value }, { label: `memo on ${item.turn.speaker}` });
}

async function codeMemo() {
  if (!page) return;
  const choices = frame.codebook.dimensions.flatMap((d) => d.codes.map((code) => [`code:${d.id}.${code.id}`, `${d.name}: ${code.name}`]));
  const given = items[at] ? putTo(items[at].view).flatMap((d) => shown(items[at].view, d).codes.map((c) => `${d.id}.${c}`)) : [];
  const chosen = `code:${lastCode ?? given[0] ?? ""}`;
  const first = choices.some(([id]) => id === chosen) ? chosen : choices[0][0];
  const answer = await ask({ title: "Memo on a code", about: "Ctrl+Enter keeps it; an empty one is taken back.", text: "Memo", choices, chosen: first, value: page.notes[first] ?? "", valueOf: (id) => page.notes[id] ?? "" });
  if (answer) keep({ kind: "remark", about: answer.choice, memo: answer.value }, { label: "memo on the code" });
}

async function sign() {
  if (view !== "transcript") return;
  const d = page.document;
  const answer = await ask({ title: `Checked: ${d.name}`, about: `You sign that you have read this transcript and that nothing in it names anybody. ${d.checked === "checked" ? "Left empty, the signature is taken back." : ""}`, line: "Initials or name", value: frame.coder });
  if (answer && (answer.value || d.checked)) keep({ kind: "sign", document: d.id, name: answer.value }, { label: answer.value ? `${d.name} checked by ${answer.value}` : `${d.name} not checked any more` });
}

// ---- searching ----

function search() {
  const wanted = $("search").value.toLowerCase();
  if (view === "list") { paintList(); return; }
  matches = [];
  CSS.highlights?.delete("found");
  if (wanted.length > 1) {
    const ranges = [];
    const walk = document.createTreeWalker($("main"), NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (!node.parentElement.closest(".said, .asked")) continue;
      const text = node.data.toLowerCase();
      for (let i = text.indexOf(wanted); i >= 0; i = text.indexOf(wanted, i + wanted.length)) {
        const range = new Range();
        range.setStart(node, i);
        range.setEnd(node, i + wanted.length);
        ranges.push(range);
      }
    }
    matches = ranges;
    if (window.Highlight) CSS.highlights?.set("found", new Highlight(...ranges));
  }
  $("found").textContent = wanted ? `${matches.length} found` : "";
}

function toMatch(direction) {
  if (!matches.length) return;
  const top = items[at]?.element;
  const isAfter = (range) => top && !top.contains(range.startContainer) && top.compareDocumentPosition(range.startContainer) & Node.DOCUMENT_POSITION_FOLLOWING;
  const isBefore = (range) => top && top.compareDocumentPosition(range.startContainer) & Node.DOCUMENT_POSITION_PRECEDING;
  const range = (direction > 0 ? matches.find(isAfter) : matches.findLast(isBefore)) ?? (direction > 0 ? matches[0] : matches.at(-1));
  const within = items.findIndex((item) => item.element.contains(range.startContainer) || item.element.compareDocumentPosition(range.startContainer) & Node.DOCUMENT_POSITION_PRECEDING);
  move(within < 0 ? items.length - 1 : within, { focus: false });
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
  say(`Passage ${at + 1}`);
}

$("search").addEventListener("input", search);
$("search").addEventListener("keydown", (event) => {
  if (event.key === "Escape") { event.preventDefault(); $("search").value = ""; search(); }
  else if (event.key !== "Enter") return;
  else if (view !== "list") { event.preventDefault(); toMatch(event.shiftKey ? -1 : 1); return; }
  event.preventDefault();
  if (view === "list") focusRow(0); else items[at]?.element.focus();
});

// ---- keys ----

const unsure = (v) => v.open.length && Object.values(v.stands ?? {}).some((s) => s.check.length);
function jump(fits) {
  const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  const next = order.find((item) => fits(item.view));
  if (next) move(next.number); else say("None is left");
}

const ACTIONS = {
  Enter: { run: accept, button: "Finished: this and no more", blindly: "Finished: nothing else in it", shown: "Enter", shortcut: "Enter", help: "the passage is finished: the codes that are shown are right and no other is there; and go on. A code to check is only given by its own key", blind: "the passage is finished: what is not coded is not there; and go on" },
  x: { run: none, button: "No code at all", shown: "x", shortcut: "x", help: "the passage is finished: no code at all is there; and go on" },
  ".": { run: finishBegun, shown: ".", help: "finish only the dimensions in which you gave or took codes here" },
  n: { run: () => jump((v) => v.open.length), button: "Next undecided", shown: "n", shortcut: "n", help: "next passage with something left to decide" },
  N: { run: () => jump(unsure), shown: "N", help: "next passage with a code to check", unblind: true },
  s: { run: beginSpan, button: "Span", transcript: true, shown: "s", shortcut: "s", help: "change the span: arrows move its end by a word, with Shift its start" },
  o: { run: openCodes, button: "Own codes", shown: "o", shortcut: "o", help: "own codes, in the speaker's words" },
  m: { run: memo, button: "Memo", shown: "m", shortcut: "m", help: "memo on the passage" },
  M: { run: speakerMemo, button: "Speaker memo", transcript: true, shown: "M", shortcut: "Shift+M", help: "memo on the speaker" },
  "Ctrl+m": { run: codeMemo, button: "Code memo", shown: "Ctrl m", shortcut: "Control+M", help: "memo on a code" },
  c: { run: sign, button: "Checked", transcript: true, shown: "c", shortcut: "c", help: "sign the transcript as checked" },
  u: { run: undo, button: "Undo", shown: "u", shortcut: "u", help: "undo, back to the opening of this page" },
  j: { run: () => move(at + 1), shown: "j ↓", help: "next passage" },
  k: { run: () => move(at - 1), shown: "k ↑", help: "passage before" },
  "/": { run: () => { $("search").focus(); $("search").select(); }, shown: "/", help: "search; Enter goes on, Escape back" },
  "?": { run: openHelp, shown: "?", help: "this page" },
  Escape: { run: () => { if (view === "transcript") location.hash = ""; }, shown: "Esc", help: "back to the list", transcript: true },
};

function openHelp() {
  const rowsOf = (pairs) => h("dl", {}, pairs.map(([key, text]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, text)]));
  const commands = Object.values(ACTIONS).filter((a) => !(a.transcript && view === "queue") && !(a.unblind && frame.blind)).map((a) => [a.shown, frame.blind && a.blind ? a.blind : a.help]);
  const codes = frame.codebook.dimensions.map((d) => h("section", {}, h("h3", {}, d.name), h("p", {}, d.definition, d.several ? " Any number of codes." : " One code."), rowsOf(d.codes.map((code) => [code.key || "–", h("span", {}, h("b", {}, code.name), ` ${code.definition} `, code.evidence ? h("i", {}, code.evidence) : "")])), d.rules.length ? h("ul", {}, d.rules.map((rule) => h("li", {}, rule))) : ""));
  const look = frame.blind ? "" : h("p", {}, "Beside a passage: a thin border and “likely”, a code the model gave; dashed, with a question mark and “check”, one it would not decide; a thick border, what people decided. The figure is the model's probability.");
  $("help-body").replaceChildren(rowsOf(commands), look, h("div", { class: "columns" }, codes), h("ul", {}, frame.codebook.rules.map((rule) => h("li", {}, rule))));
  $("help").showModal();
}
$("help").addEventListener("close", () => (view === "list" ? focusRow(at) : items[at]?.element.focus({ preventScroll: true })));

function listKey(event) {
  const moves = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  if (event.key in moves) focusRow(at + moves[event.key]);
  else if (event.key === "/" || event.key === "?") ACTIONS[event.key].run();
  else if (event.key === "Enter" && !event.target.closest("a, button")) { if (shownRows[at]) shownRows[at].click(); }
  else return false;
  return true;
}

function passageKey(event) {
  if (spanning && spanKey(event)) return true;
  if (event.ctrlKey) { if (event.key.toLowerCase() !== "m") return false; codeMemo(); return true; }
  if (event.key === "Enter" && event.target.closest("button, a, summary")) return false;
  const arrows = { ArrowDown: "j", ArrowUp: "k" };
  const action = ACTIONS[arrows[event.key] ?? event.key];
  if (action) { action.run(); return true; }
  for (const d of frame.codebook.dimensions) {
    const code = d.codes.find((c) => c.key && c.key === event.key);
    if (code) { toggle(d, code); return true; }
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || event.isComposing || !frame || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select")) return;
  if (view === "list" ? !event.ctrlKey && listKey(event) : passageKey(event)) event.preventDefault();
});

$("back").addEventListener("click", () => { location.hash = ""; });
$("keys").addEventListener("click", openHelp);

async function route() {
  try {
    if (frame.queue) await openQueue();
    else if (location.hash.length > 1) await openTranscript(...location.hash.slice(1).split("/").map(decodeURIComponent)); // #TRANSCRIPT or #TRANSCRIPT/PASSAGE
    else await openList();
  } catch (error) {
    trouble(error.message || "The program does not answer.");
  }
}

addEventListener("hashchange", route);
addEventListener("resize", () => items[at]?.element.scrollIntoView({ block: "nearest" }));
try {
  frame = await get("desk.json");
  document.title = `${frame.title} · review`;
  channel.postMessage({ base });
  await route();
} catch (error) {
  trouble(error.message || "The program does not answer.");
}
