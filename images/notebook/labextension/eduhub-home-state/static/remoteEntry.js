// What webpack's module federation would write, by hand: JupyterLab and Notebook call `init` and then
// `get` of this container. What it needs of them it takes from what they share.
(() => {
  "use strict";

  const here = document.currentScript.src;
  let shared = {};

  // By name and version there is one of each, but for what an extension brings itself.
  async function module(name) {
    const versions = Object.values(shared[name] || {});
    const one = versions.find(({ loaded }) => loaded) || versions[0];
    return one ? (await one.get())() : {};
  }

  async function makePlugin() {
    const [{ IStatusBar }, { Notification, Dialog, showDialog }, { Widget }, { start }] =
      await Promise.all([
        module("@jupyterlab/statusbar"),
        module("@jupyterlab/apputils"),
        module("@lumino/widgets"),
        import(new URL("state.js", here)),
      ]);
    const lab = { Notification, Dialog, showDialog, Widget };
    return {
      id: "eduhub-home-state:plugin",
      description: "Shows whether the files are saved in the cloud, and how much room is left.",
      autoStart: true,
      // Notebook has no status bar.
      optional: IStatusBar ? [IStatusBar] : [],
      // Once the page is there, and with it the language that it is in.
      activate: (app, statusBar) => void app.restored.then(() => start(app, statusBar, lab)),
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
