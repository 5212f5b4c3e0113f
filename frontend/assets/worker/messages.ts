// What pages and the service worker tell each other.

/** Something that a person did, and what became of it. */
export interface Act {
  /** Grows: acts are sent in the order in which they were done. */
  id?: number;
  /** Who did it. Nobody else sends it. */
  person: string;
  /** Where its form is posted to. */
  path: string;
  /** What its form said, without the token of the session, which may be another when it is sent. */
  fields: Record<string, string>;
  /** When it was done, as milliseconds since 1970. */
  doneAt: number;
  /** Whether it waits, was sent, or was refused: because its object has moved on, is gone, or for another reason. */
  state: "queued" | "sent" | "movedOn" | "gone" | "refused";
}

/** A page that is kept. */
export interface Kept {
  path: string;
  title: string;
  /** When it was so, as milliseconds since 1970. */
  at: number;
}

/** What a page says. */
export type ToWorker =
  /** It is there, or the network is back: what waits is to be sent. */
  | { kind: "send" }
  /** Something happened: the badge may be old. */
  | { kind: "badge" }
  /** It wants to know which pages are kept. */
  | { kind: "kept" }
  /** The person has read what became of an act. */
  | { kind: "seen"; id: number };

/** What the worker says. */
export type ToPage = { kind: "acts"; acts: Act[] } | { kind: "kept"; kept: Kept[] };
