// Writes every kind of page and its states to target/screenshots/, by day and by night, in both languages; and the README's
// pictures with `--pictures`. `npm run screenshots` runs it against the platform that VALMETAL_STATUS names.
import { mkdirSync, rmSync } from "node:fs";
import { WEB, person } from "./harness/cloud.mjs";
import { crawl } from "./harness/crawl.mjs";
import { device } from "./harness/device.mjs";
import { fillSignIn, installed, launch } from "./harness/launch.mjs";

const OUT = new URL("../../target/screenshots/", import.meta.url).pathname;
const PICTURES = new URL("../../docs/pictures/", import.meta.url).pathname;
const LANGUAGES = { en: "en-CA", fr: "fr-CA" };
const SCREENS = { phone: { width: 390, height: 844 }, desk: { width: 1200, height: 900 } };

const machine = await device("Mélangeur");
const component = "auger-motor";
await machine.raise(component);
const alarm = await machine.alarm(component, ({ state }) => state === "unacknowledged");
const alarmPath = `/alarms/${encodeURIComponent(alarm.id)}`;

const browser = await launch();
const written = [];

/** A browser of this language and screen, with somebody signed in or nobody. */
async function opened(locale, screen, user) {
  const context = await browser.newContext({ baseURL: WEB, locale, viewport: SCREENS[screen] });
  const page = await context.newPage();
  if (user) {
    await page.goto("/sign-in");
    await fillSignIn(page, user);
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  }
  return { context, page };
}

/** Takes the page as it is, by day and by night. */
async function take(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const path = `${OUT}${name}-${colorScheme}.png`;
    // As on a screen that is high enough: what is fixed to its edge stays there.
    const { width, height } = page.viewportSize();
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.max(height, whole) });
    await page.screenshot({ path });
    await page.setViewportSize({ width, height });
    written.push(path);
  }
}

const nameOf = (kind) => kind.replace(/^\//, "").replaceAll(/[^a-z0-9*]+/gi, "-").replaceAll("*", "one") || "home";

async function states(language, locale) {
  const { context, page } = await opened(locale, "phone");
  await page.goto("/sign-in");
  await take(page, `${language}-phone-sign-in`);
  await fillSignIn(page, { username: "nobody@farm.example", password: "Not-the-password-1" });
  await page.locator("#fault").waitFor();
  await take(page, `${language}-phone-sign-in-refused`);
  await page.goto("/forgotten-password");
  await take(page, `${language}-phone-forgotten-password`);
  await page.goto("/sign-in");
  await fillSignIn(page, person("worker"));
  await page.waitForURL("**/farms/erables");
  await page.goto("/nothing");
  await take(page, `${language}-phone-not-found`);
  await page.goto(alarmPath);
  await installed(page);
  await page.reload();
  await context.setOffline(true);
  await page.locator("#comment").fill(language === "fr" ? "J'y vais" : "I am on my way");
  await page.locator("form[data-act=comment] button").click();
  await page.locator("#acts .queued").waitFor();
  await take(page, `${language}-phone-offline-alarm`);
  await page.goto("/farms/erables/never-seen");
  await page.locator("#kept li").first().waitFor();
  await take(page, `${language}-phone-offline`);
  await context.close();
}

async function pages(language, locale, screen, role) {
  const { context, page } = await opened(locale, screen, person(role));
  const found = await crawl(page);
  for (const [kind, address] of found.pages) {
    await page.goto(address);
    await page.waitForLoadState("networkidle");
    await take(page, `${language}-${screen}-${role}-${nameOf(kind)}`);
  }
  await context.close();
}

/** The README's: few, small, and of what matters most. */
async function pictures() {
  mkdirSync(PICTURES, { recursive: true });
  const { context, page } = await opened(LANGUAGES.fr, "phone", person("worker"));
  const shots = [["farm", "/farms/erables", "light"], ["alarm", alarmPath, "dark"], ["feed", "/farms/erables/feed", "light"]];
  for (const [name, address, colorScheme] of shots) {
    await page.emulateMedia({ colorScheme });
    await page.goto(address);
    await page.waitForLoadState("networkidle");
    written.push(`${PICTURES}${name}.png`);
    await page.screenshot({ path: written.at(-1) });
  }
  await context.close();
}

try {
  if (process.argv.includes("--pictures")) await pictures();
  else {
    rmSync(OUT, { recursive: true, force: true });
    mkdirSync(OUT, { recursive: true });
    for (const [language, locale] of Object.entries(LANGUAGES)) {
      await states(language, locale);
      await pages(language, locale, "phone", "farmer");
      await pages(language, locale, "desk", "admin");
    }
  }
} finally {
  await browser.close();
  await machine.end();
}
console.log(`${written.length} pictures, the last one ${written.at(-1)}`);
