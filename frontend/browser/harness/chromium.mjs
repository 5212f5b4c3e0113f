// The browser, and what a person does in it everywhere.
import { existsSync } from "node:fs";
import { request } from "node:http";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { WEB, WITHIN_MS } from "./cloud.mjs";

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: install Chromium, or say where it is by CHROMIUM`);

/** A phone in a barn. */
export const PHONE = { width: 390, height: 844 };

let opened;
after(async () => (await opened)?.close());

/** The one browser of this file of tests. */
export function browser() {
  if (!opened) {
    const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
    args.push("--disable-background-networking", "--disable-component-update", "--disable-sync");
    opened = chromium.launch({ executablePath: PROGRAM, args });
  }
  return opened;
}

/** A new person's browser: no cookies, nothing kept. It fails the test where a page's own script fails. */
export async function fresh(t, options = {}) {
  const context = await (await browser()).newContext({ baseURL: WEB, viewport: PHONE, locale: "en-CA", ...options });
  context.setDefaultTimeout(WITHIN_MS);
  const faults = [];
  context.on("weberror", (error) => faults.push(error.error()));
  t.after(async () => {
    await context.close();
    if (faults.length > 0) throw new AggregateError(faults, `a script of the page failed: ${faults.join("; ")}`);
  });
  return context;
}

/** Signs `user` in on a new page. */
export async function signIn(context, user, next = "/") {
  const page = await context.newPage();
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await fillSignIn(page, user);
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  return page;
}

/** Fills the form and sends it. */
export async function fillSignIn(page, { username, password }) {
  await page.locator("#username").fill(username);
  await page.locator("#password").fill(password);
  await page.locator("form[action='/sign-in'] button").click();
}

/** Posts a form with the cookies of a person's browser, as no page would: its status. */
export async function post(context, path, form, origin = WEB) {
  const { host, port } = new URL(WEB);
  const cookies = await context.cookies();
  const headers = {
    host,
    origin: new URL(origin).origin,
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
    "content-type": "application/x-www-form-urlencoded",
  };
  // Browsers know of themselves where a name below `localhost` is; Node asks around, and need not find it.
  return new Promise((resolve, reject) => {
    const answered = (answer) => resolve(answer.resume().statusCode);
    const options = { host: "127.0.0.1", port, path, method: "POST", headers };
    request(options, answered).on("error", reject).end(new URLSearchParams(form).toString());
  });
}

/** Waits until the service worker has this page. */
export async function installed(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
    }
  });
}

/** Takes the network from a browser, its service worker included, or gives it back. */
export async function offline(context, isOffline) {
  await context.setOffline(isOffline);
}
