// The platform under test, as `valmetal status --json` describes it, and its API by hand.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** How long anything may take that a test waits for. It says nothing of speed. */
export const WITHIN_MS = 20_000;
const EVERY_MS = 100;

const file = process.env.VALMETAL_STATUS;
if (!file) {
  throw new Error("VALMETAL_STATUS is missing: the file that `valmetal status --json` wrote of a running platform");
}

/** The platform. */
export const cloud = JSON.parse(readFileSync(file, "utf8"));

/** Where the web client is: the platform's own, or another one before the same platform. */
export const WEB = process.env.VALMETAL_WEB_URL ?? cloud.webUrl;

/** Somebody who has this role, on this farm. */
export function person(role, farm = "erables") {
  const found = cloud.users.find((user) => user.role === role && (role === "admin" || user.farms.includes(farm)));
  if (!found) throw new Error(`nobody is ${role} of ${farm}`);
  return found;
}

/** Asks the user pool, as its public clients and, signed or not, the emulator's own people do. */
export async function userPool(action, body) {
  const answer = await fetch(cloud.aws.endpointUrl, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${cloud.aws.accessKeyId}/20260101/${cloud.aws.region}/cognito-idp/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  const json = await answer.json();
  if (!answer.ok) throw new Error(`${action}: ${JSON.stringify(json)}`);
  return json;
}

const tokens = new Map();

async function token(user) {
  if (!tokens.has(user.username)) {
    const { AuthenticationResult } = await userPool("InitiateAuth", {
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: cloud.outputs.UserPoolClientId,
      AuthParameters: { USERNAME: user.username, PASSWORD: user.password },
    });
    tokens.set(user.username, AuthenticationResult.IdToken);
  }
  return tokens.get(user.username);
}

/** Asks the API as `user`; throws what it has against it. */
export async function api(user, method, path, body) {
  const answer = await fetch(`${cloud.apiServerUrl}/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await token(user)}`,
      "content-type": "application/json",
      ...(method === "POST" && { "idempotency-key": randomUUID() }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** Waits until `look` answers something that is true, and says what was waited for where it never does. */
export async function eventually(what, look) {
  const until = Date.now() + WITHIN_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) throw new Error(`${what} did not come within ${WITHIN_MS / 1000} s`);
    await pause(EVERY_MS);
  }
}
