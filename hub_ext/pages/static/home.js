"use strict";

const REFRESH_MS = 2000;
const stop = document.getElementById("stop");

async function stopServer() {
  const label = stop.textContent;
  const error = document.getElementById("stop-error");
  stop.disabled = true;
  stop.textContent = stop.dataset.busy;
  error.hidden = true;
  try {
    const answer = await fetch(stop.dataset.url, {
      method: "DELETE",
      headers: { "X-XSRFToken": window.jhdata.xsrf_token },
    });
    // 404: it was stopped elsewhere, and the page says so after a reload.
    if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
    window.location.reload();
  } catch {
    stop.disabled = false;
    stop.textContent = label;
    error.textContent = stop.dataset.failed;
    error.hidden = false;
  }
}

if (stop) stop.addEventListener("click", stopServer);
if (document.getElementById("home").dataset.pending) {
  setTimeout(() => window.location.reload(), REFRESH_MS);
}
