// What the service worker keeps between its lives: who is signed in, and what they did.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Act } from "./messages";

/** Who is signed in, as `GET /offline/me` says. */
export interface Me {
  person: string;
  formToken: string;
  /** Words for messages that come when no page is open. */
  words: { take: string; movedOn: string; gone: string; refused: string };
}

interface Schema extends DBSchema {
  acts: { key: number; value: Act };
  me: { key: "me"; value: Me };
}

let opened: Promise<IDBPDatabase<Schema>> | undefined;

export function store(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>("valmetal", 1, {
    upgrade(database) {
      database.createObjectStore("acts", { keyPath: "id", autoIncrement: true });
      database.createObjectStore("me");
    },
    // The site's data was cleared, or a newer worker wants another version: the next call opens it anew.
    blocking: (_now, _wanted, event) => (event.target as IDBDatabase).close(),
    terminated: () => (opened = undefined),
  });
  return opened;
}

/** Who is signed in, as far as the worker knows. */
export async function me(): Promise<Me | undefined> {
  return (await store()).get("me", "me");
}

/** The acts of whoever is signed in, the oldest first. */
export async function acts(): Promise<Act[]> {
  const known = await me();
  const all = await (await store()).getAll("acts");
  return all.filter((act) => act.person === known?.person);
}
