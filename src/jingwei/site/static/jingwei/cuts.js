// The editor of cuts. Every act is a form that works without this; here are keys, the caret, the links
// between text and outline, and fragments instead of whole pages.
import { eachNow } from "./bind.js";

const KINDS = { m: "measure", c: "context", n: "note", 1: "area", 2: "item", 3: "subitem" };
const typing = (element) => element.closest("input, textarea, select, [contenteditable], dialog");
const editor = () => document.querySelector("[data-cut-editor]");
const open = () => editor().querySelector(".cut.is-open");
const startOf = (node) => node.id.slice(1);
let caret = null;
let wanted = null;
let turn = Promise.resolve();
let resting = 0;

// One request at a time: each needs the digest that the one before brought.
function inTurn(work) {
  turn = turn.then(work).catch(() => {});
  return turn;
}

function act(values) {
  return inTurn(() => {
    const node = current();
    if (!values.undo && !values.redo && !node) return null;
    return window.htmx.ajax("POST", editor().dataset.url, {
      target: "#cut-editor",
      swap: "outerHTML",
      values: { seen: editor().dataset.seen, node: node ? startOf(node) : "", ...values },
    });
  });
}

function show(start, at = null) {
  wanted = at;
  return inTurn(() => {
    const node = document.getElementById(`c${start}`);
    if (!node) return null;
    if (node.matches(".is-open")) {
      place(node, wanted);
      return null;
    }
    const seen = encodeURIComponent(editor().dataset.seen);
    return window.htmx.ajax("GET", `${editor().dataset.url}?node=${start}&seen=${seen}`, {
      target: `#c${start}`,
      swap: "outerHTML",
    });
  });
}

function current() {
  const focused = document.activeElement.closest(".cut");
  return focused || open();
}

function shut(node) {
  node.querySelectorAll(".cut-tools, .cut-place, .cut-caret").forEach((part) => part.remove());
  node.querySelector(".cut-label").removeAttribute("aria-current");
  node.classList.remove("is-open");
  node.querySelector(".cut-text").normalize();
}

// Where a click fell, in characters of the whole text; null when it fell beside the words.
function offsetAt(event) {
  const range = document.caretRangeFromPoint(event.clientX, event.clientY);
  if (!range || range.startContainer.nodeType !== Node.TEXT_NODE) return null;
  const run = range.startContainer.parentElement.closest("[data-at]");
  if (!run) return null;
  const before = document.createRange();
  before.setStart(run, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return Number(run.dataset.at) + Array.from(before.toString()).length;
}

function place(node, at) {
  node.querySelectorAll(".cut-caret").forEach((old) => {
    const run = old.parentElement;
    old.remove();
    run.normalize();
  });
  node.querySelectorAll(".cut-place").forEach((button) => {
    button.classList.toggle("is-chosen", Number(button.value) === at);
  });
  caret = at;
  if (at === null) return;
  const runs = Array.from(node.querySelectorAll("[data-at]")).filter((run) => Number(run.dataset.at) <= at);
  const run = runs[runs.length - 1];
  if (!run || !run.firstChild) return;
  const signs = Array.from(run.textContent).slice(0, at - Number(run.dataset.at)).join("");
  const rest = run.firstChild.splitText(Math.min(signs.length, run.firstChild.length));
  const mark = document.createElement("span");
  mark.className = "cut-caret";
  run.insertBefore(mark, rest);
}

function length(node) {
  return Array.from(node.querySelectorAll("[data-at]")).reduce((sum, run) => sum + Array.from(run.textContent).length, 0);
}

function step(direction, bySign) {
  const node = open();
  if (!node) return;
  const start = Number(startOf(node));
  const places = Array.from(node.querySelectorAll(".cut-place")).map((button) => Number(button.value));
  const from = caret === null ? start : caret;
  if (bySign) {
    const to = from + direction;
    if (to > start && to < start + length(node)) place(node, to);
    return;
  }
  const ahead = direction > 0 ? places.filter((at) => at > from) : places.filter((at) => at < from).reverse();
  if (ahead.length) place(node, ahead[0]);
}

function walk(direction) {
  const labels = Array.from(editor().querySelectorAll(".cut-label"));
  const here = current();
  const at = here ? labels.indexOf(here.querySelector(".cut-label")) : -1;
  const label = labels[Math.max(0, Math.min(labels.length - 1, at + direction))];
  label.focus({ preventScroll: true });
  label.scrollIntoView({ block: "nearest" });
  window.clearTimeout(resting);
  resting = window.setTimeout(() => show(startOf(label.closest(".cut"))), 150);
}

function splitHere() {
  const node = open();
  if (!node || node !== current()) {
    if (current()) show(startOf(current()));
    return;
  }
  const places = node.querySelectorAll(".cut-place");
  const at = caret !== null ? caret : places.length === 1 ? Number(places[0].value) : null;
  if (at !== null) act({ split: at });
  else step(1, false);
}

const KEYS = {
  ArrowDown: () => walk(1),
  ArrowUp: () => walk(-1),
  ArrowRight: (event) => step(1, event.shiftKey),
  ArrowLeft: (event) => step(-1, event.shiftKey),
  j: () => act({ join: "yes" }),
  s: splitHere,
  z: (event) => act(event.shiftKey ? { redo: "yes" } : { undo: "yes" }),
};

document.addEventListener("keydown", (event) => {
  if (!editor() || event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const work = KINDS[key] ? () => act({ kind: KINDS[key] }) : KEYS[key];
  if (!work) return;
  event.preventDefault();
  work(event);
});

document.addEventListener("click", (event) => {
  if (!editor() || !editor().contains(event.target)) return;
  const going = event.target.closest("[data-goes]");
  const node = event.target.closest(".cut");
  if (going) {
    event.preventDefault();
    goTo(going.dataset.goes);
  } else if (event.target.closest(".cut-label")) {
    event.preventDefault();
    show(startOf(node));
  } else if (event.target.closest("[data-cut-here]")) {
    splitHere();
  } else if (node && event.target.closest(".cut-text") && !event.target.closest("button")) {
    show(startOf(node), offsetAt(event));
  }
});

function goTo(start) {
  const label = document.getElementById(`l${start}`);
  if (!label) return;
  label.focus({ preventScroll: true });
  label.scrollIntoView({ block: "center" });
  show(start);
}

// Text and outline light up together.
function link(event) {
  if (!editor() || !event.target.closest) return;
  const node = event.target.closest(".cut");
  const entry = event.target.closest("[data-of]");
  editor().querySelectorAll(".is-linked").forEach((old) => old.classList.remove("is-linked"));
  const start = node ? startOf(node) : entry && entry.dataset.of;
  if (!start) return;
  const pair = node ? editor().querySelector(`[data-of="${start}"]`) : document.getElementById(`c${start}`);
  if (pair) pair.classList.add("is-linked");
}
document.addEventListener("mouseover", link);
document.addEventListener("focusin", link);

// The list of doubts stays as the reader left it.
let folded = false;
document.addEventListener("toggle", (event) => {
  if (event.target.id === "cut-doubts") folded = !event.target.open;
}, true);

eachNow("#cut-doubts", (list) => { if (folded) list.open = false; });

eachNow(".cut.is-open", (node) => {
  editor().querySelectorAll(".cut.is-open").forEach((other) => { if (other !== node) shut(other); });
  node.querySelector("[data-cut-here]").hidden = false;
  place(node, wanted);
  wanted = null;
  if (!document.activeElement.closest(".cut-bar")) {
    node.querySelector(".cut-label").focus({ preventScroll: true });
  }
  const box = node.getBoundingClientRect();
  if (box.top < 100 || box.bottom > window.innerHeight) node.scrollIntoView({ block: "nearest" });
});
