// Who is signed in. The server knows; what the worker knows of it may be old, and is never of somebody else.
import { forgetPages } from "./pages";
import { type Me, me, store } from "./store";
import { wake } from "./wake";

/** Asks the server who is signed in; nobody, where somebody must sign in first. Throws where it cannot be asked. */
export async function askWho(): Promise<Me | undefined> {
  const answer = await fetch("/offline/me", { cache: "no-store" });
  if (answer.status === 401) return undefined;
  if (!answer.ok) throw new Error(`/offline/me answers ${answer.status}`);
  const now = (await answer.json()) as Me;
  await (await store()).put("me", now, "me");
  return now;
}

/** A page is this person's: what another one left is not for them. */
export async function becomes(person: string): Promise<void> {
  if ((await me())?.person === person) return;
  await forgetPages();
  await askWho();
  // A wake-up while nobody was signed in has sent nothing. The page that is being kept does not wait for the next one.
  void wake();
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
