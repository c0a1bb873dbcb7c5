import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { once } from "node:events";
import { OAuth2Server } from "oauth2-mock-server";
import { Provider } from "oidc-provider";

const [, , program, folder] = process.argv;
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
const listens = (server) => once(server.listen(0, "127.0.0.1"), "listening").then(() => server.address().port);

/** A server of ours that knows a provider; with what it writes. */
async function isotone(issuer, port, environment = {}) {
  const child = spawn(program, ["--data", `${folder}/${randomUUID()}`, "serve", "--listen", `127.0.0.1:${port}`], {
    env: {
      PATH: process.env.PATH, HOME: folder, ISOTONE_WEATHER: "none", ISOTONE_OPENID_ISSUER: issuer, ISOTONE_OPENID_CLIENT: "isotone",
      ISOTONE_OPENID_SECRET: "the secret", ISOTONE_OPENID_ACCOUNTS: "new", ...environment,
    },
  });
  const server = { log: "", stop: () => child.kill("SIGTERM") };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (server.log += piece));
  for (let turn = 0; !server.url; turn++) {
    assert(turn < 600 && child.exitCode === null, server.log);
    await new Promise((done) => setTimeout(done, 100));
    server.url = server.log.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
  }
  return server;
}

/** A browser: one jar for both sides, whose cookies have different names, and no redirect without being told. */
class Browser {
  jar = new Map();
  async go(url, form) {
    const options = { redirect: "manual", headers: { cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ") } };
    if (form) Object.assign(options, { method: "POST", body: new URLSearchParams(form) });
    const answer = await fetch(url, options);
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      this.jar.set(name, value);
    }
    const to = answer.headers.get("location");
    return { status: answer.status, text: await answer.text(), to: to && new URL(to, url).href };
  }
  /** From the sign-in page to wherever it ends, logging in and agreeing on the way. */
  async signIn(server, change = (url) => url) {
    let answer = await this.go(`${server.url}/sign-in/openid`);
    for (let turn = 0; turn < 20; turn++) {
      if (answer.to?.startsWith(`${server.url}/sign-in/openid/return`)) return this.go(await change(answer.to));
      if (answer.to) { answer = await this.go(answer.to); continue; }
      const action = answer.text.match(/<form[^>]*action="([^"]*)"/)?.[1];
      if (answer.status !== 200 || !action?.includes("/interaction/")) return answer;
      const prompt = answer.text.match(/name="prompt" value="(\w+)"/)[1];
      answer = await this.go(action, { prompt, login: "ada", password: "any" });
    }
    return answer;
  }
}

const entered = (answer) => answer.status === 303 && !answer.to.includes("sign-in");
const refused = (answer, server, words, ...logged) => {
  assert.equal(answer.status, 403, `${answer.status} ${answer.to} ${answer.text.slice(0, 300)}`);
  assert(answer.text.replaceAll("&#39;", "'").includes(words), `the page lacks '${words}'`);
  for (const word of logged) assert(server.log.includes(word), `the log lacks '${word}':\n${server.log}`);
};

// oidc-provider: certified, strict, gives names by UserInfo alone, announces iss.
const pair = (kind, options) => generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" });
const rsa = pair("rsa", { modulusLength: 2048 });
const keys = [
  { ...rsa, use: "sig", kid: "r" },
  { ...pair("ec", { namedCurve: "P-256" }), use: "sig", kid: "e" },
  { ...pair("ec", { namedCurve: "P-384" }), use: "sig", kid: "e3" },
  { ...pair("ed25519"), use: "sig", kid: "o" },
];
let asked = 0;
async function provider(secure, algorithm, redirects, change = {}) {
  const answers = { current: undefined };
  const handler = (request, response) => answers.current(request, response);
  const server = secure
    ? https.createServer({ key: readFileSync(`${folder}/key.pem`), cert: readFileSync(`${folder}/cert.pem`) }, handler)
    : http.createServer(handler);
  const issuer = `${secure ? "https" : "http"}://127.0.0.1:${await listens(server)}`;
  const oidc = new Provider(issuer, {
    jwks: { keys },
    clients: [{ client_id: "isotone", client_secret: "the secret", redirect_uris: redirects, id_token_signed_response_alg: algorithm, ...change }],
    claims: { openid: ["sub"], profile: ["preferred_username", "name"], email: ["email"] },
    pkce: { required: () => true },
    enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519", "HS256"] },
    cookies: { keys: ["k"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: (use) => { if (use === "userinfo") asked++; return { sub, preferred_username: `${sub} by name` }; } }),
  });
  answers.current = oidc.callback();
  return { issuer, stop: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }) };
}

/** The two know each other by address: the provider is made first, with a port for our server that is found later. */
async function pairUp(secure, algorithm, environment = {}, change = {}) {
  const free = http.createServer();
  const port = await listens(free);
  await new Promise((done) => free.close(done));
  const house = await provider(secure, algorithm, [`http://127.0.0.1:${port}/sign-in/openid/return`], change);
  const server = await isotone(house.issuer, port, environment);
  return { house, server };
}

console.warn = console.info = () => {};

for (const algorithm of ["RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"]) {
  const { house, server } = await pairUp(false, algorithm);
  const before = asked;
  const browser = new Browser();
  const answer = await browser.signIn(server);
  assert(entered(answer), `${algorithm}: ${answer.status} ${answer.text.slice(0, 200)}\n${server.log}`);
  assert.equal(asked, before + 1, "the ID token has no name: UserInfo is asked");
  const account = await browser.go(`${server.url}/account`);
  assert(account.text.includes("ada by name"), "the account page says what the provider calls the person");
  if (algorithm === "RS256") {
    // The same answer without the provider's name, as somebody between the two would send it on.
    const without = await new Browser().signIn(server, (to) => { const url = new URL(to); url.searchParams.delete("iss"); return url.href; });
    refused(without, server, "does not say which provider it is from", "does not say which provider");
    const denied = await new Browser().signIn(server, (to) => to.replace(/code=[^&]*/, "error=access_denied&error_description=not%0atoday"));
    refused(denied, server, "let nobody in", "access_denied");
    const another = await new Browser().signIn(server, (to) => to.replace(/code=[^&]*/, "code=made-up"));
    refused(another, server, "does not take the code of this sign-in", "invalid_grant", "too old");
    const lostMeanwhile = await new Browser().signIn(server, async (to) => { await house.stop(); return to; });
    refused(lostMeanwhile, server, "it cannot be reached", "Connection refused", "asked for the ID token");
    // A provider that was never there.
    const lost = await isotone(house.issuer, 0);
    refused(await new Browser().signIn(lost), lost, "it cannot be reached", "Connection refused", "its description");
    lost.stop();
  } else {
    await house.stop();
  }
  server.stop();
  console.log(`oidc-provider, ${algorithm}: entered, named by UserInfo`);
}

{
  const { house, server } = await pairUp(false, "RS256", { ISOTONE_OPENID_SECRET: "another secret" });
  refused(await new Browser().signIn(server), server, "does not know this server", "401 Unauthorized", "invalid_client", "openid_secret");
  server.stop();
  await house.stop();
}
{
  const { house, server } = await pairUp(false, "HS256");
  refused(await new Browser().signIn(server), server, "signed by 'HS256'", "HS256", "PS256");
  server.stop();
  await house.stop();
}
{
  const { house, server } = await pairUp(true, "ES256");
  refused(await new Browser().signIn(server), server, "its certificate is not trusted here", "UnknownIssuer", "SSL_CERT_FILE");
  server.stop();
  await house.stop();
  const trusted = await pairUp(true, "ES256", { SSL_CERT_FILE: `${folder}/ca.pem` });
  const answer = await new Browser().signIn(trusted.server);
  assert(entered(answer), `${answer.status}\n${trusted.server.log}`);
  trusted.server.stop();
  await trusted.house.stop();
}
console.log("oidc-provider: a wrong secret, an old code, HS256, an unknown authority, a lost provider: told and logged with the cause");

// oauth2-mock-server: lets anybody in at once, and its tokens can be bent.
{
  const mock = new OAuth2Server();
  await mock.issuer.keys.generate("RS256");
  await mock.start(0, "localhost");
  const server = await isotone(mock.issuer.url, 0);
  const answer = await new Browser().signIn(server);
  assert(entered(answer), `${answer.status} ${answer.text.slice(0, 300)}\n${server.log}`);
  for (const [change, words] of [
    [(token) => { token.payload.aud = "another"; }, "it is for another client"],
    [(token) => { token.payload.exp = 1; }, "it is over"],
    [(token) => { token.payload.nonce = "another"; }, "it answers another question"],
    [(token) => { token.payload.iss = "https://evil.example"; }, "it is from another provider"],
  ]) {
    const bend = (token) => { if (token.payload.nonce || token.payload.aud) change(token); };
    mock.service.on("beforeTokenSigning", bend);
    refused(await new Browser().signIn(server), server, words, words);
    mock.service.off("beforeTokenSigning", bend);
  }
  server.stop();
  await mock.stop();
  console.log("oauth2-mock-server: entered; tokens for others, over, of another question or provider are refused and logged");
}
process.exit(0);
