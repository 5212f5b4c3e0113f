// The page's part where there may be no network: says how old a kept page is, and what became of what the person did.
import type { Act, Kept, ToPage, ToWorker } from "./worker/messages";

/** How often the badge is counted at most while things happen. */
const BADGE_EVERY_MS = 5_000;

/** How long the way to another page may take: no longer than the service worker waits for it. */
const LEAVING_MS = 12_000;

export function offline(): void {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  workers.register("/sw.js").catch(() => undefined);
  const say = (message: ToWorker) => void workers.ready.then(({ active }) => active?.postMessage(message));

  const keptAt = Number(document.documentElement.dataset.keptAt);
  if (keptAt) sayHowOld(keptAt);

  workers.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
    if (data.kind === "acts") list(data.acts, (id) => say({ kind: "seen", id }));
    else if (data.kind === "kept") listKept(data.kept);
  });
  say({ kind: "send" });
  if (document.getElementById("kept")) say({ kind: "kept" });
  say({ kind: "badge" });

  // Where the person is on the way to another page, a reload would bring them back to this one.
  let isLeaving = false;
  window.addEventListener("beforeunload", () => {
    isLeaving = true;
    // The way may end in a file, which leaves the page where it is.
    setTimeout(() => (isLeaving = false), LEAVING_MS);
  });
  const renew = () => {
    if (keptAt && !isLeaving && !isBeingFilled()) location.reload();
  };
  window.addEventListener("online", () => {
    say({ kind: "send" });
    renew();
  });
  let counted = Date.now();
  document.body.addEventListener("live", () => {
    // The network is there, and the page is still the kept one: the platform was away, or too slow.
    if (navigator.onLine) renew();
    if (Date.now() - counted < BADGE_EVERY_MS) return;
    counted = Date.now();
    say({ kind: "badge" });
  });
}

/** Whether the person has typed something that a new page would lose. */
function isBeingFilled(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input:not([type=hidden])");
  return [...fields].some((field) => field.value !== field.defaultValue);
}

/** A template of the page, to be filled. */
function copy(id: string): HTMLElement | undefined {
  const template = document.getElementById(id);
  if (!(template instanceof HTMLTemplateElement)) return undefined;
  return (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
}

function time(at: number): HTMLTimeElement {
  const shown = document.createElement("time");
  const date = new Date(at);
  const language = document.documentElement.lang;
  shown.dateTime = date.toISOString();
  shown.title = date.toLocaleString(`${language}-CA`);
  const minutes = Math.round((at - Date.now()) / 60_000);
  if (minutes === 0) {
    shown.textContent = document.getElementById("how-old")?.dataset.justNow ?? "";
    return shown;
  }
  const [value, unit] = minutes > -90 ? ([minutes, "minute"] as const) : ([Math.round(minutes / 60), "hour"] as const);
  shown.textContent = new Intl.RelativeTimeFormat(language, { style: "short" }).format(value, unit);
  return shown;
}

function sayHowOld(at: number): void {
  const banner = document.getElementById("how-old");
  if (!banner) return;
  // Where there is a network, it is the platform that does not answer.
  banner.querySelector(`[data-without=${navigator.onLine ? "network" : "platform"}]`)?.remove();
  banner.append(" ", time(at));
  banner.hidden = false;
}

/** What waits, and what became of what waited. */
function list(acts: Act[], seen: (id: number) => void): void {
  const place = document.getElementById("acts");
  if (!place) return;
  const rows = acts.flatMap((act) => {
    const row = copy("act");
    const { id } = act;
    if (!row || id === undefined) return [];
    row.classList.add(act.state);
    // The address of the act's form, without what it does, is the page that it was done on.
    const what = row.querySelector("a")!;
    what.href = act.path.replace(/\/[^/]+$/, "");
    what.textContent = act.fields["offline"] ?? "";
    const state = row.querySelector<HTMLElement>(".state")!;
    state.textContent = state.dataset[act.state] ?? "";
    row.querySelector(".when")!.append(time(act.doneAt));
    const button = row.querySelector("button")!;
    if (act.state === "queued") button.remove();
    else button.addEventListener("click", () => seen(id));
    return [row];
  });
  const waited = place.querySelectorAll(".queued").length;
  place.replaceChildren(...rows);
  // What was sent has changed what this page shows.
  if (waited > place.querySelectorAll(".queued").length) document.body.dispatchEvent(new CustomEvent("live"));
}

function listKept(kept: Kept[]): void {
  const rows = kept.flatMap(({ path, title, at }) => {
    const row = copy("kept-page");
    if (!row) return [];
    const link = row.querySelector("a")!;
    link.href = path;
    link.querySelector(".name")!.textContent = title;
    link.append(time(at));
    return [row];
  });
  document.getElementById("kept")?.replaceChildren(...rows);
}
