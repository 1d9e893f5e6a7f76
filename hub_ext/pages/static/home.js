"use strict";

const REFRESH_MS = 2000;
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
  if (next.dataset.state === home.dataset.state) return;
  home.dataset.state = next.dataset.state;
  const wasHere = document.getElementById("choices").contains(document.activeElement);
  for (const part of ["state", "choices"]) {
    document.getElementById(part).replaceChildren(...page.getElementById(part).childNodes);
  }
  // The button that was pressed is gone; what can be done next is in its place.
  if (wasHere) (document.getElementById("start") || document.getElementById("content")).focus();
}

async function follow() {
  // A hub that does not answer is asked again.
  if (home.dataset.state.startsWith("pending")) await refresh().catch(() => {});
  setTimeout(follow, REFRESH_MS);
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
