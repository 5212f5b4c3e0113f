// Pages work where no script runs.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { person } from "./harness/cloud.mjs";
import { fresh, signIn } from "./harness/chromium.mjs";
import { device } from "./harness/device.mjs";

test("without script, an alarm is found and taken, and the language changes", async (t) => {
  const machine = await device("Conveyor");
  t.after(() => machine.end());
  const component = `browser-${randomUUID()}`;
  await machine.raise(component);
  await machine.alarm(component, (alarm) => alarm.state === "unacknowledged");
  const page = await signIn(await fresh(t, { javaScriptEnabled: false }), person("worker"));
  await page.locator(".answer").click();
  await page.getByRole("link").filter({ hasText: component }).click();
  await page.getByRole("button", { name: "I take it" }).click();
  await page.getByText("Active, taken").waitFor();
  await page.getByRole("button", { name: "Français" }).click();
  await page.getByText("Active, prise en charge").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "fr");
});
