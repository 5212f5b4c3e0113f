// The platform does not answer while the network is there: pages say so, and nothing that a person did is lost unasked.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { WITHIN_MS, eventually, person } from "./harness/cloud.mjs";
import { webClient } from "./harness/away.mjs";
import { fresh, installed, signIn } from "./harness/chromium.mjs";
import { device } from "./harness/device.mjs";

let machine;
before(async () => (machine = await device("Mixer")));
after(() => machine?.end());

const queued = (page) => page.locator("#acts .queued");

/** An alarm on a phone, before a web client of the test's own; the settings were looked at before. */
async function alarmOnPhone(t, locale = "en-CA") {
  const component = `browser-${randomUUID()}`;
  await machine.raise(component);
  const { id } = await machine.alarm(component, ({ state }) => state === "unacknowledged");
  const client = await webClient(t);
  const context = await fresh(t, { baseURL: client.url, locale });
  const page = await signIn(context, person("worker"), "/settings");
  await installed(page);
  await page.goto("/settings");
  await page.goto(`/alarms/${encodeURIComponent(id)}`);
  await page.locator("form[data-act=acknowledge]").waitFor();
  return { component, client, page };
}

const take = (page) => page.locator("form[data-act=acknowledge] button").first().click();

test("a page says that the platform does not answer, with the last state and its age, and comes back by itself", async (t) => {
  const { component, client, page } = await alarmOnPhone(t);
  client.away(true);
  await page.reload();
  await page.getByText("The platform does not answer. Last known state:", { exact: false }).waitFor();
  assert.match(await page.locator("#how-old time").getAttribute("datetime"), /^20\d\d-/);
  assert.ok(await page.getByText(component).first().isVisible());
  // Of a page that was never seen there is no state to show.
  const answer = await page.goto("/farms/erables/maintenance");
  assert.equal(answer.status(), 502);
  await page.getByRole("heading", { name: "The platform does not answer" }).waitFor();
  await page.getByText("alarms are still taken in", { exact: false }).waitFor();
  await page.goBack();
  await page.locator("#how-old time").waitFor();

  client.away(false);
  // It asks again every 15 s.
  await page.locator("#how-old").waitFor({ state: "hidden", timeout: 2 * WITHIN_MS });
  await page.getByText("Live", { exact: true }).waitFor();
});

test("who signs out while something waits is told that it would be lost, and may stay", async (t) => {
  const { component, client, page } = await alarmOnPhone(t, "fr-CA");
  client.away(true);
  await take(page);
  await queued(page).waitFor();
  await page.goto("/settings");
  const signOut = page.getByRole("button", { name: "Se déconnecter partout" });
  await signOut.click();
  await page.getByText("Ce qui attend encore le réseau sera perdu", { exact: false }).waitFor();
  await page.getByRole("link", { name: "Rester et l'envoyer plus tard" }).click();
  await page.waitForURL("**/settings");
  await queued(page).waitFor();

  // Once it can be sent, whoever signs out loses nothing and is asked nothing.
  client.away(false);
  await signOut.click();
  await page.waitForURL("**/sign-in");
  await machine.alarm(component, ({ state }) => state === "acknowledged");
});

test("what waited is gone where the person signs out all the same, and nobody sends it later", async (t) => {
  const { component, client, page } = await alarmOnPhone(t);
  client.away(true);
  await take(page);
  await queued(page).waitFor();
  await page.goto("/settings");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("button", { name: "Sign out and lose it" }).click();
  await page.waitForURL("**/sign-in");

  client.away(false);
  const again = await signIn(page.context(), person("worker"), "/settings");
  await installed(again);
  await again.reload();
  await eventually("a page that is live", () => again.getByText("Live", { exact: true }).isVisible());
  assert.equal(await again.locator("#acts li").count(), 0);
  assert.equal((await machine.alarm(component)).state, "unacknowledged");
});
