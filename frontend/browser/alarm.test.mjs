// An alarm from the machine to the person who takes it, as pages show it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { api, person } from "./harness/cloud.mjs";
import { fresh, post, signIn } from "./harness/chromium.mjs";
import { device } from "./harness/device.mjs";

let machine;
before(async () => (machine = await device("Silo")));
after(() => machine?.end());

const named = () => `browser-${randomUUID()}`;
const waits = (alarm) => alarm.state === "unacknowledged";

test("a failure comes up on the open page, is read, taken, and the farm calms", async (t) => {
  const component = named();
  const context = await fresh(t);
  const page = await signIn(context, person("worker"), "/farms/erables/alarms");
  await page.getByText("Live", { exact: true }).waitFor();
  const row = page.getByRole("link").filter({ hasText: component });
  assert.equal(await row.count(), 0);

  const raised = Date.now();
  await machine.raise(component);
  await row.waitFor();
  t.diagnostic(`from the machine to the open page: ${Date.now() - raised} ms`);

  const farm = await context.newPage();
  await farm.goto("/farms/erables");
  const waiting = farm.locator(".tree li.waits").filter({ hasText: machine.name });
  await waiting.waitFor();

  await row.click();
  await page.getByRole("heading", { name: "What to do" }).waitFor();
  assert.ok((await page.locator(".fix ol li").count()) > 0, "the fix card has steps");
  assert.ok((await page.locator(".fix p").first().textContent()).length > 20, "it says the cause");
  await page.getByRole("button", { name: "I take it" }).click();
  await page.getByText("Active, taken").waitFor();
  await page.locator("#journal").getByText("took it").waitFor();
  assert.equal(await page.getByRole("button", { name: "I take it" }).count(), 0);

  const { id } = await machine.alarm(component);
  const alarm = await api(person("worker"), "GET", `/alarms/${encodeURIComponent(id)}`);
  assert.equal(alarm.state, "acknowledged");
  await machine.clear(component);
  await page.getByText("Over since").waitFor();
  await waiting.waitFor({ state: "detached" });
});

test("a form that is sent twice acts once, and a page that is too old is told how it is now", async (t) => {
  const component = named();
  await machine.raise(component);
  const { id } = await machine.alarm(component, waits);
  const path = `/alarms/${encodeURIComponent(id)}`;
  const context = await fresh(t);
  const page = await signIn(context, person("worker"), path);
  const stale = await context.newPage();
  await stale.goto(path);

  const form = await page.locator("form[data-act=comment]").evaluate((element) => {
    const fields = Object.fromEntries(new FormData(element));
    return { action: element.getAttribute("action"), fields: { ...fields, comment: "seen twice" } };
  });
  for (const _ of ["once", "twice"]) assert.equal(await post(context, form.action, form.fields), 303);
  await page.reload();
  assert.equal(await page.locator("#journal").getByText("seen twice").count(), 1);

  await page.getByRole("button", { name: "I take it" }).click();
  await page.getByText("Active, taken").waitFor();
  await machine.clear(component);
  await machine.alarm(component, (alarm) => alarm.condition === "inactive");
  await machine.raise(component);
  await machine.alarm(component, waits);
  // The other tab still shows the first occurrence in its form.
  const answer = stale.waitForResponse((response) => response.request().method() === "POST");
  await stale.getByRole("button", { name: "I take it" }).click();
  assert.equal((await answer).status(), 409);
  await stale.getByText("The alarm has moved on since you saw it.", { exact: false }).waitFor();
  assert.equal((await machine.alarm(component, waits)).state, "unacknowledged");
  await stale.getByRole("button", { name: "I take it" }).click();
  await stale.getByText("Active, taken").waitFor();
});

test("a form of another session, or of another site, changes nothing", async (t) => {
  const component = named();
  await machine.raise(component);
  const { id, occurrence } = await machine.alarm(component, waits);
  const action = `/alarms/${encodeURIComponent(id)}/acknowledge`;
  const context = await fresh(t);
  const page = await signIn(context, person("worker"), `/alarms/${encodeURIComponent(id)}`);
  const fields = { requestKey: randomUUID(), occurrence };
  assert.equal(await post(context, action, { ...fields, formToken: randomUUID() }), 403);
  const formToken = await page.locator("form[data-act=acknowledge] [name=formToken]").inputValue();
  assert.equal(await post(context, action, { ...fields, formToken }, "https://evil.example"), 403);
  assert.equal((await machine.alarm(component)).state, "unacknowledged");
});

test("markup in what people and machines say stays text", async (t) => {
  const component = named();
  await machine.raise(component);
  const { id } = await machine.alarm(component, waits);
  const page = await signIn(await fresh(t), person("worker"), `/alarms/${encodeURIComponent(id)}`);
  const markup = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>&amp;"'`;
  await page.locator("#comment").fill(markup);
  await page.getByRole("button", { name: "Add comment" }).click();
  const said = page.locator("#journal q").filter({ hasText: "onerror" });
  await said.waitFor();
  assert.equal(await said.textContent(), markup);
  assert.equal(await page.locator("#journal img").count(), 0);
  assert.ok(!(await page.title()).includes("owned"));
});

test("what is not there, or not one's own, is not found", async (t) => {
  const page = await signIn(await fresh(t), person("worker"));
  for (const path of ["/alarms/erables.nothing", "/farms/cedar-hill", "/farms/nowhere/alarms", "/nothing"]) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 404, path);
    await page.getByRole("heading", { name: "Not found" }).waitFor();
  }
});

test("with the keyboard alone and in French, somebody signs in, finds the alarm and takes it", async (t) => {
  const component = named();
  await machine.raise(component);
  await machine.alarm(component, waits);
  const context = await fresh(t, { locale: "fr-CA" });
  const page = await context.newPage();
  const focused = (selector) => page.evaluate((it) => document.activeElement?.matches(it) ?? false, selector);
  /** Presses Tab until the focus is on what is looked for; nothing on a page is further away than this. */
  const tabTo = async (selector) => {
    for (let presses = 0; presses < 150; presses++) {
      if (await focused(selector)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`${selector} cannot be reached by the keyboard`);
  };
  await page.goto("/sign-in");
  await page.keyboard.press("Tab");
  assert.ok(await focused("a.skip"), "the first stop leads to the content");
  const { username, password } = person("worker");
  await tabTo("#username");
  await page.keyboard.type(username);
  await tabTo("#password");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/farms/erables");
  await tabTo(".answer");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/alarms**");
  const row = page.locator(".row.alarm").filter({ hasText: component });
  const address = await row.getAttribute("href");
  await tabTo(`a[href="${address}"]`);
  const outline = await row.evaluate((element) => getComputedStyle(element).outlineStyle);
  assert.notEqual(outline, "none", "the focus can be seen");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${address}`);
  await tabTo("form[data-act=acknowledge] button");
  await page.keyboard.press("Enter");
  await page.getByText("Active, prise en charge").waitFor();
});
