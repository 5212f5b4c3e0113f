// Signing in and out, with what can stand in the way.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { api, cloud, person, userPool } from "./harness/cloud.mjs";
import { fillSignIn, fresh, signIn } from "./harness/chromium.mjs";

/** Somebody new on the farm, who has a first password that they must change. */
async function invited() {
  const user = { username: `${randomUUID()}@tests.example`, password: "First-password-1", role: "worker" };
  const farms = [{ farmId: "erables", role: "worker" }];
  await api(person("admin"), "POST", "/users", { email: user.username, name: "Test Person", role: "worker", farms });
  const { UserPoolId } = cloud.outputs;
  const named = { UserPoolId, Username: user.username };
  await userPool("AdminSetUserPassword", { ...named, Password: user.password, Permanent: false });
  return user;
}

test("a wrong password is said at the form, which keeps what was typed", async (t) => {
  const page = await (await fresh(t)).newPage();
  await page.goto("/");
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await fillSignIn(page, { username: person("worker").username, password: "Not-the-password-1" });
  await page.getByText("The address or the password is wrong.").waitFor();
  assert.equal(await page.locator("#username").inputValue(), person("worker").username);
  assert.equal(await page.locator("#password").inputValue(), "");
  assert.equal(await page.locator("#password").getAttribute("aria-invalid"), "true");
});

test("the sign-in leads to the page that was asked for, and nowhere else", async (t) => {
  const context = await fresh(t);
  const page = await signIn(context, person("worker"), "/farms/erables/alarms");
  assert.equal(new URL(page.url()).pathname, "/farms/erables/alarms");
  const elsewhere = await signIn(await fresh(t), person("worker"), "//evil.example/");
  assert.equal(new URL(elsewhere.url()).host, new URL(page.url()).host);
});

test("an invited person chooses a password of their own", async (t) => {
  const user = await invited();
  const page = await (await fresh(t, { locale: "fr-CA" })).newPage();
  await page.goto("/sign-in");
  await fillSignIn(page, user);
  await page.waitForURL("**/sign-in/challenge");
  await page.locator("#answer").fill("My-own-password-1");
  await page.getByRole("button", { name: "Continuer" }).click();
  await page.waitForURL("**/farms/erables");
  const again = await signIn(await fresh(t), { ...user, password: "My-own-password-1" });
  assert.equal(new URL(again.url()).pathname, "/farms/erables");
});

test("a forgotten password is replaced by the code that was sent, and by no weak one", async (t) => {
  const user = await invited();
  const named = { UserPoolId: cloud.outputs.UserPoolId, Username: user.username };
  await userPool("AdminSetUserPassword", { ...named, Password: user.password, Permanent: true });
  const page = await (await fresh(t)).newPage();
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgotten password?" }).click();
  await page.locator("#username").fill(user.username);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await page.getByText("a code is on its way", { exact: false }).waitFor();
  await page.locator("#code").fill("000000");
  await page.locator("#password").fill("Another-password-1");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("This code is wrong.").waitFor();
  const code = await codeSentTo(user.username);
  await page.locator("#code").fill(code);
  await page.locator("#password").fill("too-weak");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("This password is too weak", { exact: false }).waitFor();
  await page.locator("#code").fill(code);
  await page.locator("#password").fill("Another-password-1");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Your password is changed.", { exact: false }).waitFor();
  await page.locator("#password").fill("Another-password-1");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/farms/erables");
});

/** The code in the last mail to an address, which the emulator keeps. */
async function codeSentTo(address) {
  const kept = await (await fetch(`${cloud.aws.endpointUrl}/_ministack/ses/messages`)).json();
  const mails = Object.values(kept.messages).flat().map((mail) => JSON.stringify(mail));
  const code = mails.filter((mail) => mail.includes(address)).at(-1)?.match(/\b\d{6}\b/)?.[0];
  assert.ok(code, `no code was sent to ${address}`);
  return code;
}

test("who signs out is out in every tab and every browser, and the back button shows nothing", async (t) => {
  const user = await invited();
  const named = { UserPoolId: cloud.outputs.UserPoolId, Username: user.username };
  await userPool("AdminSetUserPassword", { ...named, Password: user.password, Permanent: true });
  const context = await fresh(t);
  const page = await signIn(context, user);
  const other = await context.newPage();
  await other.goto("/settings");
  await page.goto("/farms/erables/alarms");
  await page.goto("/settings");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.waitForURL("**/sign-in");
  await page.goBack();
  await page.locator("form[action='/sign-in']").waitFor();
  assert.equal(await page.getByText("Érables").count(), 0);
  await other.goto("/farms/erables");
  assert.equal(new URL(other.url()).pathname, "/sign-in");
  const cookies = await context.cookies();
  assert.deepEqual(cookies.filter(({ name }) => name.startsWith("__Host-session")), []);
});
