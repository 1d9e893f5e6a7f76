"use strict";

const page = document.getElementById("pending");
const bar = document.getElementById("progress-bar");
const message = document.getElementById("progress-message");
const log = document.getElementById("progress-log");
const events = new EventSource(page.dataset.progressUrl);

function say(text) {
  if (message.textContent === text) return;
  message.textContent = text;
  const line = document.createElement("li");
  line.textContent = text;
  log.append(line);
}

function showProgress(percent) {
  const progress = document.getElementById("progress");
  progress.ariaValueNow = percent;
  progress.ariaValueText = `${percent} %`;
  bar.style.width = `${percent}%`;
}

function offerRetry(text) {
  events.close();
  say(text);
  bar.classList.add("bg-danger");
  document.getElementById("retry").hidden = false;
}

events.onmessage = (received) => {
  const event = JSON.parse(received.data);
  if (event.progress !== undefined) showProgress(event.progress);
  if (event.ready) {
    events.close();
    say(page.dataset.ready);
    window.location.reload();
  } else if (event.failed) {
    // The page that follows says why, in words for people, and offers to try again. The button
    // is for a browser that cannot load it.
    offerRetry(page.dataset.failed);
    window.location.reload();
  } else if (event.message) {
    // Never as HTML: a line may hold a name.
    say(event.message);
  }
};

events.onerror = () => {
  // A browser reconnects by itself as long as the hub answers with a stream.
  if (events.readyState === EventSource.CLOSED) offerRetry(page.dataset.lost);
};
