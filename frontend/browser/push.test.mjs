// Alarms that come while no page is looked at. Chromium's own push service cannot be reached from here: the page is given one
// on this machine, the platform posts to it, and what it posted is handed to the service worker as Chromium would.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { WEB, api, eventually, person } from "./harness/cloud.mjs";
import { fresh, installed, signIn } from "./harness/chromium.mjs";
import { device } from "./harness/device.mjs";
import { pushService } from "./harness/push-service.mjs";

let machine;
before(async () => (machine = await device("Robot")));
after(() => machine?.end());

/** Fails an own part of the machine, and answers its alarm. */
async function failure() {
  const component = `browser-${randomUUID()}`;
  await machine.raise(component);
  return machine.alarm(component, ({ state }) => state === "unacknowledged");
}

/** Hands a message to the page's service worker. */
async function deliver(context, page, message) {
  const session = await context.newCDPSession(page);
  const registered = new Promise((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(({ isDeleted }) => !isDeleted);
      if (own) resolve(own.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const { origin } = new URL(page.url());
  const data = JSON.stringify(message);
  await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await registered, data });
}

/** The notifications that are shown. */
const shown = (page) =>
  page.evaluate(async () => {
    const all = await (await navigator.serviceWorker.ready).getNotifications();
    return all.map(({ title, body, tag, data, actions }) => ({ title, body, tag, data, actions }));
  });

/** Touches a notification, or a button of it: what no test can do with a finger. */
const touch = (worker, tag, action) =>
  worker.evaluate(
    async ({ tag, action }) => {
      const [notification] = await self.registration.getNotifications({ tag });
      self.dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
    },
    { tag, action },
  );

test("a browser that asks is told of an alarm, opens it, takes the next one, and is told no more", async (t) => {
  const service = await pushService(t);
  const context = await fresh(t, { permissions: ["notifications"] });
  await context.addInitScript((subscription) => {
    PushManager.prototype.subscribe = async (options) => {
      if (!options.userVisibleOnly || !options.applicationServerKey) throw new TypeError("not as Chromium wants it");
      return subscription;
    };
  }, service.subscription);
  const page = await signIn(context, person("worker"), "/settings");
  await installed(page);
  const browsers = page.locator("form[action^='/push/']");
  const before = await browsers.count();
  await page.getByRole("button", { name: "Tell me on this device" }).click();
  await eventually("one more browser in the list", async () => (await browsers.count()) === before + 1);
  const [worker] = context.serviceWorkers();
  await worker.evaluate(() => (navigator.setAppBadge = async (count) => void (self.shownBadge = count)));

  const first = await failure();
  // While many alarms of a farm are open, the platform sends one message of all: the test message comes in any case. What an
  // alarm's says instead, the tests of the platform read.
  await api(person("worker"), "POST", "/subscriptions/test", { farmId: "erables", channel: "push" });
  const sent = await service.message("the test message", ({ occurrence }) => occurrence === null);
  const messageOf = ({ id, title, occurrence }) => ({ ...sent, title, tag: id, url: `${WEB}/alarms/${id}`, occurrence });
  const message = messageOf(first);
  await deliver(context, page, message);
  const [notification] = await eventually("the notification", async () => {
    const all = await shown(page);
    return all.length > 0 && all;
  });
  assert.equal(notification.tag, first.id);
  assert.equal(notification.title, message.title);
  assert.deepEqual(notification.actions.map(({ title }) => title), ["I take it"]);
  const badge = await eventually("the badge", () => worker.evaluate(() => self.shownBadge));
  assert.ok(badge >= 1, `${badge} alarms are open`);

  await touch(worker, first.id, "");
  await page.waitForURL(`**/alarms/${encodeURIComponent(first.id)}`);
  assert.deepEqual(await shown(page), []);
  await page.getByRole("button", { name: "I take it" }).click();
  await page.getByText("Active, taken").waitFor();

  const second = await failure();
  await deliver(context, page, messageOf(second));
  await eventually("the notification", async () => (await shown(page)).length === 1);
  await touch(worker, second.id, "take");
  await machine.alarm(second.component, ({ state }) => state === "acknowledged");

  await page.goto("/settings");
  const { settings } = await api(person("worker"), "GET", "/subscriptions");
  assert.equal(settings.flatMap(({ push }) => push?.browsers ?? []).length, before + 1);
  await browsers.filter({ hasText: "127.0.0.1" }).last().getByRole("button").click();
  await eventually("the browser to be gone", async () => (await browsers.count()) === before);
});

test("a browser that does not allow it says so", async (t) => {
  const context = await fresh(t);
  await context.addInitScript(() => (Notification.requestPermission = async () => "denied"));
  const page = await signIn(context, person("worker"), "/settings");
  await page.getByRole("button", { name: "Tell me on this device" }).click();
  await page.getByText("Allow notifications for this site in its settings.", { exact: false }).waitFor();
});
