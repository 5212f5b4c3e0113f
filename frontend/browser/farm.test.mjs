// What people do on a farm besides its alarms: commands, maintenance, documents.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { api, eventually, person } from "./harness/cloud.mjs";
import { fresh, installed, offline, signIn } from "./harness/chromium.mjs";
import { device } from "./harness/device.mjs";

let machine;
before(async () => (machine = await device("Mixer")));
after(() => machine?.end());

test("a farmer asks a machine for another setting and sees that it did it; a worker may not ask", async (t) => {
  await machine.obey({ mixerSpeed: 20 });
  const path = `/farms/erables/equipment/${machine.entityId}`;
  const page = await signIn(await fresh(t), person("farmer"), path);
  await eventually("the machine's settings", async () => {
    await page.reload();
    return (await page.locator("#command").count()) === 1;
  });
  await page.getByText("Change a setting").click();
  await page.locator("#setting").selectOption("mixerSpeed");
  await page.locator("#value").fill("24");
  await page.locator("#reason").fill("the ration is longer now");
  await page.locator("#command button").click();
  // It is renewed on the open page, without anything being touched.
  await page.locator("#now dd").getByText("24", { exact: true }).waitFor();
  await page.reload();
  await page.getByText("What was asked before").click();
  await page.getByText("mixerSpeed → 24").waitFor();

  const worker = await signIn(await fresh(t), person("worker"), path);
  await worker.getByText("24", { exact: true }).first().waitFor();
  assert.equal(await worker.locator("#command").count(), 0);
});

/** Something to be done on the machine, as an own task. */
async function task() {
  const title = `Grease ${randomUUID()}`;
  const dueOn = new Date().toISOString().slice(0, 10);
  const made = await api(person("farmer"), "POST", "/farms/erables/maintenance/tasks", {
    entityId: machine.entityId, title, dueOn,
  });
  return { title, id: made.id, path: `/farms/erables/maintenance/tasks/${made.id}` };
}

test("maintenance is done, with what was used", async (t) => {
  const { title, path } = await task();
  const page = await signIn(await fresh(t), person("worker"), "/farms/erables/maintenance");
  await page.getByRole("link").filter({ hasText: title }).first().click();
  await page.waitForURL(`**${path}`);
  await page.locator("#note").fill("two <b>grease</b> nipples were dry");
  await page.locator("form[data-act=done] button.primary").click();
  await page.waitForURL("**/farms/erables/maintenance");
  await page.goto(path);
  await page.getByText("two <b>grease</b> nipples were dry").waitFor();
  assert.equal(await page.locator("form[data-act=done]").count(), 0);
});

test("maintenance done where there is no network waits, and is kept once", async (t) => {
  const { path } = await task();
  const context = await fresh(t);
  const page = await signIn(context, person("worker"), "/farms/erables");
  await installed(page);
  await page.goto(path);
  await offline(context, true);
  await page.locator("#note").fill("done in the far barn");
  await page.locator("form[data-act=done] button.primary").click();
  await page.locator("#acts .queued").waitFor();
  await offline(context, false);
  await page.locator("#acts .sent").waitFor();
  await page.goto(path);
  await page.getByText("done in the far barn").first().waitFor();
});

test("a farmer adds a person by their mail address, and what is wrong with it is said at the field", async (t) => {
  const name = `Added ${randomUUID()}`;
  const page = await signIn(await fresh(t, { locale: "fr-CA" }), person("farmer"), "/farms/erables/members");
  await page.getByRole("link", { name: "Ajouter une personne" }).click();
  const fields = { email: page.getByLabel("Adresse courriel"), name: page.getByLabel("Nom") };
  const invite = page.getByRole("button", { name: "Inviter" });
  const fault = (text) => page.locator("#email-fault").getByText(text).waitFor();
  await fields.email.fill(person("worker").username);
  await fields.name.fill(name);
  await invite.click();
  await fault("Cette personne fait déjà partie de la ferme.");
  assert.equal(await fields.name.inputValue(), name);
  await page.getByRole("button", { name: "EN: English" }).click();
  await page.locator("html[lang=en]").waitFor();
  await page.goto("/farms/erables/members");
  await page.getByRole("link", { name: "Add a person" }).click();
  await page.locator("form.card").evaluate((form) => (form.noValidate = true));
  await page.getByLabel("E-mail address").fill("nobody");
  await page.locator("#name").fill(name);
  await page.getByRole("button", { name: "Invite" }).click();
  await fault("It must look like name@example.com.");
  await page.getByLabel("E-mail address").fill(`added-${randomUUID()}@tests.example`);
  await page.getByRole("button", { name: "Invite" }).click();
  await page.waitForURL("**/farms/erables/members");
  await page.getByRole("link").filter({ hasText: name }).getByText("Worker").waitFor();

  const { items } = await api(person("farmer"), "GET", "/farms/erables/members");
  const { userId } = items.find((member) => member.name === name);
  await api(person("admin"), "DELETE", `/users/${userId}`);
});

test("a document goes up and comes down the same, and a worker may read it", async (t) => {
  const name = `manual-${randomUUID()}.pdf`;
  const content = Buffer.from(`%PDF-1.4\n% ${name}\n%%EOF\n`);
  const page = await signIn(await fresh(t), person("farmer"), "/farms/erables/documents");
  await page.locator("#kind").selectOption("manual");
  await page.locator("#file").setInputFiles({ name, mimeType: "application/pdf", buffer: content });
  await page.locator("#upload button").click();
  await page.getByRole("link").filter({ hasText: name }).first().waitFor();

  const worker = await signIn(await fresh(t), person("worker"), "/farms/erables/documents");
  const download = worker.waitForEvent("download");
  await worker.getByRole("link").filter({ hasText: name }).first().click();
  assert.deepEqual(readFileSync(await (await download).path()), content);
  assert.equal(await worker.locator("#upload").count(), 0);

  await page.getByRole("link", { name: `Delete: ${name}` }).click();
  await page.locator("main form button").first().click();
  await page.waitForURL("**/documents");
  assert.equal(await page.getByText(name).count(), 0);
});
