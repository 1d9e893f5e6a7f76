// The item in the status bar, and the dialog that tells more.

import { fill, share, size, time } from "./words.js";

const STYLE = `
  .eduhub-home-state > button { border: 0; margin: 0; padding: 0 8px; height: 100%; background: none;
    color: inherit; font: inherit; white-space: nowrap; cursor: pointer; border-radius: 0; }
  .eduhub-home-state > button:hover { background: var(--jp-layout-color3); }
  .eduhub-home-state > button:focus-visible { outline: 2px solid var(--jp-brand-color1); outline-offset: -2px; }
  /* Colours of their own: they have to be seen, and read, in every theme. */
  .eduhub-home-state[data-state=waiting] > button, .eduhub-home-state[data-state=unknown] > button,
  .eduhub-home-state[data-level=urgent] > button, .eduhub-home-state[data-level=full] > button {
    background: #fff1cc; color: #5a3d00; }
  .eduhub-home-state > [role=status] { position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); white-space: nowrap; }
  .eduhub-home-details { max-width: 34em; line-height: 1.5; overflow-wrap: anywhere; word-break: keep-all; }
  .eduhub-home-details p { margin: 6px 0 0; }
  .eduhub-home-details ul { margin: 0; padding-left: 20px; }
`;
const TROUBLE = ["waiting", "unknown"];

const element = (tag, text = "") => {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
};
// Written only when it differs: whoever reads on is not disturbed.
const write = (where, text) => {
  if (where.textContent !== text) where.textContent = text;
};

function label({ state, since, usage }, words) {
  const waits = state === "waiting" && since;
  const text = waits ? fill(words.waiting_since, { time: time(since, words) }) : words[state];
  const short = usage && usage.level !== "fine";
  return short ? fill(words.little_room, { text, percent: share(usage).percent }) : text;
}

function meaning({ state, way, reason }, words) {
  const special = reason === "disk-full" ? "disk" : way;
  return words[`means_${state}_${special}`] || words[`means_${state}`];
}

function list(title, files, words) {
  if (!files?.length) return [];
  const items = element("ul");
  for (const { path, bytes } of files) {
    const [before, after] = fill(words.sized, { file: "\n", size: size(bytes) }).split("\n");
    const item = element("li");
    item.append(before, element("bdi", path), after);
    items.append(item);
  }
  return [element("p", title), items];
}

function details(answer, words) {
  const { since, usage } = answer;
  const body = document.createElement("div");
  body.className = "eduhub-home-details";
  const say = (text, values) => body.append(element("p", fill(text, values)));
  body.append(element("strong", label(answer, words)));
  say(meaning(answer, words), {});
  if (since) say(words.last, { time: time(since, words) });
  if (!usage) return body;
  const room = (used, quota) => ({ used: size(used), quota: size(quota) });
  say(words.used, room(usage.used_bytes, usage.quota_bytes));
  if (usage.center_quota_bytes && usage.center_used_bytes !== null)
    say(words.used_centre, room(usage.center_used_bytes, usage.center_quota_bytes));
  if (usage.history_bytes) say(words.history, { used: size(usage.history_bytes) });
  body.append(...list(words.held, usage.held_back, words));
  body.append(...list(words.largest, usage.largest, words));
  return body;
}

export function makeItem(app, statusBar, { Dialog, showDialog, Widget }) {
  document.head.append(element("style", STYLE));
  const node = document.createElement("div");
  node.className = "eduhub-home-state";
  const button = element("button");
  button.type = "button";
  button.ariaHasPopup = "dialog";
  // There before its text is, or no screen reader would say that. The button is no such region: it
  // changes with every save.
  const news = element("span");
  news.setAttribute("role", "status");
  node.append(button, news);
  const widget = new Widget({ node });
  widget.id = "eduhub-home-state";
  widget.hide();
  if (statusBar) statusBar.registerStatusItem(widget.id, { item: widget, align: "right", rank: 0 });
  else app.shell.add(widget, "menu", { rank: 1000 });

  let shown = null;
  // Back to normal is news after trouble only.
  let troubled = false;

  function show(answer, words) {
    // Once told, how files come here is known also while nothing else is.
    const before = shown?.answer;
    shown = { answer: { ...answer, way: answer.way || before?.way }, words };
    const { state, usage } = answer;
    const text = label(answer, words);
    write(button, text);
    button.title = meaning(shown.answer, words);
    button.setAttribute("aria-description", button.title);
    node.dataset.state = state;
    node.dataset.level = usage?.level || "";
    if (TROUBLE.includes(state) && before?.state !== state) {
      write(news, `${text}. ${button.title}`);
      troubled = true;
    } else if (state === "saved" && troubled) {
      write(news, text);
      troubled = false;
    }
    widget.show();
  }

  function showDetails() {
    const { answer, words } = shown;
    const body = new Widget({ node: details(answer, words) });
    const buttons = [Dialog.okButton({ label: words.close })];
    void showDialog({ title: words.title, body, buttons });
  }

  button.addEventListener("click", showDetails);
  return { show, showDetails };
}
