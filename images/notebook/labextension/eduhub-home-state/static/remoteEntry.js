// What webpack's module federation would write, by hand: JupyterLab calls `init` with the modules that
// it shares, and then `get`. Of those this takes three, which every JupyterLab 4 has.
(() => {
  "use strict";

  const POLL_MS = 5000;
  const SAVING_POLL_MS = 2000;
  const TIMEOUT_MS = 15000;
  // After failures it asks less and less often, down to this: a session that is over stays over.
  const LONGEST_PAUSE_MS = 60000;
  // JupyterLab cuts what is longer than 140 characters.
  const MOST_FILES = 2;

  const WORDS = {
    ko: {
      saved: "✓ 클라우드에 저장됨",
      saving: "↑ 저장 중…",
      waiting: "⚠ 클라우드를 기다리는 중",
      unknown: "? 저장 상태를 알 수 없음",
      from: " ({time}부터)",
      used: " · {used} / {quota}",
      savedHint: "모든 파일이 클라우드에 저장되어 있습니다.",
      savingHint: "바뀐 파일을 클라우드에 올리고 있습니다.",
      waitingHint:
        "클라우드에 연결되지 않습니다. 파일은 이 서버에 저장되어 있고, 연결되면 자동으로 올라갑니다. 계속 작업해도 됩니다.",
      unknownHint:
        "클라우드에 저장되었는지 확인할 수 없습니다. 파일은 이 서버에 저장되어 있습니다. 계속되면 선생님께 알려 주세요.",
      warn: "저장 공간을 {percent}% 썼습니다. 필요 없는 큰 파일을 지워 주세요.",
      urgent: "저장 공간이 거의 찼습니다 ({percent}%). 필요 없는 큰 파일을 지워 주세요.",
      full: "저장 공간이 가득 찼습니다. 노트북은 계속 저장되지만, 큰 파일은 클라우드에 올라가지 않습니다.",
      center: "학원의 저장 공간이 {percent}% 찼습니다. 필요 없는 큰 파일을 지우거나 선생님께 알려 주세요.",
      largest: " 큰 파일: {files}",
      held: " 아직 이 서버에만 있는 파일: {files}",
    },
    en: {
      saved: "✓ Saved in the cloud",
      saving: "↑ Saving…",
      waiting: "⚠ Waiting for the cloud",
      unknown: "? Not known whether saved",
      from: " (since {time})",
      used: " · {used} / {quota}",
      savedHint: "All files are saved in the cloud.",
      savingHint: "Changed files are on their way to the cloud.",
      waitingHint:
        "The cloud cannot be reached. Your files are on this server and will be uploaded by themselves. You can go on working.",
      unknownHint:
        "Nobody knows whether files are in the cloud. They are on this server. Please tell your teacher if this goes on.",
      warn: "You have used {percent} % of your storage. Please delete large files that you do not need.",
      urgent: "Your storage is almost full ({percent} %). Please delete large files that you do not need.",
      full: "Your storage is full: notebooks are still saved, large files are not.",
      center: "The storage of your learning centre is {percent} % full. Please tell your teacher.",
      largest: " Large files: {files}",
      held: " On this server only: {files}",
    },
  };

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const wordsFor = (language) =>
    WORDS[language === "en" || document.documentElement.lang.startsWith("en") ? "en" : "ko"];

  // JupyterLab's own rule for its requests.
  function headers({ token }) {
    if (token) return { Authorization: `token ${token}` };
    const xsrf = document.cookie.match(/(?:^|;\s*)_xsrf=([^;]*)/);
    return xsrf ? { "X-XSRFToken": xsrf[1] } : {};
  }

  // `undefined` if this server has no such page: then there is nothing to show, ever.
  async function ask(settings) {
    try {
      const answer = await fetch(`${settings.baseUrl}eduhub/home-state`, {
        cache: "no-store",
        headers: headers(settings),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (answer.status === 404) return undefined;
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  function size(bytes) {
    const units = ["KB", "MB", "GB"];
    let amount = bytes / 1024;
    let unit = 0;
    while (amount >= 1024 && unit < units.length - 1) [amount, unit] = [amount / 1024, unit + 1];
    return `${amount >= 10 || amount === 0 ? amount.toFixed(0) : amount.toFixed(1)} ${units[unit]}`;
  }

  const time = (since) =>
    new Date(since).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

  const named = (files) =>
    files.slice(0, MOST_FILES).map(({ path, bytes }) => `${path} (${size(bytes)})`).join(", ");

  function label(answer, words) {
    const state = answer.state in words ? answer.state : "unknown";
    const from = state === "waiting" && answer.since ? fill(words.from, { time: time(answer.since) }) : "";
    const usage = answer.usage;
    const used =
      usage && usage.quota_bytes
        ? fill(words.used, { used: size(usage.used_bytes), quota: size(usage.quota_bytes) })
        : "";
    return { text: words[state] + from + used, hint: words[`${state}Hint`] };
  }

  const share = (used, quota) => (used && quota ? Math.floor((100 * used) / quota) : 0);

  function warning(usage, words) {
    const own = share(usage.used_bytes, usage.quota_bytes);
    const center = share(usage.center_used_bytes, usage.center_quota_bytes);
    const text =
      center > own && usage.level !== "full"
        ? fill(words.center, { percent: center })
        : fill(words[usage.level], { percent: own });
    const held = usage.held_back || [];
    const largest = usage.largest || [];
    if (held.length) return text + fill(words.held, { files: named(held) });
    return largest.length ? text + fill(words.largest, { files: named(largest) }) : text;
  }

  function makeItem(Widget) {
    const item = new Widget();
    item.id = "eduhub-home-state";
    // There before its text is, or no screen reader would say that.
    item.node.setAttribute("role", "status");
    Object.assign(item.node.style, { padding: "0 6px", whiteSpace: "nowrap", lineHeight: "24px" });
    return item;
  }

  function start(settings, item, notification) {
    let timer = 0;
    let pause = POLL_MS;
    let asking = false;
    let warned = "";

    function show(answer) {
      const words = wordsFor(answer.language);
      const { text, hint } = label(answer, words);
      // A screen reader says whatever is written, so it is written only when it differs.
      if (item && item.node.textContent !== text) item.node.textContent = text;
      if (item && item.node.title !== hint) item.node.title = hint;
      const usage = answer.usage;
      // Unknown for a moment is no news: the same level is not told twice because of it.
      if (!usage || usage.level === warned) return;
      warned = usage.level;
      if (usage.level !== "fine")
        notification.emit(warning(usage, words), usage.level === "full" ? "error" : "warning", {
          autoClose: false,
        });
    }

    async function look() {
      if (asking || document.hidden) return;
      clearTimeout(timer);
      asking = true;
      const answer = await ask(settings);
      asking = false;
      if (answer === undefined) {
        if (item) item.dispose();
        return;
      }
      show(answer || { state: "unknown" });
      const next = answer && answer.state === "saving" ? SAVING_POLL_MS : POLL_MS;
      pause = answer ? next : Math.min(pause * 2, LONGEST_PAUSE_MS);
      timer = setTimeout(look, pause);
    }

    document.addEventListener("visibilitychange", look);
    look();
  }

  let shared = {};

  async function take(name) {
    const [version] = Object.values(shared[name] || {});
    return version ? (await version.get())() : null;
  }

  async function makePlugin() {
    const [bar, widgets, utilities] = await Promise.all(
      ["@jupyterlab/statusbar", "@lumino/widgets", "@jupyterlab/apputils"].map(take),
    );
    return {
      id: "eduhub-home-state:plugin",
      description: "Shows whether files are saved in the cloud, and how full it is.",
      autoStart: true,
      optional: bar ? [bar.IStatusBar] : [],
      activate: (app, statusBar) => {
        const item = statusBar && widgets ? makeItem(widgets.Widget) : null;
        if (item) statusBar.registerStatusItem("eduhub-home-state", { item, align: "left", rank: 5 });
        const notification = utilities.Notification;
        void app.restored.then(() =>
          start(app.serviceManager.serverSettings, item, {
            emit: (text, type, options) => notification.emit(text, type, options),
          }),
        );
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["eduhub-home-state"] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const plugin = await makePlugin();
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
