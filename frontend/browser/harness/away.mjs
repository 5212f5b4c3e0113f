// A web client of a test's own before the same platform, whose API can be taken away.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, request as ask } from "node:http";
import { cloud, eventually } from "./cloud.mjs";

const PROGRAM = process.env.VALMETAL_WEB_PROGRAM ?? new URL("../../../target/local/valmetal-web", import.meta.url).pathname;
const ASSETS = new URL("../../dist", import.meta.url).pathname;

/** Starts one: where it is, and `away` takes its API from it, or gives it back. */
export async function webClient(t) {
  const api = await apiThatGoesAway(t);
  const port = await freePort();
  const program = spawn(PROGRAM, {
    env: {
      PORT: String(port),
      API_URL: api.url,
      USER_POOL_CLIENT_ID: cloud.outputs.UserPoolClientId,
      SESSION_KEY: randomBytes(32).toString("base64"),
      ASSETS,
      AWS_REGION: cloud.aws.region,
      AWS_ENDPOINT_URL: cloud.aws.endpointUrl,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  t.after(async () => {
    if (program.kill()) await once(program, "exit");
  });
  const here = `http://127.0.0.1:${port}/sign-in`;
  await eventually("the test's own web client", () => fetch(here).then(({ ok }) => ok, () => false));
  return { url: `http://app.localhost:${port}`, away: api.away };
}

/** The platform's API behind a door that can be shut. */
async function apiThatGoesAway(t) {
  let isAway = false;
  const { hostname, port } = new URL(cloud.apiServerUrl);
  const door = createServer((asked, answered) => {
    if (isAway) return asked.socket.destroy();
    const { method, url, headers } = asked;
    const passedOn = ask({ hostname, port, method, path: url, headers }, (answer) => {
      answered.writeHead(answer.statusCode, answer.headers);
      answer.pipe(answered);
    });
    passedOn.on("error", () => asked.socket.destroy());
    answered.on("close", () => passedOn.destroy());
    asked.pipe(passedOn);
  });
  const url = `http://127.0.0.1:${await listen(door)}`;
  t.after(() => {
    door.closeAllConnections();
    door.close();
  });
  const away = (is) => {
    isAway = is;
    if (is) door.closeAllConnections();
  };
  return { url, away };
}

async function freePort() {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, "close");
  return port;
}

async function listen(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}
