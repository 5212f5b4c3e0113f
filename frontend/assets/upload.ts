// Puts a document into the store: reads it, asks the server where it may be put, and puts it there, past the server.

interface Link {
  method: string;
  url: string;
  headers: Record<string, string>;
}

/** The browser itself says how long a body is, and lets no script say it. */
const BROWSERS_OWN = "content-length";

async function sha256(content: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return btoa(String.fromCharCode(...digest));
}

async function put(form: HTMLFormElement, say: (text: string, isFault?: boolean) => void): Promise<void> {
  const typed = new FormData(form);
  const file = typed.get("file");
  if (!(file instanceof File)) return;
  say(form.dataset.reading ?? "");
  const content = await file.arrayBuffer();
  const asked = new URLSearchParams({
    formToken: String(typed.get("formToken")),
    // The same document sent twice is one document; another one is another.
    requestKey: `${typed.get("requestKey")}-${file.lastModified}-${file.size}`,
    kind: String(typed.get("kind")),
    name: file.name,
    size: String(file.size),
    sha256: await sha256(content),
  });
  const answer = await fetch(form.action, { method: "POST", body: asked });
  const said: Link & { fault?: string } = await answer.json();
  if (!answer.ok) {
    say(said.fault ?? form.dataset.failed ?? "", true);
    return;
  }
  say(form.dataset.sending ?? "");
  const headers = Object.fromEntries(
    Object.entries(said.headers).filter(([name]) => name.toLowerCase() !== BROWSERS_OWN),
  );
  const stored = await fetch(said.url, { method: said.method, headers, body: content });
  if (!stored.ok) throw new Error(`the store answers ${stored.status}`);
  window.location.reload();
}

const form = document.querySelector<HTMLFormElement>("#upload");
const sign = document.querySelector<HTMLElement>("#upload-status");
if (form && sign) {
  const say = (text: string, isFault = false) => {
    sign.hidden = false;
    sign.textContent = text;
    sign.classList.toggle("fault", isFault);
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    if (button) button.disabled = true;
    put(form, say)
      .catch(() => say(form.dataset.failed ?? "", true))
      .finally(() => {
        if (button) button.disabled = false;
      });
  });
}
