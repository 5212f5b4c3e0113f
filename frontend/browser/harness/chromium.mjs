// The browser of a test.
import { request } from "node:http";
import { after } from "node:test";
import { WEB, WITHIN_MS } from "./cloud.mjs";
import { fillSignIn, launch } from "./launch.mjs";

export { fillSignIn, installed } from "./launch.mjs";

/** A phone in a barn. */
export const PHONE = { width: 390, height: 844 };

let opened;
after(async () => (await opened)?.close());

/** The one browser of this file of tests. */
export function browser() {
  opened ??= launch();
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

/** Takes the network from a browser, its service worker included, or gives it back. */
export async function offline(context, isOffline) {
  await context.setOffline(isOffline);
}
