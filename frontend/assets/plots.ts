// Draws the plots of a page from its tables: a number is on the page once, for eyes, for screen readers and for the plot.
// A table's row is a place on the x axis, its first cell the time in seconds (`data-n`) or a name, each other cell a series.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./css/plots.css";

/** How far apart two samples are before the line between them is a guess, in bins. */
const GAP_BINS = 3;

interface Numbers {
  names: string[];
  labels: string[];
  columns: (number | null)[][];
}

function read(table: HTMLTableElement): Numbers {
  const names = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent?.trim() ?? "");
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  const number = (cell: HTMLTableCellElement | undefined): number | null => {
    const value = cell?.dataset.n;
    return value === undefined || value === "" ? null : Number(value);
  };
  return {
    names,
    labels: rows.map((row) => row.cells[0]?.textContent?.trim() ?? ""),
    columns: names.map((_, column) => rows.map((row) => number(row.cells[column]))),
  };
}

/** The colours of the page: a plot is as calm as what is around it. */
function colours(element: Element) {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return { text: of("--quiet"), line: of("--line"), strong: of("--link"), band: of("--band"), off: of("--high") };
}

const locale = document.documentElement.lang;
const said = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });

function axes(place: HTMLElement, unit: string): [uPlot.Axis, uPlot.Axis] {
  const { text, line } = colours(place);
  const grid = { stroke: line, width: 1 };
  const ticks = { stroke: line, width: 1 };
  const y = (_: uPlot, values: number[]) => values.map((value) => said.format(value));
  return [
    { stroke: text, grid: { show: false }, ticks },
    { stroke: text, grid, ticks, label: unit, labelSize: unit ? 18 : 0, size: 56, values: y },
  ];
}

function size(place: HTMLElement) {
  return { width: place.clientWidth, height: Math.min(320, Math.max(200, place.clientWidth * 0.6)) };
}

/** What was measured over time: the mean as a line, the least and the greatest as a band around it. */
function overTime(place: HTMLElement, { names, columns }: Numbers): uPlot {
  const { strong, band } = colours(place);
  const [at = [], mean = [], least = [], greatest = []] = columns;
  const longest = GAP_BINS * Number(place.dataset.step ?? 0);
  const times = at as number[];
  // Where nothing was measured for long, no line pretends that something was.
  const gapped: (number | null)[][] = [[], [], [], []];
  times.forEach((time, index) => {
    const before = times[index - 1];
    if (before !== undefined && longest > 0 && time - before > longest) {
      [before + longest / GAP_BINS, null, null, null].forEach((value, column) => gapped[column]?.push(value));
    }
    [time, mean[index] ?? null, least[index] ?? null, greatest[index] ?? null].forEach((value, column) =>
      gapped[column]?.push(value),
    );
  });
  const [x, y] = axes(place, place.dataset.unit ?? "");
  const hours = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const days = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric" });
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const label = span > 2 * 86_400 ? days : hours;
  const data = gapped as uPlot.AlignedData;
  return new uPlot(
    {
      ...size(place),
      axes: [{ ...x, values: (_, ticks) => ticks.map((tick) => label.format(tick * 1000)) }, y],
      series: [
        { label: names[0] ?? "", value: (_, time) => (time ? new Date(time * 1000).toLocaleString(locale) : "–") },
        { label: names[1] ?? "", stroke: strong, width: 2, points: { show: false } },
        { label: names[2] ?? "", stroke: band, width: 1, points: { show: false } },
        { label: names[3] ?? "", stroke: band, width: 1, points: { show: false } },
      ],
      bands: [{ series: [3, 2], fill: band }],
    },
    data,
    place,
  );
}

/** Names along the x axis, each with bars side by side; a bar beyond its limits is in the colour of what is wrong. */
function bars(place: HTMLElement, { names, labels, columns }: Numbers): uPlot {
  const { strong, line, off } = colours(place);
  const [x, y] = axes(place, place.dataset.unit ?? "");
  const series = (place.dataset.series ?? "1").split(",").map(Number);
  const places = labels.map((_, index) => index);
  const data = [places, ...series.map((column) => columns[column] ?? [])] as uPlot.AlignedData;
  const wrong = Number(place.dataset.limit ?? Number.POSITIVE_INFINITY);
  const paths = uPlot.paths.bars;
  const width = 0.7 / series.length;
  return new uPlot(
    {
      ...size(place),
      cursor: { drag: { x: false, y: false } },
      scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: (_, least, greatest) => [Math.min(0, least * 1.1), Math.max(0, greatest * 1.1) || 1] } },
      axes: [{ ...x, splits: () => places, values: (_, at) => at.map((index) => (labels.length > 12 && index % 6 ? "" : (labels[index] ?? ""))), rotate: labels.length > 3 ? -40 : 0, size: labels.length > 3 ? 72 : 32 }, y],
      series: [
        { label: names[0] ?? "", value: (_, index) => (index === null ? "–" : labels[index] ?? "") },
        ...series.map((column, index) => {
          const values = columns[column] ?? [];
          const colour = series.length > 1 && index === 0 ? line : strong;
          const shade = values.map((value) => (Math.abs(value ?? 0) > wrong ? off : colour));
          return {
            label: names[column] ?? "",
            stroke: colour,
            fill: colour,
            points: { show: false },
            value: (_: uPlot, value: number | null) => (value === null ? "–" : said.format(value)),
            paths: paths?.({
              size: [width, 48],
              align: series.length === 1 ? 0 : index === 0 ? -1 : 1,
              disp: {
                fill: { unit: 3, values: () => shade },
                stroke: { unit: 3, values: () => shade },
              },
            }),
          } as uPlot.Series;
        }),
      ],
    },
    data,
    place,
  );
}

function draw(place: HTMLElement): void {
  const table = document.getElementById(place.dataset.plot ?? "");
  if (!(table instanceof HTMLTableElement)) return;
  const numbers = read(table);
  place.setAttribute("aria-hidden", "true");
  let plot = (place.dataset.kind === "bars" ? bars : overTime)(place, numbers);
  const again = () => {
    plot.destroy();
    plot = (place.dataset.kind === "bars" ? bars : overTime)(place, numbers);
  };
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  new ResizeObserver(() => plot.setSize(size(place))).observe(place);
}

for (const place of document.querySelectorAll<HTMLElement>("[data-plot]")) draw(place);
