// The service worker: pages where there is no network, acts that wait for it, messages while no page is open.
import { form, seen, send, told, waits } from "./acts";
import { badge } from "./badge";
import type { ToWorker } from "./messages";
import { file, keptPages, page, prepare } from "./pages";
import { show, touched } from "./push";
import { forget, inTurn } from "./session";
import { SYNC } from "./wake";

declare const self: ServiceWorkerGlobalScope;

/** Later, or at the next page, is early enough: nothing hangs on it. */
const whenever = (work: Promise<unknown>) => work.catch(() => undefined);

self.addEventListener("install", (event) => {
  event.waitUntil(prepare().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && pathname === "/sign-out") {
    event.respondWith(signOut(event));
  } else if (request.method === "POST" && request.mode === "navigate") {
    const isText = request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded");
    if (isText) event.respondWith(form(request));
  } else if (request.method === "GET" && pathname.startsWith("/assets/")) {
    event.respondWith(file(request));
  } else if (request.method === "GET" && (request.mode === "navigate" || request.headers.has("hx-request"))) {
    event.respondWith(page(event));
  }
});

/** Signs out. What was done and cannot be sent would be lost: then the page asks first, and says so in its form. */
async function signOut(event: FetchEvent): Promise<Response> {
  const sent = event.request.clone();
  const mayLose = new URLSearchParams(await event.request.text()).has("unsent");
  if (!mayLose && (await waits().catch(() => false))) return Response.redirect("/settings#unsent", 303);
  const answer = await fetch(sent);
  await whenever(forget());
  // A page that is just being kept is kept after that: once more, when its turn is over.
  event.waitUntil(whenever(inTurn(forget)));
  return answer;
}

self.addEventListener("message", (event) => {
  const said = event.data as ToWorker;
  const work: Record<ToWorker["kind"], () => Promise<unknown>> = {
    send: () => told().then(send),
    badge,
    kept: async () => event.source?.postMessage({ kind: "kept", kept: await keptPages() }),
    seen: () => (said.kind === "seen" ? seen(said.id) : Promise.resolve()),
  };
  event.waitUntil(whenever(work[said.kind]()));
});

// TypeScript does not know it: some browsers wake a worker when the network is back.
self.addEventListener("sync" as "message", (event) => {
  if ((event as unknown as { tag: string }).tag === SYNC) event.waitUntil(send());
});

self.addEventListener("push", (event) => {
  if (event.data) event.waitUntil(show(event.data.json()));
});

self.addEventListener("notificationclick", (event) => {
  event.waitUntil(touched(event));
});
