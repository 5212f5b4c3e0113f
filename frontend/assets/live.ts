// Listens to what happens and lets the page renew its parts, by the event `live` on the body. Where the stream cannot be
// had, the page asks now and again, and says that it is not live.

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
}
