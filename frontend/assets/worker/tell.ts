// Speaking to the open pages, and to the person where none is open.
import type { Act, ToPage } from "./messages";
import { me } from "./store";

declare const self: ServiceWorkerGlobalScope;

/** Tells all open pages. */
export async function tell(message: ToPage): Promise<void> {
  for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage(message);
}

/** Tells the person that something they did was refused, where they let the site tell them anything. */
export async function tellPerson(act: Act, why: "movedOn" | "gone" | "refused"): Promise<void> {
  const known = await me();
  if (!known || Notification.permission !== "granted") return;
  const url = act.path.replace(/\/[^/]+$/, "");
  await self.registration.showNotification(known.words[why], { body: act.fields["offline"], tag: act.path, data: { url } });
}
