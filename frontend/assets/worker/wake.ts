// Being woken by the browser when there is a network again.

declare const self: ServiceWorkerGlobalScope;

/** Asks the browser to wake the worker when there is a network again, where it can. */
interface WithSync extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

/** The tag of a wake-up. */
export const SYNC = "acts";

/** Has the worker woken to send what waits: at once where there is a network. Elsewhere pages say when it is back. */
export async function wake(): Promise<void> {
  await (self.registration as WithSync).sync?.register(SYNC).catch(() => undefined);
}
