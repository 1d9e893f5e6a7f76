// What passes between browsers and people's servers; read before configurable-http-proxy starts.
//
// A person's server runs what that person likes, and a link to it brings everybody's cookies for this
// host and its parent domains, the platform's session among them. So it is sent the cookies of its
// own login and no others, and can set none for another host.
import ConfigurableProxy from "/opt/proxy/node_modules/configurable-http-proxy/lib/configproxy.js";

// JupyterHub's route to a person's server: /user/NAME, after the host's name with subdomains.
const SERVER = /^(\/[^/]+)?\/user\/[^/]+/;
// Of jupyterhub-singleuser, with its OAuth states, and of Jupyter's protection of forms.
const ITS_OWN = /^(__Host-)?(jupyterhub-user-.*|jupyterhub-session-id|_xsrf)$/;

const name = (cookie) => cookie.split("=", 1)[0].trim();

function keepItsOwn(headers) {
  if (headers.cookie === undefined) return;
  const kept = headers.cookie.split(";").filter((cookie) => ITS_OWN.test(name(cookie)));
  if (kept.length) headers.cookie = kept.map((cookie) => cookie.trim()).join("; ");
  else delete headers.cookie;
}

function keepOnThisHost(answer, request) {
  const cookies = answer.headers["set-cookie"];
  if (!request.toServer || !cookies) return;
  answer.headers["set-cookie"] = cookies.map((cookie) => cookie.replace(/;\s*domain\s*=[^;]*/gi, ""));
}

const findTarget = ConfigurableProxy.prototype.targetForReq;
const listening = new WeakSet();

// Asked once for every request and every websocket, before anything of it is forwarded.
ConfigurableProxy.prototype.targetForReq = async function (request) {
  if (!listening.has(this)) {
    listening.add(this);
    this.proxy.on("proxyRes", keepOnThisHost);
    // A websocket's answer to the handshake is none of these.
    this.proxy.on("proxyReqWs", (forwarded, asked) =>
      forwarded.prependListener("upgrade", (answer) => keepOnThisHost(answer, asked)),
    );
  }
  // Only proxies know where a request comes from, and they say so in X-Forwarded-For.
  delete request.headers["x-real-ip"];
  const found = await findTarget.call(this, request);
  request.toServer = Boolean(found && SERVER.test(found.prefix));
  if (request.toServer) keepItsOwn(request.headers);
  return found;
};
