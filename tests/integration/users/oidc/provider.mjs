// A certified OpenID provider with invented accounts, for tests of the login.
// Its one argument is JSON: {modules, listen, port, name, client, accounts}; it prints its issuer, which
// others know by `name`, when it listens.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const { modules, listen, port, name, client, accounts } = JSON.parse(process.argv[2]);
const library = pathToFileURL(`${modules}/oidc-provider/lib/index.js`);
const { default: Provider } = await import(library);

const server = createServer();
await new Promise((listening) => server.listen(port, listen, listening));
const issuer = `http://${name}:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [client],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  cookies: { keys: ["an invented key"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  pkce: { methods: ["S256"], required: () => true },
  findAccount: (_, sub) =>
    accounts[sub] && { accountId: sub, claims: () => ({ sub, ...accounts[sub] }) },
  // Everybody has agreed already.
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({
      accountId: oidc.session.accountId,
      clientId: oidc.client.clientId,
    });
    grant.addOIDCScope("openid email");
    await grant.save();
    return grant;
  },
});

async function read(request) {
  let body = "";
  for await (const part of request) body += part;
  return new URLSearchParams(body);
}

// The login page: a form with the name of the account, or with `cancel`.
async function interact(request, response) {
  await provider.interactionDetails(request, response);
  if (request.method !== "POST") {
    response.setHeader("content-type", "text/html");
    response.end(
      '<form method="post"><input name="account"><button>log in</button><button name="cancel">no</button></form>',
    );
    return;
  }
  const form = await read(request);
  const result = form.has("cancel")
    ? { error: "access_denied", error_description: "the person said no" }
    : { login: { accountId: form.get("account") } };
  await provider.interactionFinished(request, response, result);
}

const answer = provider.callback();
server.on("request", (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  interact(request, response).catch((error) => {
    response.statusCode = 400;
    response.end(String(error));
  });
});
console.log(issuer);
