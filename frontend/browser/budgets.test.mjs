// How many bytes pages take, as they come compressed: a barn's network is slow. Counts, and no times.
import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { person } from "./harness/cloud.mjs";
import { fresh, installed, signIn } from "./harness/chromium.mjs";
import { crawl } from "./harness/crawl.mjs";

const KB = 1024;
const FIRST_VISIT = 60 * KB;
const LATER_PAGE = 12 * KB;
const SCRIPT = 20 * KB;
/** What draws plots comes once, with the first of them. */
const PLOTS = /\/assets\/plots-/;

/** Counts what the network brings while `visit` goes on: bytes by address. What comes uncompressed is counted as CloudFront
    would send it. */
async function counted(context, visit) {
  const answers = [];
  const note = (answer) => answers.push(answer);
  context.on("response", note);
  await visit();
  context.off("response", note);
  const bytes = new Map();
  for (const answer of answers) {
    const { pathname } = new URL(answer.url());
    if (answer.status() !== 200 || answer.fromServiceWorker() || pathname === "/live") continue;
    const headers = answer.headers();
    const isText = /text|javascript|json|svg/.test(headers["content-type"] ?? "");
    const isCompressed = headers["content-encoding"] !== undefined;
    const size = isText && !isCompressed ? brotliCompressSync(await answer.body()).length : Number(headers["content-length"]);
    assert.ok(size > 0, `${pathname} has no length`);
    // What the service worker keeps of what the page has just had comes from the browser's own cache.
    bytes.set(pathname, size);
  }
  return bytes;
}

const sum = (bytes, which = () => true) =>
  [...bytes].filter(([path]) => which(path)).reduce((total, [, size]) => total + size, 0);

/** The cookies of somebody who is signed in, in a browser that has kept nothing. */
async function cold(t, user) {
  const other = await fresh(t);
  await signIn(other, user);
  const context = await fresh(t);
  await context.addCookies(await other.cookies());
  return context;
}

for (const [what, path] of [["the farm", "/farms/erables"], ["the alarm list", "/farms/erables/alarms?view=history"]]) {
  test(`a first visit that begins with ${what}`, async (t) => {
    const context = await cold(t, person("worker"));
    const page = await context.newPage();
    const bytes = await counted(context, async () => {
      await page.goto(path);
      await installed(page);
      await page.waitForLoadState("networkidle").catch(() => undefined);
    });
    const [all, script] = [sum(bytes), sum(bytes, (name) => name.endsWith(".js") && name !== "/sw.js")];
    t.diagnostic(`everything ${all} bytes, script ${script}: ${JSON.stringify(Object.fromEntries(bytes))}`);
    assert.ok(bytes.size >= 3, "the page and its assets were counted");
    assert.ok(all <= FIRST_VISIT, `${all} bytes`);
    assert.ok(script > 0 && script <= SCRIPT, `${script} bytes of script`);
  });
}

test("later pages, of every kind", async (t) => {
  const context = await fresh(t);
  const page = await signIn(context, person("technician"));
  await installed(page);
  const { pages } = await crawl(page);
  const sizes = [];
  for (const [kind, address] of pages) {
    const bytes = await counted(context, () => page.goto(address));
    sizes.push([kind, sum(bytes, (path) => !PLOTS.test(path))]);
  }
  sizes.sort(([, one], [, other]) => other - one);
  t.diagnostic(`the largest: ${sizes.slice(0, 5).map(([kind, size]) => `${kind} ${size}`).join(", ")}`);
  assert.ok(sizes.length >= 5 && sizes.every(([, size]) => size > 0), "pages were counted");
  assert.deepEqual(sizes.filter(([, size]) => size > LATER_PAGE), []);
});
