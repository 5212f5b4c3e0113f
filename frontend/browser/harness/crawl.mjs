// Every kind of page that somebody can get to by links, found by following them.

/** What is alike in the addresses of two pages of one kind: ids left out, and of a query only what it asks. */
export function kindOf(address) {
  const { pathname, searchParams } = new URL(address, "http://here");
  const parts = pathname.split("/");
  for (const [at, part] of parts.entries()) if (isId(part, parts[at - 1])) parts[at] = "*";
  const asked = [...new Set(searchParams.keys())].filter((name) => !["cursor", "under", "username", "next"].includes(name));
  const view = searchParams.get("view");
  return parts.join("/") + (view ? `?view=${view}` : asked.length > 0 ? `?${asked.sort().join("&")}` : "");
}

/** An id stands behind the name of what there are many of, and is no word of ours. */
function isId(part, before) {
  const isOurs = ["new", "alarms", "values", "history", "report", "deploy", "validate"].includes(part);
  return Boolean(part) && !isOurs && (/^[a-z-]+s$/.test(before) || ["equipment", "catalogue", "content", "library"].includes(before) || /^\d+$/.test(part));
}

/** A page of each kind that links lead to from `start`, as addresses by kind; and the links that lead to no page. */
export async function crawl(page, start = "/") {
  const found = new Map();
  const faults = [];
  const seen = new Set();
  const waiting = [start];
  while (waiting.length > 0) {
    const address = waiting.shift();
    const kind = kindOf(address);
    if (seen.has(kind)) continue;
    seen.add(kind);
    const answer = await page.goto(address).catch((error) => {
      if (!error.message.includes("Download is starting")) throw error;
    });
    if (!answer?.headers()["content-type"]?.startsWith("text/html")) {
      // A file, and no page.
      continue;
    }
    if (!answer.ok()) {
      faults.push(`${address}, to which a page leads, answers ${answer.status()}`);
      continue;
    }
    found.set(kind, address);
    const { origin } = new URL(page.url());
    const links = await page.locator("a[href]:not([download])").evaluateAll((all) => all.map(({ href }) => href));
    for (const link of links.map((href) => new URL(href))) {
      if (link.origin !== origin) continue;
      const next = link.pathname + link.search;
      if (!/\.(csv|json|pdf|ics|png|svg)$/.test(link.pathname) && !seen.has(kindOf(next))) waiting.push(next);
    }
  }
  return { pages: found, faults };
}
