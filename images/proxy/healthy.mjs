// Healthy when the API answers: it does so only after both ports are open.
import { readFileSync } from "node:fs";

const token = readFileSync("/run/secrets/hub_proxy_token", "utf8").trim();
const answer = await fetch("http://proxy-api:8001/api/routes", {
  headers: { Authorization: `token ${token}` },
  signal: AbortSignal.timeout(3000),
});
process.exit(answer.ok ? 0 : 1);
