// The list of a farm's open alarms as one would write it for Next.js: a page of the server with the person's own token, for every
// request anew. It asks the API for what valmetal-web asks it for, and shows the same of each alarm; the session is not even encrypted.
import { cookies } from "next/headers";

export const dynamic = "force-dynamic";

const { API_URL } = process.env;
const waits = new Set(["unacknowledged", "latchedUnacknowledged", "returnedUnacknowledged"]);
const severities = ["low", "medium", "high", "critical"];

async function read(path, token) {
  const answer = await fetch(`${API_URL}/v1${path}`, { cache: "no-store", headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`the API answers ${answer.status}`);
  return answer.json();
}

function ago(at, now) {
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 129_600) return `${Math.round(seconds / 3_600)} h ago`;
  return `${Math.round(seconds / 86_400)} d ago`;
}

export default async function Alarms({ params }) {
  const id = encodeURIComponent((await params).farm);
  const token = (await cookies()).get("session")?.value;
  const [farm, tree, alarms] = await Promise.all([
    read(`/farms/${id}`, token),
    read(`/farms/${id}/entities`, token),
    read(`/farms/${id}/alarms?limit=50`, token),
  ]);
  const names = new Map(tree.items.map((entity) => [entity.thingName, entity.name]));
  const order = (alarm) => (waits.has(alarm.state) ? 4 : 0) + severities.indexOf(alarm.severity);
  const rows = alarms.items.toSorted((a, b) => order(b) - order(a) || b.raisedAt.localeCompare(a.raisedAt));
  const exact = new Intl.DateTimeFormat("en-CA", { timeZone: farm.timezone, dateStyle: "short", timeStyle: "long" });
  const now = Date.now();
  return (
    <main>
      <h1>Alarms — {farm.name}</h1>
      <ul>
        {rows.map((alarm) => (
          <li key={alarm.id}>
            <a className={`row alarm ${alarm.severity}`} href={`/alarms/${encodeURIComponent(alarm.id)}`}>
              <svg aria-hidden="true">
                <use href={`/shapes.svg#${alarm.severity}`} />
              </svg>
              <span className="name">{alarm.title}</span>
              <span className="where">
                {names.get(alarm.thingName) ?? alarm.thingName} · {alarm.component}
              </span>
              <span className="state">
                {alarm.severity} · {alarm.state}
              </span>
              <time dateTime={alarm.raisedAt} title={exact.format(Date.parse(alarm.raisedAt))}>
                {ago(alarm.raisedAt, now)}
              </time>
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
