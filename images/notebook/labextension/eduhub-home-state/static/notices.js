// What must not be overlooked: little room, and files that wait for it. Each is said once.

import { fill, share, shortened, size } from "./words.js";

// JupyterLab cuts what is longer.
const LONGEST = 140;
const LEVELS = ["fine", "warn", "urgent", "full"];

// Makes room for as much of a file's name as fits.
function fitted(text, values) {
  const rest = fill(text, { ...values, file: "" }).length;
  return fill(text, { ...values, file: shortened(values.file, LONGEST - rest) });
}

function roomText(usage, words) {
  const { ofCentre, percent } = share(usage);
  const centre = ofCentre ? "_centre" : "";
  const [largest] = usage.largest || [];
  const text =
    words[(usage.level === "full" ? "full" : "room") + centre] +
    (largest ? words.biggest : "") +
    words[`free${centre}`];
  return fitted(text, {
    quota: size(ofCentre ? usage.center_quota_bytes : usage.quota_bytes),
    percent,
    file: largest?.path || "",
    size: size(largest?.bytes || 0),
  });
}

function heldText(held, words) {
  const text = words.held_back + words.held_first + words.held_free;
  return fitted(text, { count: held.length, file: held[0].path });
}

// In this tab: whoever comes back tomorrow is told again, whoever reloads the page is not.
function memory(key) {
  return {
    read: () => {
      try {
        return JSON.parse(sessionStorage.getItem(key)) || {};
      } catch {
        return {};
      }
    },
    write: (value) => {
      try {
        sessionStorage.setItem(key, JSON.stringify(value));
      } catch {
        // A browser that keeps nothing is told once a page.
      }
    },
  };
}

export function makeNotices({ Notification }, baseUrl, showDetails) {
  const kept = memory(`eduhub-home-state:${baseUrl}`);
  let { level = 0, held = [] } = kept.read();

  function say(type, text, words) {
    const actions = [{ label: words.details, callback: showDetails }];
    Notification.emit(text, type, { autoClose: false, actions });
  }

  function show(usage, words) {
    // Not known is not the same as enough room.
    if (!usage) return;
    const now = Math.max(LEVELS.indexOf(usage.level), 0);
    const waiting = usage.held_back || [];
    if (now > level) say(now === 3 ? "error" : "warning", roomText(usage, words), words);
    if (waiting.some(({ path }) => !held.includes(path)))
      say("warning", heldText(waiting, words), words);
    // What was said of a level counts until there is room again.
    level = now && Math.max(level, now);
    held = waiting.map(({ path }) => path);
    kept.write({ level, held });
  }

  return { show };
}
