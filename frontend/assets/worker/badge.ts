// The number on the app's icon: how many alarms are open.

interface WithBadge {
  setAppBadge?(count: number): Promise<void>;
}

/** Counts anew, where the browser shows it. */
export async function badge(): Promise<void> {
  const shown = navigator as WithBadge;
  if (!shown.setAppBadge) return;
  const answer = await fetch("/offline/open", { cache: "no-store" });
  // Without an answer the old number is as good as any.
  if (answer.ok) await shown.setAppBadge(((await answer.json()) as { open: number }).open);
}
