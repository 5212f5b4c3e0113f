// The button by which a person has this very browser told of alarms. Its form is sent with what the browser's maker gave.

export function push(): void {
  const form = document.getElementById("push");
  if (!(form instanceof HTMLFormElement) || !("PushManager" in window) || !navigator.serviceWorker) return;
  const { key } = form.dataset;
  const subscription = form.elements.namedItem("subscription") as HTMLInputElement;
  const said = form.querySelector<HTMLElement>("[role=status]")!;
  if (!key) return;
  form.hidden = false;

  form.addEventListener("submit", async (event) => {
    if (subscription.value) return;
    event.preventDefault();
    if ((await Notification.requestPermission()) !== "granted") {
      said.textContent = said.dataset.denied ?? "";
      return;
    }
    try {
      const { pushManager } = await navigator.serviceWorker.ready;
      const own = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      subscription.value = JSON.stringify(own);
      form.requestSubmit();
    } catch {
      said.textContent = said.dataset.failed ?? "";
    }
  });
}
