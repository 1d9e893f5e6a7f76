"use strict";

const REFRESH_MS = 2000;
const UNSAVED_MS = 10000;
// A look is use of the hub, and nobody shall count as here for as long as a store is down.
const MOST_UNSAVED_LOOKS = 12;
const home = document.getElementById("home");
const stopError = document.getElementById("stop-error");

// Only what changed, in place: whoever reads on or is at a button is left alone.
async function refresh() {
  const answer = await fetch(window.location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById("home");
  if (!next) {
    // Somebody who is not logged in any more.
    window.location.reload();
    return;
  }
  const { state, notice } = next.dataset;
  if (state === home.dataset.state && notice === home.dataset.notice) return;
  Object.assign(home.dataset, { state, notice });
  const wasHere = document.getElementById("choices").contains(document.activeElement);
  for (const part of ["notice", "state", "choices"]) {
    document.getElementById(part).replaceChildren(...page.getElementById(part).childNodes);
  }
  // The button that was pressed is gone; what can be done next is in its place.
  if (wasHere) (document.getElementById("start") || document.getElementById("content")).focus();
}

let looks = 0;

async function follow() {
  const { state, notice } = home.dataset;
  const unsaved = notice === "not-yet-saved" && looks < MOST_UNSAVED_LOOKS;
  if (unsaved) looks += 1;
  // A hub that does not answer is asked again.
  if (unsaved || state.startsWith("pending")) await refresh().catch(() => {});
  const pending = home.dataset.state.startsWith("pending");
  setTimeout(follow, pending || !unsaved ? REFRESH_MS : UNSAVED_MS);
}

async function stopServer(stop) {
  if (stop.ariaDisabled === "true") return;
  const label = stop.textContent;
  // Not `disabled`, which would take the focus away.
  stop.ariaDisabled = "true";
  stop.textContent = stop.dataset.busy;
  stopError.hidden = true;
  try {
    const answer = await fetch(stop.dataset.url, {
      method: "DELETE",
      headers: { "X-XSRFToken": window.jhdata.xsrf_token },
    });
    // 404: it was stopped elsewhere, and the page says so after a look.
    if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
    await refresh();
  } catch {
    stop.ariaDisabled = "false";
    stop.textContent = label;
    stopError.textContent = stop.dataset.failed;
    stopError.hidden = false;
  }
}

home.addEventListener("click", (event) => {
  const stop = event.target.closest("#stop");
  if (stop) stopServer(stop);
});
follow();
