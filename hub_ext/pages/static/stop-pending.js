"use strict";

const REFRESH_MS = 2000;

// Loaded again only when there is something else to read.
async function follow() {
  try {
    const answer = await fetch(window.location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("stopping")) window.location.reload();
  } catch {
    // A hub that does not answer is asked again.
  }
  setTimeout(follow, REFRESH_MS);
}

setTimeout(follow, REFRESH_MS);
