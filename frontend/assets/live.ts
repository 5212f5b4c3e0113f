// Listens to what happens and lets the page renew its parts, by the event `live` on the body. Where the stream cannot be
// had, the page asks now and again, and says that it is not live. A part that is as it was is left alone.

const AGAIN_MS = 15_000;

export function live(): void {
  const sign = document.getElementById("live");
  if (!sign) return;

  let asking: number | undefined;
  const renew = () => document.body.dispatchEvent(new CustomEvent("live"));
  const say = (isLive: boolean) => {
    sign.textContent = (isLive ? sign.dataset.live : sign.dataset.notLive) ?? "";
    window.clearInterval(asking);
    if (!isLive) asking = window.setInterval(renew, AGAIN_MS);
  };

  const listen = () => {
    const events = new EventSource("/live");
    events.onopen = () => {
      say(true);
      // Whatever happened while nobody listened.
      renew();
    };
    events.onmessage = renew;
    for (const name of ["alarm", "indicator", "reset"]) events.addEventListener(name, renew);
    events.onerror = () => {
      say(false);
      // The browser tries again by itself, unless it was told that there is no stream.
      if (events.readyState === EventSource.CLOSED) window.setTimeout(listen, AGAIN_MS);
    };
  };
  listen();
  document.body.addEventListener("htmx:beforeSwap", leaveAlone as EventListener);
}

/** What htmx says of an answer, as far as it matters here. */
interface Answered {
  elt: Element;
  target: Element;
  serverResponse: string;
  shouldSwap: boolean;
}

/** Keeps the part of the page that an answer would only put there again: with its focus and selection, and without the work. */
function leaveAlone({ detail }: CustomEvent<Answered>): void {
  const part = detail.elt.getAttribute("hx-select");
  if (!part || !detail.shouldSwap) return;
  const fresh = new DOMParser().parseFromString(detail.serverResponse, "text/html").querySelector(part);
  if (fresh && isSame(fresh, detail.target)) detail.shouldSwap = false;
}

/** Whether two elements are the same but for their classes, by which htmx says that it asks. */
function isSame(one: Element, other: Element): boolean {
  const names = [...one.getAttributeNames(), ...other.getAttributeNames()].filter((name) => name !== "class");
  return (
    names.every((name) => one.getAttribute(name) === other.getAttribute(name)) && one.innerHTML === other.innerHTML
  );
}
