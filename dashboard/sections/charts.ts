import { lineChart, type Series } from "../../core/display/mod.ts";
import type { History, Quantity, Span } from "../history.ts";
import { paragraph, section } from "../markup.ts";

interface Chart {
  readonly title: string;
  /** Names of lines and what they show. */
  readonly lines: readonly (readonly [name: string, quantity: Quantity])[];
  /** What a value is divided by. */
  readonly per: number;
}

const charts: readonly Chart[] = [
  {
    title: "Rows a second",
    lines: [
      ["in", "in"],
      ["out", "out"],
    ],
    per: 1,
  },
  {
    title: "Share of time, %",
    lines: [
      ["busy", "busy"],
      ["held back", "held"],
    ],
    per: 0.01,
  },
  { title: "Behind event time, s", lines: [["behind", "lag"]], per: 1000 },
  { title: "State, MB", lines: [["state", "state"]], per: 1e6 },
];

/** How a step, or by the name "" the run, went; what nothing is known of is left out. */
export function chartsSection(history: History, step: string, span: Span): string {
  const drawn = charts.flatMap((chart) => chartOf(chart, history, step, span));
  const other = span === "10m" ? "24h" : "10m";
  const words = { "10m": "the last ten minutes", "24h": "the last 24 hours, by minutes" };
  const query = new URLSearchParams({ ...(step === "" ? {} : { name: step }), span: other });
  const link = `<p>Shown: ${words[span]}. <a href="?${query.toString().replaceAll("&", "&amp;")}">Show ${words[other]}</a></p>`;
  const none = paragraph(span === "24h" ? "Nothing yet: a minute has to pass first." : "Nothing yet.");
  return section(
    "charts",
    "Over time",
    `${link}<div class="charts">${drawn.length === 0 ? none : drawn.join("")}</div>`,
  );
}

function chartOf({ title, lines, per }: Chart, history: History, step: string, span: Span): string[] {
  const series = lines.map(([name, quantity]): Series => {
    const { x, y } = history.points(step, quantity, span);
    return { name, x: x.map((timeMs) => new Date(timeMs)), y: y.map((value) => value / per) };
  });
  const known = series.filter(({ y }) => (y as readonly number[]).some((value) => !Number.isNaN(value)));
  if (known.length === 0) return [];
  return [lineChart(known, { title, width: 460, height: 200 })];
}
