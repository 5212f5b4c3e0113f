// A browser's push service on this machine, in place of its maker's: takes what the platform posts, and reads it (RFC 8291).
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { eventually } from "./cloud.mjs";

const derived = (secret, salt, info, bytes) => Buffer.from(hkdfSync("sha256", secret, salt, info, bytes));

/** Opens one; `subscription` is what it gives the page, `message` waits for one that `is` what is looked for. */
export async function pushService(t) {
  const keys = createECDH("prime256v1");
  const own = keys.generateKeys();
  const secret = randomBytes(16);
  const messages = [];

  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    messages.push(read(Buffer.concat(chunks)));
    response.writeHead(201).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });

  function read(body) {
    const sender = body.subarray(21, 86);
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), own, sender]);
    const agreed = derived(keys.computeSecret(sender), secret, info, 32);
    const salt = body.subarray(0, 16);
    const key = derived(agreed, salt, "Content-Encoding: aes128gcm\0", 16);
    const nonce = derived(agreed, salt, "Content-Encoding: nonce\0", 12);
    const cipher = createDecipheriv("aes-128-gcm", key, nonce);
    cipher.setAuthTag(body.subarray(-16));
    const text = Buffer.concat([cipher.update(body.subarray(86, -16)), cipher.final()]);
    // A record ends with a 2 where it is the last one.
    return JSON.parse(text.subarray(0, text.lastIndexOf(2)).toString());
  }

  return {
    subscription: {
      endpoint: `http://127.0.0.1:${server.address().port}/push/${randomBytes(6).toString("hex")}`,
      expirationTime: null,
      keys: { p256dh: own.toString("base64url"), auth: secret.toString("base64url") },
    },
    message: (what, is) => eventually(`a push message: ${what}`, () => messages.find(is)),
  };
}
