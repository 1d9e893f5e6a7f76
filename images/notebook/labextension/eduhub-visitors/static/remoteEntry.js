// What webpack's module federation would write, by hand: JupyterLab and Notebook call `init` and then
// `get` of this container. It shares no module with them and needs none.
(() => {
  "use strict";

  const POLL_MS = 5000;
  const TIMEOUT_MS = 15000;
  // After failures it asks less and less often, down to this: a session that is over stays over, and a
  // browser's console shows each failed request.
  const LONGEST_PAUSE_MS = 60000;
  const MOST_NAMES = 3;

  const WORDS = {
    ko: {
      owner: "{who} 선생님이 이 노트북을 함께 보고 있습니다.",
      visitor: "{who} 학생의 노트북을 보고 있습니다. 학생에게 보입니다.",
      more: " 외 {count}명",
    },
    en: {
      owner: "Looking at this notebook with you: {who}",
      visitor: "You are looking at the notebook of {who}, who can see that you are here.",
      more: " and {count} more",
    },
  };
  // Colours of their own: they have to be seen, and read, in every theme.
  const COLOURS = { owner: ["#e3efff", "#123a6b"], visitor: ["#fff1cc", "#5a3d00"] };

  const wordsFor = (language) =>
    WORDS[language === "en" || document.documentElement.lang.startsWith("en") ? "en" : "ko"];

  // JupyterLab's own rule for its requests.
  function headers({ token }) {
    if (token) return { Authorization: `token ${token}` };
    const xsrf = document.cookie.match(/(?:^|;\s*)_xsrf=([^;]*)/);
    return xsrf ? { "X-XSRFToken": xsrf[1] } : {};
  }

  async function ask(settings) {
    try {
      const answer = await fetch(`${settings.baseUrl}eduhub/visitors`, {
        cache: "no-store",
        headers: headers(settings),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  const called = ({ name, display_name }) =>
    !display_name || display_name === name ? name : `${display_name}(${name})`;

  function everybody(visitors, words) {
    const shown = visitors.slice(0, MOST_NAMES).map(called).join(", ");
    const count = visitors.length - MOST_NAMES;
    return count > 0 ? shown + words.more.replace("{count}", count) : shown;
  }

  function makeBanner() {
    const banner = document.createElement("div");
    banner.id = "eduhub-visitors";
    // There before its text is, or no screen reader would say that.
    banner.setAttribute("role", "status");
    Object.assign(banner.style, { position: "absolute", top: "0", left: "0", right: "0",
      boxSizing: "border-box", textAlign: "center", font: "14px/1.4 var(--jp-ui-font-family)" });
    document.body.prepend(banner);
    return banner;
  }

  // The application fills the page; it moves down by what the banner needs.
  function fit(banner) {
    const main = document.getElementById("main");
    const top = banner.offsetHeight ? `${banner.offsetHeight}px` : "";
    if (!main || main.style.top === top) return;
    main.style.top = top;
    window.dispatchEvent(new Event("resize"));
  }

  function say(banner, kind, before = "", who = "", after = "") {
    // A screen reader says whatever is written, so it is written only when it differs.
    if (banner.textContent === before + who + after) return;
    const [background, colour] = COLOURS[kind] || ["", ""];
    Object.assign(banner.style, { background, color: colour, padding: kind ? "4px 12px" : "0" });
    const name = document.createElement("bdi");
    name.textContent = who;
    banner.replaceChildren(...(kind ? [before, name, after] : []));
    fit(banner);
  }

  function show(banner, answer) {
    if (!answer || (answer.viewer === "owner" && !answer.visitors.length)) return say(banner, "");
    const words = wordsFor(answer.language);
    const who = answer.viewer === "owner" ? everybody(answer.visitors, words) : answer.owner;
    const [before, after] = words[answer.viewer].split("{who}");
    return say(banner, answer.viewer, before, who, after);
  }

  function start(settings) {
    const banner = makeBanner();
    let timer = 0;
    let pause = POLL_MS;
    let asking = false;

    async function look() {
      if (asking || document.hidden) return;
      clearTimeout(timer);
      asking = true;
      const answer = await ask(settings);
      show(banner, answer);
      asking = false;
      pause = answer ? POLL_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      timer = setTimeout(look, pause);
    }

    document.addEventListener("visibilitychange", look);
    window.addEventListener("resize", () => fit(banner));
    look();
  }

  const plugin = {
    id: "eduhub-visitors:plugin",
    description: "Shows who else is looking at this notebook.",
    autoStart: true,
    // Once the page is there, and with it the language that it is in.
    activate: (app) => void app.restored.then(() => start(app.serviceManager.serverSettings)),
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["eduhub-visitors"] = {
    init: () => {},
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
