// What passes between browsers and what is behind this proxy; read before configurable-http-proxy starts.
//
// A person's server runs what that person likes, and a link to it brings everybody's cookies for this
// host and its parent domains, the platform's session among them. So it is sent the cookies of its
// own login and no others, and can set none for another host. Nor does it speak for the whole origin.
import ConfigurableProxy from "/opt/proxy/node_modules/configurable-http-proxy/lib/configproxy.js";
import { correct, ofOurOwn, prepare } from "./answers.mjs";
import { refusal, refuse, refuseSocket, sayThatItIsEncrypted } from "./entrance.mjs";

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

// For the whole of an origin, which is the hub's, too, where people have no subdomains: a worker of one
// person's would answer everybody's login page, and what is cleared is everybody's.
const OF_AN_ORIGIN = ["service-worker-allowed", "clear-site-data"];

function goingOut(answer, request) {
  keepOnThisHost(answer, request);
  if (request.toServer) for (const name of OF_AN_ORIGIN) delete answer.headers[name];
  correct(answer.headers);
}

const proxy = ConfigurableProxy.prototype;
const { handleProxy, handleProxyError, targetForReq } = proxy;
const listening = new WeakSet();

proxy.handleProxy = function (kind, request, answer, ...more) {
  const status = refusal(request);
  if (status && kind === "ws") return refuseSocket(status, answer);
  if (status === 403) return refuse(request, answer, this.log);
  sayThatItIsEncrypted(request);
  if (kind === "web") prepare(answer);
  if (status) return this.handleProxyError(status, kind, request, answer);
  return handleProxy.call(this, kind, request, answer, ...more);
};

proxy.handleProxyError = function (code, kind, request, answer, error) {
  if (kind === "web" && answer && !answer.headersSent) ofOurOwn(answer);
  return handleProxyError.call(this, code, kind, request, answer, error);
};

// Asked once for every request and every websocket, before anything of it is forwarded.
proxy.targetForReq = async function (request) {
  if (!listening.has(this)) {
    listening.add(this);
    this.proxy.on("proxyRes", goingOut);
    // What is answered to the handshake of a websocket, be it one or not, is none of these.
    this.proxy.on("proxyReqWs", (forwarded, asked) => {
      for (const event of ["upgrade", "response"]) {
        forwarded.prependListener(event, (answer) => goingOut(answer, asked));
      }
    });
  }
  // Only proxies know where a request comes from, and they say so in X-Forwarded-For.
  delete request.headers["x-real-ip"];
  const found = await targetForReq.call(this, request);
  request.toServer = Boolean(found && SERVER.test(found.prefix));
  if (request.toServer) keepItsOwn(request.headers);
  return found;
};
