// What the page was given: codes, people, transcripts, each read when it is first asked for. And which passages are wanted.
"use strict";

const $ = (id) => document.getElementById(id);

/** An element; every text enters the page as text. */
const h = (tag, props = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};

const frame = JSON.parse($("frame").textContent);
const codes = frame.dimensions.flatMap((dimension, number) =>
  dimension.codes.map((code) => ({ ...code, dimension, in: number, column: `${dimension.id}.${code.id}`, colour: `c-${code.color.slice(1)}` })));
const numberOf = new Map(codes.map((code, number) => [code.column, number]));
const bySlug = new Map(frame.documents.map((document, number) => [document.slug, number]));
const NOBODY = "(not recorded)"; // what the tables call an empty entry
const figure = (percent) => (percent >= 100 ? "1.00" : `.${String(percent).padStart(2, "0")}`);
const counted = (n, one, several) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : several}`;

// ---- transcripts ----

const read = new Map();

/** A transcript with its passages, each of which knows its document, speaker, pieces and place among the turns. */
function transcript(number) {
  if (!read.has(number)) {
    const made = JSON.parse($(`t${number}`).textContent);
    const about = frame.documents[number];
    for (const [place, passage] of made.passages.entries()) {
      Object.assign(passage, { number: place, document: number, about, speaker: about.voices[passage.voice], pieces: [], turn: -1 });
      passage.codes ??= []; passage.open ??= []; passage.people ??= []; passage.chances ??= []; passage.notes ??= [];
    }
    for (const [place, turn] of made.turns.entries()) {
      for (const [of, pieces] of turn.spans) if (of >= 0) Object.assign(made.passages[of], { pieces, turn: place });
    }
    for (const passage of made.passages) passage.text = passage.pieces.map((piece) => (typeof piece === "string" ? piece : piece[1])).join("");
    read.set(number, made);
  }
  return read.get(number);
}

// ---- what is wanted ----

const FLAGS = ["match", "with", "by", "open", "asked", "sort", "kind", "document"];

/** What a fragment asks for: codes by number, the least probability in per cent, words, and a label for each factor. */
function wantedFrom(fragment) {
  const given = new URLSearchParams(fragment);
  const known = (given.get("codes") ?? "").split(",").filter(Boolean);
  const wanted = { codes: known.map((column) => numberOf.get(column)).filter((n) => n !== undefined), unknown: known.filter((column) => !numberOf.has(column)) };
  wanted.text = given.get("text") ?? "";
  wanted.min = Math.max(0, Math.min(100, Number(given.get("min")) || 0));
  for (const flag of FLAGS) wanted[flag] = given.get(flag) ?? "";
  wanted.factors = frame.factors.map((factor) => [factor.id, given.get(factor.id) ?? ""]).filter(([, label]) => label);
  return wanted;
}

function fragmentOf(wanted) {
  const given = new URLSearchParams();
  if (wanted.codes.length) given.set("codes", wanted.codes.map((n) => codes[n].column).join(","));
  for (const [factor, label] of wanted.factors) given.set(factor, label);
  if (wanted.text) given.set("text", wanted.text);
  if (wanted.min) given.set("min", wanted.min);
  for (const flag of FLAGS) if (wanted[flag]) given.set(flag, wanted[flag]);
  return given.toString().replaceAll("%2C", ",") || "passages";
}

/** All the words of a search, each as it is typed, whatever the case; null without one. */
function searchOf(text) {
  const words = text.trim().split(/\s+/).filter(Boolean).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return words.length ? { all: words.map((word) => new RegExp(word, "iu")), any: new RegExp(words.join("|"), "giu") } : null;
}

/** The codes whose name or definition has all the words searched for, each by its number. */
function codesAbout(text) {
  const search = text.trim().length > 2 ? searchOf(text) : null;
  return search ? [...codes.keys()].filter((n) => search.all.every((word) => word.test(`${codes[n].name} ${codes[n].definition}`))) : [];
}

function labelOf(factor, voice, about) {
  return factor === "case" ? about.case : factor.startsWith("attr_") ? voice[factor] || NOBODY : voice[factor] ?? "";
}

function isOf(wanted, voice, about) {
  if (wanted.kind && wanted.kind !== (about.kind === "document" ? "documents" : "talk")) return false;
  if (wanted.document && wanted.document !== about.name && wanted.document !== about.slug) return false;
  return wanted.factors.every(([factor, label]) => labelOf(factor, voice, about) === label);
}

function hasCode(wanted, passage, code) {
  const given = passage.codes.includes(code) || (wanted.open && passage.open.includes(code));
  return given && (!wanted.min || (passage.chances[code] ?? 0) >= wanted.min);
}

function fits(wanted, passage, search) {
  if (!passage.coded && !wanted.asked) return false;
  if (wanted.with && !passage.codes.length) return false;
  if (wanted.by && !passage.people.length) return false;
  if (wanted.codes.length) {
    const test = (code) => hasCode(wanted, passage, code);
    if (!(wanted.match === "any" ? wanted.codes.some(test) : wanted.codes.every(test))) return false;
  } else if (wanted.min && !codes.some((_, code) => hasCode(wanted, passage, code))) return false;
  if (search && !search.all.every((word) => word.test(passage.text))) return false;
  return isOf(wanted, passage.speaker, passage.about);
}

/** The passages wanted, in the order asked for. */
function passagesFor(wanted) {
  const search = searchOf(wanted.text), found = [];
  if (wanted.unknown?.length) return found;
  for (const number of frame.documents.keys()) {
    for (const passage of transcript(number).passages) if (fits(wanted, passage, search)) found.push(passage);
  }
  if (wanted.sort !== "probable") return found;
  const main = wanted.codes.length && wanted.match !== "any" ? wanted.codes.slice(0, 1) : null; // a cell's own code stands first
  const rank = (passage) => Math.max(0, ...(main ?? (wanted.codes.length ? wanted.codes : passage.codes)).map((code) => passage.chances[code] ?? 0));
  return found.map((passage) => [rank(passage), passage]).sort((a, b) => b[0] - a[0]).map(([, passage]) => passage);
}
