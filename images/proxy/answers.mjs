// Headers of everything that goes out to browsers, whoever answers: hub, class page, servers, the proxy.
import { production } from "./entrance.mjs";

const A_YEAR = 31536000;
// For whoever sets none. A notebook's link to elsewhere does not tell whose it is, and nothing here needs a camera.
const UNLESS_SET = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
  "Permissions-Policy":
    "camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
};
// With a subdomain for each person all of them are the hub's own.
const TLS_ONLY = `max-age=${A_YEAR}${process.env.PROXY_HOST_ROUTING ? "; includeSubDomains" : ""}`;
const OUR_OWN_PAGES =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'";
// Which versions run is nobody's business.
const SECURE = /;\s*secure\s*(;|$)/i;
const UNSAID = ["server", "x-jupyterhub-version"];

/** Before anything is known of the answer. */
export function prepare(answer) {
  for (const [name, value] of Object.entries(UNLESS_SET)) answer.setHeader(name, value);
  if (production) answer.setHeader("Strict-Transport-Security", TLS_ONLY);
}

/** For the proxy's own pages about what cannot be found or reached. */
export function ofOurOwn(answer) {
  answer.setHeader("Content-Security-Policy", OUR_OWN_PAGES);
}

/** What somebody behind this proxy answered. */
export function correct(headers) {
  for (const name of UNSAID) delete headers[name];
  if (!production) return;
  delete headers["strict-transport-security"];
  const cookies = headers["set-cookie"];
  if (cookies) headers["set-cookie"] = cookies.map((cookie) => (SECURE.test(cookie) ? cookie : `${cookie}; Secure`));
}
