// Who may come in: in production what came over TLS, and nobody else. Passwords, cookies and pages of
// children are not for whoever is on the way.
//
// The TLS proxy in front ends the encryption and says so in X-Forwarded-Proto. It is believed from the
// addresses of HUB_TRUSTED_PROXIES and from this host's own, and from nobody else.
import { readFileSync } from "node:fs";
import { STATUS_CODES } from "node:http";

const DEVELOPMENT = process.env.PROXY_MODE === "dev";
const PROXIES = new Set((process.env.FORWARDING_PROXIES ?? "").split(",").filter(Boolean));
const HUB = process.env.PROXY_HOST_ROUTING;
const PAGE = readFileSync(new URL("errors/403.html", import.meta.url));
const ENCRYPTED = /^(https|wss)$/i;
// How the system is: for programs of this host, and for proxies that look whether it is well.
const TELLS_HOW_IT_IS = new Set(["/hub/health", "/hub/ready", "/hub/metrics"]);
// Nobody else has to know which part is ill, or how many people are there.
const NOT_FOR_THE_WORLD = new Set(["/hub/ready", "/hub/metrics"]);
// What says where a request comes from, for programs that believe it; only proxies know.
const SAID_BY_ANYBODY = ["forwarded", "x-forwarded-host", "x-forwarded-port", "x-forwarded-server", "x-scheme"];
const SILENCE = 60_000;

let told = -SILENCE;

export const production = !DEVELOPMENT;

const peer = (request) => (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
const lastOf = (header) => (header ?? "").split(",").at(-1).trim();

function path(request) {
  try {
    return decodeURIComponent(new URL(request.url, "http://proxy").pathname);
  } catch {
    // No address at all, so none of those below.
    return request.url;
  }
}

/**
 * The HTTP status with which a request is refused; 0 if it may come in.
 *
 * 403: it did not come over TLS. 404: this address is for this host only.
 */
export function refusal(request) {
  if (DEVELOPMENT) return 0;
  const { headers } = request;
  const trusted = PROXIES.has(peer(request));
  if (trusted && ENCRYPTED.test(lastOf(headers["x-forwarded-proto"]))) {
    return NOT_FOR_THE_WORLD.has(path(request)) ? 404 : 0;
  }
  const itself = headers["x-forwarded-for"] === undefined && headers["x-forwarded-proto"] === undefined;
  if (!trusted || !itself || !TELLS_HOW_IT_IS.has(path(request))) return 403;
  // Programs of this host ask an address; where people have subdomains, the hub has a name.
  if (HUB) headers.host = HUB;
  return 0;
}

/** Leave nothing in a request that may come in but the one word that says so. */
export function sayThatItIsEncrypted(request) {
  if (DEVELOPMENT) return;
  for (const name of SAID_BY_ANYBODY) delete request.headers[name];
  request.headers["x-forwarded-proto"] = "https";
}

/** Answer a request that did not come over TLS. */
export function refuse(request, answer, log) {
  if (Date.now() - told >= SILENCE) {
    told = Date.now();
    log.warn(
      "Refused: a request from %s without TLS. Who comes from there has to use https://; if it is a TLS proxy, it has to set " +
        "X-Forwarded-Proto to https, and to be named in HUB_TRUSTED_PROXIES unless it is on this host (docs/tls.md)",
      peer(request),
    );
  }
  answer.writeHead(403, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", Connection: "close" });
  answer.end(request.method === "HEAD" ? undefined : PAGE);
}

/** End the handshake of a websocket that is refused; nobody else listens to its socket yet. */
export function refuseSocket(status, socket) {
  socket.on("error", () => {});
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroySoon();
}
