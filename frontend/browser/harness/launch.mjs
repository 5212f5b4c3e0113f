// Chromium, and what a person does in it everywhere.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Starts Chromium; it reaches nothing but this machine. */
export function launch() {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: install Chromium, or say where it is by CHROMIUM`);
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
  args.push("--disable-background-networking", "--disable-component-update", "--disable-sync");
  return chromium.launch({ executablePath: PROGRAM, args });
}

/** Fills the form of the sign-in and sends it. */
export async function fillSignIn(page, { username, password }) {
  await page.locator("#username").fill(username);
  await page.locator("#password").fill(password);
  await page.locator("form[action='/sign-in'] button").click();
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
