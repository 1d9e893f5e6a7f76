"use strict";

const page = document.getElementById("class");
const words = JSON.parse(page.dataset.words);
const { api, centre, look, live, xsrf } = page.dataset;
const body = document.querySelector("#students tbody");
const rows = new Map();
const POLL_MS = 2000;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const element = (tag, className, text = "") => {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
};
// Written only when it differs, so that a screen reader is not told the same again.
const write = (where, text) => {
  if (where.textContent !== text) where.textContent = text;
};

function problem(text) {
  const notice = document.getElementById("problem");
  write(notice, text);
  notice.hidden = !text;
}

async function ask(method, path, wish) {
  const answer = await fetch(api + path, {
    method,
    headers: { "X-XSRFToken": xsrf, "Content-Type": "application/json" },
    body: wish ? JSON.stringify(wish) : undefined,
  });
  if (answer.ok) return answer.json().catch(() => null);
  const said = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(said.message || ""), { status: answer.status });
}

async function act(button, method, path, wish) {
  // Not `disabled`, which would take the focus away.
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  try {
    await ask(method, path, wish);
    problem("");
  } catch (error) {
    problem(error.message || (error.status === 401 ? words.login_over : words.refused));
  }
  button.ariaDisabled = "false";
  await refresh();
}

function since(moment) {
  if (!moment) return words.never;
  const minutes = Math.round((Date.parse(moment) - Date.now()) / 60000);
  const spoken = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  // "Now" where it would say "this minute".
  if (minutes >= 0) return spoken.format(0, "second");
  if (minutes > -60) return spoken.format(minutes, "minute");
  if (minutes > -60 * 24) return spoken.format(Math.round(minutes / 60), "hour");
  return spoken.format(Math.round(minutes / 60 / 24), "day");
}

function size(bytes) {
  if (bytes === null) return "–";
  const megabytes = bytes / 1024 / 1024;
  return megabytes < 1 ? `${Math.ceil(bytes / 1024)} kB` : `${Number(megabytes.toFixed(1))} MB`;
}

function clock(moment) {
  const then = new Date(moment);
  const day = then.toDateString() === new Date().toDateString() ? {} : { month: "short", day: "numeric" };
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...day, ...time }).format(then);
}

function files({ files: state, since: moment }) {
  if (state === "waiting" && moment) return fill(words.files_waiting_since, { time: clock(moment) });
  return words[`files_${state}`];
}

function used({ used_bytes: bytes, quota_bytes: quota }) {
  if (bytes === null || !quota) return size(bytes);
  return fill(words.used_of, { used: size(bytes), quota: size(quota) });
}

function makeRow(student) {
  const row = document.createElement("tr");
  const name = element("th", "");
  name.scope = "row";
  const shown = document.createElement("bdi");
  const cells = { name: shown, state: element("span", ""), dot: element("span", "state-dot"),
    notice: element("span", "row-notice"), activity: element("td", ""), files: element("td", ""),
    used: element("span", ""), level: element("span", "row-notice") };
  cells.dot.setAttribute("aria-hidden", "true");
  name.append(shown, element("bdi", "user-id", student.user));
  const state = element("td", "");
  state.append(cells.dot, cells.state, cells.notice);
  const buttons = element("span", "row-actions");
  cells.change = element("button", "btn btn-sm btn-outline-secondary");
  cells.change.type = "button";
  cells.change.addEventListener("click", () =>
    act(cells.change, rows.get(student.user).state === "off" ? "POST" : "DELETE",
      `students/${encodeURIComponent(student.user)}`));
  cells.look = element("a", "btn btn-sm btn-outline-secondary", words.look);
  cells.look.href = look + encodeURIComponent(student.user);
  cells.history = element("a", "btn btn-sm btn-outline-secondary", words.history);
  cells.history.href = page.dataset.history + encodeURIComponent(student.user);
  buttons.append(cells.change, cells.look, cells.history);
  if (live) {
    cells.live = element("a", "btn btn-sm btn-outline-secondary", words.open_live);
    cells.live.href = `${live}user/${encodeURIComponent(student.user)}/`;
    buttons.append(cells.live);
  }
  const room = element("td", "");
  room.append(cells.used, cells.level);
  const actions = element("td", "");
  actions.append(buttons);
  row.append(name, state, cells.activity, cells.files, room, actions);
  row.dataset.user = student.user;
  return { row, cells };
}

function showStudent(student) {
  if (!rows.has(student.user)) rows.set(student.user, makeRow(student));
  const entry = rows.get(student.user);
  const { cells } = entry;
  entry.state = student.state;
  entry.row.dataset.state = student.state;
  write(cells.name, student.name);
  write(cells.state, words[student.state]);
  cells.dot.className = `state-dot state-${student.state}`;
  write(cells.notice, student.notice);
  write(cells.activity, since(student.last_activity));
  write(cells.files, files(student));
  write(cells.used, used(student));
  write(cells.level, words[`level_${student.level}`] || "");
  const stopping = student.state === "stopping";
  const label = stopping ? words.stopping : student.state === "off" ? words.start : words.stop;
  write(cells.change, label);
  cells.change.setAttribute("aria-label", `${student.name}: ${label}`);
  cells.look.setAttribute("aria-label", `${student.name}: ${words.look}`);
  cells.history.setAttribute("aria-label", `${student.name}: ${words.history}`);
  cells.change.ariaDisabled = String(stopping);
  if (cells.live) cells.live.hidden = student.state !== "running";
  return entry.row;
}

function showStudents(students) {
  const shown = students.map(showStudent);
  const names = new Set(students.map((student) => student.user));
  for (const [name, { row }] of rows) {
    if (names.has(name)) continue;
    row.remove();
    rows.delete(name);
  }
  // Moved only where the order changed: whoever is at a button stays there.
  shown.forEach((row, index) => {
    if (body.children[index] !== row) body.insertBefore(row, body.children[index] || null);
  });
  document.getElementById("students").hidden = !students.length;
  document.getElementById("nobody").hidden = students.length > 0;
  const count = students.filter((student) => student.state === "running").length;
  write(document.getElementById("count"), fill(words.running_count, { count, total: students.length }));
}

function showRun(run) {
  const bar = document.getElementById("run-bar");
  const text = document.getElementById("run-text");
  bar.hidden = text.hidden = !run;
  if (!run) return;
  bar.max = run.total || 1;
  bar.value = run.total ? run.done + run.failed : 1;
  const parts = [fill(words[`${run.over ? "run_done" : "run"}_${run.kind}`], run)];
  if (run.failed) parts.push(fill(words.run_failed, run));
  if (run.over && run.ended_early) parts.push(words.run_ended);
  bar.ariaValueText = parts.join(" ");
  write(text, parts.join(" "));
}

let latest = 0;

async function refresh() {
  const number = ++latest;
  try {
    const state = await ask("GET", centre);
    // A slow answer must not take the place of a later one.
    if (number !== latest) return;
    showStudents(state.students);
    showRun(state.run);
    if (page.dataset.lost) {
      delete page.dataset.lost;
      problem("");
    }
  } catch (error) {
    if (number !== latest) return;
    page.dataset.lost = "yes";
    problem(error.status === 401 ? words.login_over : words.lost);
  }
}

async function poll() {
  if (!document.hidden) await refresh();
  setTimeout(poll, POLL_MS);
}

const startButton = document.getElementById("start-class");
const stopButton = document.getElementById("stop-class");
startButton.addEventListener("click", () => act(startButton, "POST", `${centre}/run`, { do: "start" }));
const question = document.getElementById("stop-question");
stopButton.addEventListener("click", () => {
  question.returnValue = "";
  question.showModal();
});
// Escape closes it too, without a value. The browser gives the focus back to the button.
question.addEventListener("close", () => {
  if (question.returnValue === "stop") act(stopButton, "POST", `${centre}/run`, { do: "stop" });
});
document.addEventListener("visibilitychange", () => document.hidden || refresh());
poll();
