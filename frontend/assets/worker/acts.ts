// What a person does where there is no network: kept, and sent when there is. Each act has the key of its form, so that it is
// done once however often it is sent, and the occurrence that the person saw, so that it never hits a later one.
import type { Act } from "./messages";
import { ask } from "./pages";
import { askWho, inTurn } from "./session";
import { acts, me, store } from "./store";
import { tell, tellPerson } from "./tell";
import { wake } from "./wake";

/** How long what was sent stays listed. */
const LISTED_MS = 10 * 60_000;

/** The field by which a form says that it can wait; its value says in words what it does. */
const CAN_WAIT = "offline";

/** A form: sent at once, or kept where that cannot be and it can wait. The page that it stands on comes back. */
export async function form(request: Request): Promise<Response> {
  const sent = request.clone();
  const body = await request.text();
  const fields = Object.fromEntries(new URLSearchParams(body));
  if (!(CAN_WAIT in fields)) return fetch(sent);
  if (await isTaken(fields)) fields["requestKey"] = crypto.randomUUID();
  try {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await ask(request.url, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers,
      redirect: "manual",
    });
    if (answer.status < 502 || answer.status > 504) return answer;
  } catch {
    // No network, or too slow a one: nobody knows whether it arrived, and its key makes that no matter.
  }
  await keep(new URL(request.url).pathname, fields);
  return Response.redirect(request.referrer || "/", 303);
}

/** Whether a kept page's form was sent before with something else: then it has used up its key. */
async function isTaken(fields: Record<string, string>): Promise<boolean> {
  const { formToken: _, ...said } = fields;
  const same = (await acts()).find((act) => act.fields["requestKey"] === said["requestKey"]);
  return same !== undefined && JSON.stringify(same.fields) !== JSON.stringify(said);
}

async function keep(path: string, fields: Record<string, string>): Promise<void> {
  const known = await me();
  if (!known) throw new Error("nobody is signed in");
  const { formToken: _, ...said } = fields;
  await add({ person: known.person, path, fields: said, doneAt: Date.now(), state: "queued" });
}

/** Keeps an act, unless the very same is kept, and has it sent as soon as that can be. */
export async function add(act: Act): Promise<void> {
  const same = (await acts()).some((other) => other.fields["requestKey"] === act.fields["requestKey"]);
  if (!same) await (await store()).add("acts", act);
  await wake();
  await told();
}

/** Sends what waits, in the order in which it was done. Throws where some of it must wait longer. */
export async function send(): Promise<void> {
  await navigator.locks.request("acts", async () => {
    const waiting = (await acts()).filter(({ state }) => state === "queued");
    if (waiting.length > 0) {
      const who = await inTurn(askWho);
      for (const act of waiting) {
        // Somebody else, or nobody, is signed in now: it waits for its person.
        if (act.person !== who?.person) continue;
        // The session may be another than when it was done: its token is that of now.
        await settle(act, await post(act, who.formToken));
      }
    }
    await dropOld();
  });
  await told();
}

/** Whether something waits even after all was sent that can be. */
export async function waits(): Promise<boolean> {
  await send().catch(() => undefined);
  return (await acts()).some(({ state }) => state === "queued");
}

async function post({ path, fields }: Act, formToken: string): Promise<Act["state"]> {
  // As our own script would ask: what succeeded is then answered by an address in a header, and not followed.
  const headers = { "content-type": "application/x-www-form-urlencoded", "hx-request": "true" };
  const body = new URLSearchParams({ ...fields, formToken });
  const answer = await ask(path, { method: "POST", body, headers });
  const goesOnTo = answer.headers.get("hx-redirect");
  if (goesOnTo?.startsWith("/sign-in")) throw new Error("the session has ended");
  if (answer.status >= 500 || answer.status === 429) throw new Error(`it is answered ${answer.status}`);
  if (answer.ok) return "sent";
  if (answer.status === 409 || answer.status === 412) return "movedOn";
  return answer.status === 404 ? "gone" : "refused";
}

async function settle(act: Act, state: Act["state"]): Promise<void> {
  await (await store()).put("acts", { ...act, state });
  await told();
  // Whoever put the phone away believes that it is done.
  if (state === "movedOn" || state === "gone" || state === "refused") await tellPerson(act, state);
}

async function dropOld(): Promise<void> {
  const database = await store();
  const old = (await acts()).filter(({ state, doneAt }) => state === "sent" && doneAt < Date.now() - LISTED_MS);
  await Promise.all(old.map(({ id }) => id !== undefined && database.delete("acts", id)));
}

/** The person has read what became of an act. */
export async function seen(id: number): Promise<void> {
  await (await store()).delete("acts", id);
  await told();
}

/** Tells the open pages what waits and what became of it. */
export async function told(): Promise<void> {
  await tell({ kind: "acts", acts: await acts() });
}
