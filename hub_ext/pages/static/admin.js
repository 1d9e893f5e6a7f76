"use strict";

// JupyterHub's own program draws the admin page, with React and in English. This puts its words
// into Korean as they appear, and each person's name beside their userID. React keeps the elements
// that it made: only text and attributes change, and a name is added where React has nothing
// further to put.

const ROOT = document.getElementById("react-admin-hook");
const ATTRIBUTES = ["aria-label", "placeholder", "title"];
const NAME_CELL = '[data-testid="user-row-name"]';
const DETAILS = '[id$="-card-group"]';
// What people chose, and what may look like a word of the program.
const CHOSEN = [
  NAME_CELL,
  '[data-testid="user-row-server"]',
  '[data-testid="user-row-profile-used"]',
  ".list-group-item > a",
  ".users-container",
].join();
// The facts about a person or a server whose values nobody chose.
const STATED = new Set([
  "admin", "created", "kind", "last_activity", "pending", "ready", "started", "stopped",
]);
const DETAILS_LABEL = document.currentScript.dataset.details;

const catalogue = document.getElementById("admin-words");
const pairs = catalogue ? JSON.parse(catalogue.textContent) : {};
const program = dictionary(pairs.program ?? []);
const facts = dictionary(pairs.facts ?? []);
const states = dictionary(pairs.states ?? []);

function dictionary(words) {
  const exact = new Map(words);
  const patterns = words
    .filter(([english]) => english.includes("{"))
    .map(([english, korean]) => [pattern(english), korean]);
  return { exact, patterns };
}

function pattern(english) {
  const escaped = english.replace(/[.?*+^$()[\]\\|]/g, "\\$&");
  const fields = escaped.replace(/\{(\w+)\}/g, (_, name) =>
    name === "n" ? "(?<n>-?\\d+)" : `(?<${name}>.+)`,
  );
  return new RegExp(`^${fields}$`);
}

function inKorean({ exact, patterns }, english) {
  if (exact.has(english)) return exact.get(english);
  for (const [form, korean] of patterns) {
    const found = form.exec(english);
    if (found) return korean.replace(/\{(\w+)\}/g, (_, name) => found.groups[name]);
  }
  return null;
}

// The same text with its words in Korean and the space around them kept.
function rewritten(words, text) {
  const english = text.trim();
  const korean = inKorean(words, english.replace(/\s+/g, " "));
  return korean === null ? text : text.replace(english, () => korean);
}

// What the API calls a fact stays with its heading, as `data-key`, whatever the heading says.
function rewriteFactName(heading, text) {
  const before = heading.dataset.key;
  if (before !== undefined && rewritten(facts, before) === text.nodeValue) return;
  heading.dataset.key = text.nodeValue;
  setText(text, rewritten(facts, text.nodeValue));
}

function rewriteText(text) {
  const parent = text.parentElement;
  if (!parent || parent.closest(CHOSEN)) return;
  // "Editing user " is followed by the userID.
  if (parent.tagName === "H1" && text.previousSibling) return;
  const cell = parent.closest("th, td");
  if (!cell?.closest(DETAILS)) setText(text, rewritten(program, text.nodeValue));
  else if (cell.tagName === "TH") rewriteFactName(cell, text);
  else if (STATED.has(cell.previousElementSibling?.dataset.key))
    setText(text, rewritten(states, text.nodeValue));
}

function setText(text, value) {
  if (text.nodeValue !== value) text.nodeValue = value;
}

function rewriteAttributes(element) {
  if (element.closest(CHOSEN)) return;
  for (const name of ATTRIBUTES) {
    const before = element.getAttribute(name);
    if (before === null) continue;
    const after = rewritten(program, before);
    if (after !== before) element.setAttribute(name, after);
  }
}

function rewrite(node) {
  if (node.nodeType === Node.TEXT_NODE) rewriteText(node);
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) rewriteText(texts.currentNode);
  rewriteAttributes(node);
  node.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join()).forEach(rewriteAttributes);
}

// The hub's API tells the name, and the program shows all that it tells under the row.
const NAME = 'th[data-key="user_info"] + td th[data-key="display_name"] + td';

function showName(cell) {
  const id = cell.querySelector('[data-testid^="user-name-div-"]')?.textContent;
  const told = cell.parentElement.nextElementSibling?.querySelector(NAME)?.textContent;
  const name = told && told !== id ? told : "";
  let shown = cell.querySelector(".person-name");
  if (!shown && name) {
    shown = document.createElement("bdi");
    shown.className = "person-name";
    cell.append(" ", shown);
  }
  if (shown && shown.textContent !== name) shown.textContent = name;
}

function labelDetails(cell) {
  const button = cell.querySelector("button");
  if (button && !button.hasAttribute("aria-label")) button.setAttribute("aria-label", DETAILS_LABEL);
}

function follow(changes) {
  for (const { type, target, addedNodes } of changes) {
    if (type === "characterData") rewriteText(target);
    else if (type === "attributes") rewriteAttributes(target);
    else addedNodes.forEach(rewrite);
  }
  for (const cell of ROOT.querySelectorAll(NAME_CELL)) {
    showName(cell);
    labelDetails(cell);
  }
}

const observer = new MutationObserver((changes) => {
  follow(changes);
  // What was changed just now needs no second look.
  observer.takeRecords();
});
observer.observe(ROOT, {
  attributeFilter: ATTRIBUTES,
  characterData: true,
  childList: true,
  subtree: true,
});
follow([{ type: "childList", target: ROOT, addedNodes: ROOT.childNodes }]);
