// The pages that a person has seen, as they were last: shown where the network, or the platform, does not answer.
import type { Kept } from "./messages";
import { becomes, inTurn, isNobody } from "./session";

/** The files that every page needs, named by their content: put here by the build. */
declare const ASSETS: string[];

const PAGES = "pages";
const FILES = "files";
const OFFLINE = "/offline";

/** How many pages are kept: more than a person sees of a farm in a day. */
const MOST = 60;

/** How long a page may take before the kept one is shown. The server itself gives the API 8 seconds. */
const PATIENCE_MS = 12_000;

/** What the server says a page is of; without it, a page is nobody's and is not kept. */
const PERSON = "valmetal-person";
/** When a kept page was so, as milliseconds since 1970. */
const AT = "valmetal-at";

const isAway = (answer: Response) => [502, 503, 504].includes(answer.status);

/** Asks the network, for as long as a person would wait. */
export const ask = (request: Request | string, init?: RequestInit): Promise<Response> =>
  fetch(request, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });

/** Keeps what no page is without, and drops what older pages needed. */
export async function prepare(): Promise<void> {
  const files = await caches.open(FILES);
  await files.addAll(ASSETS);
  const old = (await files.keys()).filter(({ url }) => !ASSETS.includes(new URL(url).pathname));
  await Promise.all(old.map((request) => files.delete(request)));
}

/** A style, script or picture: never changes, so the kept one is right. */
export async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: FILES })) ?? fetch(request);
}

/** A page: as it is now, or else as it was last, or else the page that says which ones there are. */
export async function page(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const isRenewal = request.mode !== "navigate";
  try {
    const answer = await ask(request);
    if (isAway(answer) && !isRenewal) return (await kept(request)) ?? answer;
    const served = answer.clone();
    event.waitUntil(inTurn(() => keep(request, served)));
    return answer;
  } catch (error) {
    // A part that cannot be renewed stays as it is, and the page says that it is not live.
    if (isRenewal) throw error;
    return (await kept(request)) ?? (await kept(new Request(OFFLINE))) ?? Response.error();
  }
}

async function kept(request: Request): Promise<Response | undefined> {
  return caches.match(request.url, { cacheName: PAGES });
}

async function keep(request: Request, answer: Response): Promise<void> {
  if (!answer.headers.get("content-type")?.startsWith("text/html")) return;
  const person = answer.headers.get(PERSON);
  if (!person) {
    // Only a page to sign in on says that nobody is signed in; others may simply not be worth keeping.
    if (new URL(answer.url).pathname === "/sign-in") await isNobody();
    return;
  }
  if (!answer.ok || answer.redirected) return;
  if (!(await becomes(person))) return;
  const html = await answer.text();
  await put(request.url, html, answer.headers);
  const language = html.match(/<html lang="(\w+)"/)?.[1];
  if (language && language !== (await kept(new Request(OFFLINE)))?.headers.get("content-language")) await keepOffline();
  await dropOldest();
}

/** The page that stands in for those that are not kept; in the person's language, which they may change. */
async function keepOffline(): Promise<void> {
  const answer = await ask(OFFLINE);
  if (answer.ok && answer.headers.has(PERSON)) await put(OFFLINE, await answer.text(), answer.headers);
}

/** Marks the page with its time, so that it can say how old it is. */
async function put(url: string, html: string, served: Headers): Promise<void> {
  const at = String(Date.now());
  const marked = html.replace("<html ", `<html data-kept-at="${at}" `);
  const headers = new Headers(served);
  headers.set(AT, at);
  // What the network did to it is undone.
  headers.delete("content-encoding");
  headers.delete("content-length");
  headers.set("content-language", html.match(/<html lang="(\w+)"/)?.[1] ?? "");
  const pages = await caches.open(PAGES);
  // Put last, so that the first of the cache is the oldest.
  await pages.delete(url);
  await pages.put(url, new Response(marked, { headers }));
}

async function dropOldest(): Promise<void> {
  const pages = await caches.open(PAGES);
  const all = (await pages.keys()).filter(({ url }) => new URL(url).pathname !== OFFLINE);
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((request) => pages.delete(request)));
}

/** The kept pages, the newest first. */
export async function keptPages(): Promise<Kept[]> {
  const pages = await caches.open(PAGES);
  const found = (await pages.keys()).map(async (request): Promise<Kept | undefined> => {
    const { pathname, search } = new URL(request.url);
    const answer = await pages.match(request);
    if (!answer || pathname === OFFLINE) return undefined;
    return { path: pathname + search, title: titleOf(await answer.text()), at: Number(answer.headers.get(AT)) };
  });
  return (await Promise.all(found)).filter((kept) => kept !== undefined).reverse();
}

/** A worker has no parser; our templates write what is special in HTML as numbers. */
function titleOf(html: string): string {
  const title = html.match(/<title>(.*?)( · Valmetal)?<\/title>/s)?.[1] ?? "";
  return title.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

export async function forgetPages(): Promise<void> {
  await caches.delete(PAGES);
}
