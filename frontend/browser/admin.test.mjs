// The administration: people, farms, machines, the alarm catalogue, content; and who has which of its pages.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { api, person } from "./harness/cloud.mjs";
import { fresh, signIn } from "./harness/chromium.mjs";

const DESK = { viewport: { width: 1280, height: 800 } };
const some = () => randomUUID().slice(0, 8);

/** Signs in at a page of the administration. */
async function at(t, path, role = "admin", options = DESK) {
  return signIn(await fresh(t, options), person(role), path);
}

const faults = (page) => page.locator(".fault").allTextContents();

test("an administrator makes a person, corrects what was wrong, gives them a farm more, and deletes them", async (t) => {
  const page = await at(t, "/admin/users/new");
  const mail = `${randomUUID()}@tests.example`;
  await page.getByLabel("E-mail address").fill("nobody@nowhere");
  await page.getByLabel("Name").fill("Look Person");
  await page.locator("[name='farm.0']").selectOption("erables");
  await page.locator("[name='farmRole.0']").selectOption("worker");
  await page.getByRole("button", { name: "Create and invite" }).click();
  await page.getByText("It must look like name@example.com.").waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "Look Person");
  assert.equal(await page.locator("[name='farm.0']").inputValue(), "erables");

  await page.getByLabel("E-mail address").fill(mail);
  await page.getByRole("button", { name: "Create and invite" }).click();
  await page.getByText("The invitation is on its way.").waitFor();
  await page.locator("[name='farm.1']").selectOption("cedar-hill");
  await page.locator("[name='farmRole.1']").selectOption("farmer");
  await page.locator("form[action$='/access'] button").click();
  await page.getByText("Saved.").waitFor();
  assert.deepEqual(await page.locator(".pair .name").allTextContents(), ["Cedar Hill Dairy", "Ferme des Érables"]);

  await page.getByRole("link", { name: /Delete user/ }).click();
  await page.getByText(`${mail} will not be able to sign in any more.`).waitFor();
  await page.getByRole("button", { name: "Delete user" }).click();
  await page.waitForURL("**/admin/users");
  assert.equal(await page.getByText(mail).count(), 0);
});

test("two people who change one farm do not overwrite each other", async (t) => {
  const admin = person("admin");
  const farm = await api(admin, "POST", "/farms", { name: `Look ${some()}`, timezone: "America/Toronto", language: "fr" });
  const page = await at(t, `/admin/farms/${farm.id}`);
  await api(admin, "PATCH", `/farms/${farm.id}`, { name: "Somebody else's name" });
  const form = page.locator("form", { has: page.getByLabel("Time zone") });
  await form.getByLabel("Name").fill("My name");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText(/Somebody else changed it/).waitFor();
  assert.equal(await form.getByLabel("Name").inputValue(), "My name");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "My name");

  await form.getByLabel("Time zone").fill("Mars/Olympus");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("There is no such time zone. America/Toronto is one.").waitFor();
  await page.goto(`/admin/farms/${farm.id}/delete`);
  await page.getByRole("button", { name: "Delete farm" }).click();
  await page.waitForURL("**/admin/farms");
});

test("a machine is added, commissioned with its key shown once, and retired", async (t) => {
  const admin = person("admin");
  const farm = await api(admin, "POST", "/farms", { name: `Look ${some()}`, timezone: "America/Toronto", language: "fr" });
  const page = await at(t, `/admin/farms/${farm.id}`);
  await page.getByLabel("Kind").selectOption("component");
  const add = page.locator("form[action$='/entities']");
  await add.getByLabel("Name").fill("Mélangeur");
  await add.getByRole("button").click();
  await page.getByText("This cannot stand directly below that.").waitFor();
  await add.getByLabel("Kind").selectOption("equipment");
  await add.getByRole("button").click();
  await page.getByText("Saved.").waitFor();

  const name = `look-${some()}`;
  await page.goto(`/admin/commission?farm=${farm.id}`);
  await page.getByLabel("Name as a thing").fill(name);
  await page.getByLabel("Model").fill("mixer-m900");
  await page.getByRole("button", { name: "Commission" }).click();
  await page.getByText("-----BEGIN", { exact: false }).first().waitFor();
  assert.equal(await page.locator(".qr svg").count(), 2);
  assert.match(await page.locator("textarea").last().inputValue(), /PRIVATE KEY/);
  // The same form once more: the key was shown, and nobody has it.
  await page.reload();
  await page.getByText(/its private key was shown once/).waitFor();

  await page.goto(`/admin/things/${name}/retire`);
  await page.getByText("Its certificates end at once").waitFor();
  await page.getByRole("button", { name: "Retire the machine" }).click();
  await page.waitForURL("**/admin/things");
  const [, machine] = (await api(admin, "GET", `/farms/${farm.id}/entities`)).items;
  await page.goto(`/admin/farms/${farm.id}/entities/${machine.id}/delete`);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Saved.").waitFor();
  await api(admin, "DELETE", `/farms/${farm.id}`);
});

test("an on-delay is changed after its what-if on the real journal, put into force, and rolled back", async (t) => {
  const page = await at(t, "/admin/what-if?farm=erables&code=CHARGER_FAULT");
  await page.getByLabel("On-delay").fill("soon");
  await page.getByRole("button", { name: "Ask the journal" }).click();
  await page.getByText("Whole seconds").waitFor();
  assert.equal(await page.getByLabel("Alarm").inputValue(), "CHARGER_FAULT");
  const seconds = 100 + Math.floor(Math.random() * 900);
  await page.getByLabel("On-delay").fill(String(seconds));
  await page.getByRole("button", { name: "Ask the journal" }).click();
  await page.getByRole("link", { name: "Make this change in the catalogue" }).click();
  await page.getByText("The change is made in the document below").waitFor();
  const document = JSON.parse(await page.getByLabel("Document").inputValue());
  const changed = document.definitions.find(({ code }) => code === "CHARGER_FAULT");
  assert.equal(changed.onDelaySeconds, seconds);

  // A number of its own, whatever was kept by others; and a fault first.
  document.version = Math.floor(Date.now() / 1000);
  changed.onDelaySeconds = 99_999;
  await page.getByLabel("Document").fill(JSON.stringify(document, null, 2));
  await page.getByRole("button", { name: "Check" }).click();
  await page.locator("#faults").getByText(/onDelaySeconds/).waitFor();
  assert.match(await page.locator("#faults").textContent(), /CHARGER_FAULT/);
  changed.onDelaySeconds = seconds;
  await page.getByLabel("Document").fill(JSON.stringify(document, null, 2));
  await page.getByRole("button", { name: "Keep as a new version" }).click();
  await page.getByText("The version is kept.").waitFor();
  await page.getByLabel("Reason").fill("Too many calls");
  await page.getByRole("button", { name: /Deploy version/ }).click();
  await page.getByText("The deployment has begun.").waitFor();
  await page.getByLabel("Reason").fill("It was a test");
  await page.getByRole("button", { name: "Roll back" }).click();
  await page.getByText("The deployment has begun.").waitFor();
  assert.deepEqual(await faults(page), []);
});

test("an article is previewed without what could do harm, published, and taken back", async (t) => {
  const page = await at(t, "/admin/articles/new");
  await page.locator("[name='texts.en.title']").fill(`Look ${some()}`);
  await page.locator("[name='texts.en.body']").fill("# Knives\n\n**Sharp** <script>document.title = 'owned'</script>");
  await page.locator("[name='texts.fr.title']").fill("Couteaux");
  await page.locator("[name='texts.fr.body']").fill("**Tranchants**");
  await page.getByRole("button", { name: "Preview" }).click();
  await page.locator(".preview strong", { hasText: "Sharp" }).waitFor();
  assert.equal(await page.locator(".preview script").count(), 0);
  assert.doesNotMatch(await page.title(), /owned/);
  await page.getByRole("button", { name: "Save the draft" }).click();
  await page.getByText("Saved.").waitFor();
  await page.getByRole("button", { name: "Publish the draft" }).click();
  await page.getByText("The draft is published.").waitFor();
  await page.getByRole("button", { name: "Take back" }).click();
  await page.getByText("Nobody reads it any more.").waitFor();
  await page.getByRole("link", { name: /Delete article/ }).click();
  await page.getByRole("button", { name: "Delete article" }).click();
  await page.waitForURL("**/admin/articles");
});

test("a query that the index does not take is said at its field", async (t) => {
  const page = await at(t, "/admin/things", "technician");
  await page.getByLabel("Search the fleet").fill("attributes.model:mixer-*");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: "mixer-erables-01" }).click();
  await page.getByRole("heading", { name: "Registry" }).waitFor();
  await page.goto("/admin/things?q=(");
  assert.match((await faults(page)).join(" "), /This is not a query/);
  assert.equal(await page.getByLabel("Search the fleet").inputValue(), "(");
});

test("a technician has some of the pages, a worker none", async (t) => {
  const page = await at(t, "/admin", "technician");
  const sections = await page.locator(".sections a").allTextContents();
  assert.ok(sections.includes("Machines") && sections.includes("What if?"), String(sections));
  assert.ok(!sections.includes("Users") && !sections.includes("Alarm catalogue"), String(sections));
  assert.equal((await page.goto("/admin/users")).status(), 403);
  await page.getByText("Not for you to see").waitFor();
  const worker = await at(t, "/", "worker");
  assert.equal(await worker.getByRole("link", { name: "Administration" }).count(), 0);
  assert.equal((await worker.goto("/admin/users")).status(), 403);
});
