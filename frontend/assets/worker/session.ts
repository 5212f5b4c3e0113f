// Who is signed in. The server knows; what the worker knows of it may be old, and is never of somebody else.
import { ask, forgetPages } from "./pages";
import { type Me, me, store } from "./store";
import { wake } from "./wake";

/** What changes who is signed in, or what is kept of them, comes one after the other: a page of somebody new would else forget
 * one that is just being kept, and a page that comes late would outlive a sign-out. */
let last: Promise<unknown> = Promise.resolve();
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = last.then(work, work);
  last = next;
  return next;
}

/** Asks the server who is signed in; nobody, where somebody must sign in first. Throws where it cannot be asked. */
export async function askWho(): Promise<Me | undefined> {
  const answer = await ask("/offline/me", { cache: "no-store" });
  if (answer.status === 401) return undefined;
  if (!answer.ok) throw new Error(`/offline/me answers ${answer.status}`);
  const now = (await answer.json()) as Me;
  await (await store()).put("me", now, "me");
  return now;
}

/** A page is this person's: what another one left is not for them. Whether they are still signed in. */
export async function becomes(person: string): Promise<boolean> {
  if ((await me())?.person === person) return true;
  await forgetPages();
  if ((await askWho())?.person !== person) return false;
  // A wake-up while nobody was signed in has sent nothing. The page that is being kept does not wait for the next one.
  void wake();
  return true;
}

/** Nobody is signed in any more: their pages go. What they did and was not sent waits for them. */
export async function isNobody(): Promise<void> {
  if (!(await me())) return;
  await forgetPages();
  await (await store()).delete("me", "me");
}

/** Somebody signs out: nothing of theirs stays. */
export async function forget(): Promise<void> {
  const database = await store();
  await Promise.all([forgetPages(), database.clear("acts"), database.clear("me")]);
}
