// A message of the platform while no page is open: shown, opened at its alarm, or taken at once.
import { add, send } from "./acts";
import { badge } from "./badge";
import { me } from "./store";

declare const self: ServiceWorkerGlobalScope;

/** What the platform sends. */
interface Message {
  title: string;
  body: string;
  /** What a click opens. */
  url: string;
  /** A later message of the same tag takes the place of an earlier one. */
  tag: string;
  severity: "critical" | "high" | "medium" | "low";
  /** The occurrence that "I take it" acknowledges, where there is something to take. */
  occurrence: number | null;
}

/** What a shown message remembers. */
type About = Pick<Message, "url"> & Partial<Pick<Message, "title" | "occurrence">>;

/** Browsers know more of notifications than TypeScript does. */
interface Options extends NotificationOptions {
  renotify?: boolean;
  actions?: { action: string; title: string }[];
}

const TAKE = "take";

/** Shows a message. Of nobody who is signed in, none is shown: whoever holds the phone now may be another. */
export async function show({ title, body, url, tag, severity, occurrence }: Message): Promise<void> {
  const known = await me();
  if (!known) return;
  const data: About = { url, title, occurrence };
  const options: Options = {
    body,
    tag,
    data,
    // A critical one stays until somebody has looked.
    requireInteraction: severity === "critical",
    renotify: true,
    actions: occurrence === null ? [] : [{ action: TAKE, title: known.words.take }],
  };
  await self.registration.showNotification(title, options);
  await badge();
}

/** The person touched a message: its alarm is taken, or opened. */
export async function touched({ notification, action }: NotificationEvent): Promise<void> {
  notification.close();
  const { url, title, occurrence } = notification.data as About;
  // The address is the platform's; wherever this worker is from, it opens pages of its own.
  const { pathname, search } = new URL(url, self.location.href);
  if (action === TAKE && occurrence != null) await take(pathname, occurrence, title ?? "");
  else await open(pathname + search);
}

async function take(alarm: string, occurrence: number, title: string): Promise<void> {
  const known = await me();
  if (!known) return open(alarm);
  const fields = { requestKey: crypto.randomUUID(), occurrence: String(occurrence), offline: title };
  const { person } = known;
  await add({ person, path: `${alarm}/acknowledge`, fields, doneAt: Date.now(), state: "queued" });
  // Where it cannot be sent now, it waits as all do.
  await send().catch(() => undefined);
}

async function open(path: string): Promise<void> {
  const [page] = await self.clients.matchAll({ type: "window" });
  if (!page) {
    await self.clients.openWindow(path);
    return;
  }
  await page.navigate(path);
  await page.focus();
}
