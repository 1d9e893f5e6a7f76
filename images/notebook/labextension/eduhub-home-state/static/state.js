// Asks the server how its files stand, and has it shown.

import { makeItem } from "./item.js";
import { makeNotices } from "./notices.js";
import { wordsFor } from "./words.js";

const POLL_MS = 5000;
const POLL_SAVING_MS = 2000;
const TIMEOUT_MS = 15000;
// After failures it asks less and less often, down to this: a session that is over stays over, and a
// browser's console shows each failed request.
const LONGEST_PAUSE_MS = 60000;
const UNKNOWN = { state: "unknown" };

// JupyterLab's own rule for its requests.
function headers({ token }) {
  if (token) return { Authorization: `token ${token}` };
  const xsrf = document.cookie.match(/(?:^|;\s*)_xsrf=([^;]*)/);
  return xsrf ? { "X-XSRFToken": xsrf[1] } : {};
}

async function ask(settings) {
  try {
    const answer = await fetch(`${settings.baseUrl}eduhub/home-state`, {
      cache: "no-store",
      headers: headers(settings),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

export function start(app, statusBar, lab) {
  const settings = app.serviceManager.serverSettings;
  const item = makeItem(app, statusBar, lab);
  const notices = makeNotices(lab, settings.baseUrl, item.showDetails);
  let language = "";
  let timer = 0;
  let pause = POLL_MS;
  let asking = false;

  async function look() {
    if (asking || document.hidden) return;
    clearTimeout(timer);
    asking = true;
    const answer = await ask(settings);
    asking = false;
    // Of a guest nothing is kept, and that does not change.
    if (answer?.state === "not-kept") return document.removeEventListener("visibilitychange", look);
    language = answer?.language || language;
    const words = wordsFor(language);
    item.show(answer || UNKNOWN, words);
    notices.show(answer?.usage, words);
    if (!answer) pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    else pause = answer.state === "saving" ? POLL_SAVING_MS : POLL_MS;
    timer = setTimeout(look, pause);
  }

  document.addEventListener("visibilitychange", look);
  look();
}
