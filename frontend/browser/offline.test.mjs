// The phone in a barn without a network: what was seen stays readable, and what is done is sent later, once.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { api, eventually, person } from "./harness/cloud.mjs";
import { fresh, installed, offline, signIn } from "./harness/chromium.mjs";
import { device } from "./harness/device.mjs";

let machine;
before(async () => (machine = await device("Mixer")));
after(() => machine?.end());

const waits = (alarm) => alarm.state === "unacknowledged";
const take = (page) => page.getByRole("button", { name: "I take it" });

/** An alarm, and its page on a phone that has the service worker. */
async function alarmOnPhone(t) {
  const component = `browser-${randomUUID()}`;
  await machine.raise(component);
  const { id } = await machine.alarm(component, waits);
  const path = `/alarms/${encodeURIComponent(id)}`;
  const context = await fresh(t);
  const page = await signIn(context, person("worker"), "/farms/erables");
  await installed(page);
  await page.goto(path);
  await take(page).waitFor();
  await eventually("the page and its stand-in to be kept", () => page.evaluate(async (kept) =>
    (await Promise.all(kept.map((url) => caches.match(url, { cacheName: "pages" })))).every(Boolean), [path, "/offline"]));
  return { component, context, page, path, id };
}

test("what was seen can be read without a network, with its age; what was not seen is named", async (t) => {
  const { context, page, path, component } = await alarmOnPhone(t);
  await offline(context, true);
  await page.reload();
  await page.getByText("You are offline. Last known state:", { exact: false }).waitFor();
  assert.match(await page.locator("#how-old time").getAttribute("datetime"), /^20\d\d-/);
  assert.ok(await page.getByText(component).first().isVisible());
  await page.goto("/farms/erables/alarms?view=history");
  await page.getByText("This page was not kept on this device.", { exact: false }).waitFor();
  await page.locator(`#kept a[href="${path}"]`).click();
  await page.getByText(component).first().waitFor();
  // With the network back, the page comes as it is now.
  await offline(context, false);
  await page.locator("#how-old").waitFor({ state: "hidden" });
  await page.getByText("Live", { exact: true }).waitFor();
});

test("an alarm taken without a network says that it waits, and is taken once there is one", async (t) => {
  const { context, page, path, component } = await alarmOnPhone(t);
  await offline(context, true);
  await take(page).click();
  await page.locator("#acts .queued").getByText("Waits for the network").waitFor();
  await page.locator("#comment").fill("on my way & hurrying");
  await page.getByRole("button", { name: "Add comment" }).click();
  await eventually("two acts that wait", async () => (await page.locator("#acts .queued").count()) === 2);
  // The page was kept, so its form has the same key again: this is another comment, and no repeat of the first.
  await page.locator("#comment").fill("almost there");
  await page.getByRole("button", { name: "Add comment" }).click();
  await eventually("three acts that wait", async () => (await page.locator("#acts .queued").count()) === 3);
  assert.equal((await machine.alarm(component)).state, "unacknowledged");

  await offline(context, false);
  await eventually("three acts that were sent", async () => (await page.locator("#acts .sent").count()) === 3);
  await page.getByText("Active, taken").waitFor();
  const { journal } = await api(person("worker"), "GET", path);
  assert.equal(journal.filter(({ event }) => event === "acknowledged").length, 1);
  const said = journal.filter(({ event }) => event === "commented").map(({ reason }) => reason);
  assert.deepEqual(said.sort(), ["almost there", "on my way & hurrying"]);
  await page.locator("#acts .sent button").first().click();
  await eventually("two acts", async () => (await page.locator("#acts li").count()) === 2);
});

test("an alarm that has moved on meanwhile refuses, and the person is told", async (t) => {
  const { context, page, path, component } = await alarmOnPhone(t);
  await offline(context, true);
  await take(page).click();
  await page.locator("#acts .queued").waitFor();
  // A colleague takes it, it ends, and begins anew: that occurrence nobody has taken.
  const { occurrence } = await machine.alarm(component);
  await api(person("farmer"), "POST", `${path}/acknowledge`, { occurrence });
  await machine.clear(component);
  await machine.alarm(component, (alarm) => alarm.condition === "inactive");
  await machine.raise(component);
  const again = await machine.alarm(component, waits);
  assert.ok(again.occurrence > occurrence);
  await offline(context, false);
  await page.locator("#acts .movedOn").getByText("Refused: it has changed since you saw it").waitFor();
  const now = await machine.alarm(component);
  assert.deepEqual([now.state, now.occurrence], ["unacknowledged", again.occurrence]);
});

test("what waits is sent by the browser itself where no page is open, with the token of the session that is", async (t) => {
  const { context, page, component } = await alarmOnPhone(t);
  await offline(context, true);
  await take(page).click();
  await page.locator("#acts .queued").waitFor();
  await offline(context, false);
  // The session ends and begins anew, with another token for its forms, before anything is sent.
  await context.clearCookies({ name: /^__Host-session/ });
  const other = await signIn(context, person("worker"), "/settings");
  await page.close();
  await other.close();
  await machine.alarm(component, (alarm) => alarm.state === "acknowledged");
});

test("another person on the same phone sees nothing of the first, and sends nothing for them", async (t) => {
  const { context, page, path, component } = await alarmOnPhone(t);
  await offline(context, true);
  await take(page).click();
  await page.locator("#acts .queued").waitFor();
  await page.close();
  await context.clearCookies({ name: /^__Host-session/ });
  await offline(context, false);
  const other = await signIn(context, person("farmer"), "/settings");
  await installed(other);
  await other.reload();
  assert.equal(await other.locator("#acts li").count(), 0);
  await offline(context, true);
  await other.goto(path);
  await other.getByText("This page was not kept on this device.", { exact: false }).waitFor();
  assert.equal((await machine.alarm(component)).state, "unacknowledged");
});

test("who signs out leaves nothing on the phone", async (t) => {
  const { context, page, path } = await alarmOnPhone(t);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.waitForURL("**/sign-in");
  const left = await page.evaluate(async () => {
    const pages = await Promise.all((await caches.keys()).filter((name) => name === "pages").map((name) => caches.open(name)));
    return (await Promise.all(pages.map((cache) => cache.keys()))).flat().length;
  });
  assert.equal(left, 0);
  await offline(context, true);
  await page.goto(path).catch(() => undefined);
  assert.equal(await page.locator("#alarm").count(), 0);
});
