// Every page can be used by everybody, as far as axe can tell (WCAG 2.2 AA): in both languages, by day and by night.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { person } from "./harness/cloud.mjs";
import { PHONE, fresh, installed, offline, signIn } from "./harness/chromium.mjs";
import { crawl } from "./harness/crawl.mjs";
import { device } from "./harness/device.mjs";

/** Everything by day; only colours differ by night. */
const RULES = {
  light: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  dark: { type: "rule", values: ["color-contrast"] },
};

let machine;
before(async () => {
  machine = await device("Conveyor");
  const component = `browser-${randomUUID()}`;
  await machine.raise(component);
  await machine.alarm(component, ({ state }) => state === "unacknowledged");
});
after(() => machine?.end());

/** What axe finds on the page as it is, by day and by night. */
async function faults(page, where) {
  const found = [];
  await page.evaluate(axe.source);
  for (const [colorScheme, runOnly] of Object.entries(RULES)) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate((options) => window.axe.run(document, options), { runOnly });
    for (const { id, help, nodes } of violations) {
      found.push(`${where}, ${colorScheme}: ${id} (${help}), ${nodes.length} times, such as ${nodes[0].html.slice(0, 160)}`);
    }
  }
  return found;
}

/** On a screen that is high enough, so that what is fixed to its edge covers nothing that a scroll would uncover. */
async function onHighScreen(page) {
  await page.setViewportSize(PHONE);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...PHONE, height: Math.max(PHONE.height, height) });
}

const LANGUAGES = ["en-CA", "fr-CA"];

/** A kind of page is tried by the first of these who gets to it: those who may do the most there. */
const tried = new Set();

for (const role of ["technician", "admin", "farmer", "worker"]) {
  test(`every page that a ${role} can get to`, async (t) => {
    const first = await signIn(await fresh(t), person(role));
    const { pages, faults: found } = await crawl(first);
    assert.ok(pages.size >= 4, "the pages lead to each other");
    for (const kind of [...pages.keys()].filter((kind) => tried.has(kind))) pages.delete(kind);
    for (const kind of pages.keys()) tried.add(kind);
    t.diagnostic(`${pages.size} more kinds of pages: ${[...pages.keys()].join(" ")}`);
    for (const locale of LANGUAGES) {
      const page = await signIn(await fresh(t, { locale }), person(role));
      for (const address of pages.values()) {
        await page.goto(address);
        // Folded parts are parts too.
        await page.locator("details").evaluateAll((all) => all.forEach((details) => (details.open = true)));
        await onHighScreen(page);
        assert.equal(await page.locator("html").getAttribute("lang"), locale.slice(0, 2), address);
        found.push(...(await faults(page, `${address} in ${locale}`)));
      }
    }
    assert.equal(found.length, 0, found.join("\n"));
  });
}

test("the pages before the sign-in, what is not there, and what is without a network", async (t) => {
  const found = [];
  for (const locale of LANGUAGES) {
    const context = await fresh(t, { locale });
    const page = await context.newPage();
    for (const address of ["/sign-in", "/forgotten-password", "/reset-password?username=a%40b.example"]) {
      await page.goto(address);
      found.push(...(await faults(page, `${address} in ${locale}`)));
    }
    await page.goto("/sign-in");
    await page.locator("#username").fill("nobody@tests.example");
    await page.locator("#password").fill("Not-the-password-1");
    await page.locator("main button").click();
    await page.locator("#fault").waitFor();
    found.push(...(await faults(page, `a wrong password in ${locale}`)));
    await page.close();

    const inside = await signIn(context, person("worker"), "/farms/erables/alarms");
    await inside.goto("/nothing");
    found.push(...(await faults(inside, `not found in ${locale}`)));
    await inside.goto("/farms/erables/alarms");
    await installed(inside);
    await inside.locator(".row.alarm").first().click();
    await inside.locator("form[data-act=acknowledge]").waitFor();
    await offline(context, true);
    await inside.locator("#comment").fill("without a network");
    await inside.locator("form[data-act=comment] button").click();
    await inside.locator("#acts .queued").waitFor();
    found.push(...(await faults(inside, `a kept page in ${locale}`)));
    await inside.goto("/farms/erables/never-seen");
    await inside.locator("#kept li").first().waitFor();
    found.push(...(await faults(inside, `nothing kept in ${locale}`)));
  }
  assert.equal(found.length, 0, found.join("\n"));
});
