// Healthy when the API answers: it does so only after both ports are open. Every few seconds, for as long as the
// system runs, so with what loads in half the time that `fetch` takes.
import { readFileSync } from "node:fs";
import { get } from "node:http";

const token = readFileSync("/run/secrets/hub_proxy_token", "utf8").trim();
const question = get("http://proxy-api:8001/api/routes", {
  headers: { Authorization: `token ${token}` },
  signal: AbortSignal.timeout(3000),
});
question.on("response", (answer) => process.exit(answer.statusCode === 200 ? 0 : 1));
question.on("error", () => process.exit(1));
