import { type MetricRow, type MetricScope, metricsTable } from "./metrics-table.ts";

/** What `metrics.snapshot()` gives. */
export interface MetricsView {
  readonly steps: Readonly<Record<string, StepMetricsView>>;
  readonly alignment: readonly { readonly group: string; readonly source: string }[];
}

export interface StepMetricsView {
  readonly source: { readonly splits: readonly { readonly split: string }[] } | null;
  readonly counters: Readonly<Record<string, number>>;
  readonly gauges: Readonly<Record<string, number>>;
}

export interface PrometheusOptions {
  /** Labels that every sample gets: the job's name, say. */
  readonly labels?: Readonly<Record<string, string>>;
}

type Labels = Readonly<Record<string, string>>;

/** One thing that there are numbers of. */
interface Subject {
  readonly labels: Labels;
  readonly values: object;
}

/**
 * The metrics of a run as Prometheus reads them: text exposition format 0.0.4, served as
 * `text/plain; version=0.0.4; charset=utf-8`. Counters end in `_total`; times are seconds. What is not known is left out.
 *
 * @param view What `run.metrics.snapshot()` gives.
 * @example
 * ```ts
 * import { from } from "millrace";
 * import { prometheusText } from "millrace/display";
 * const { metrics } = await from([1, 2, 3]).map((n) => 2 * n, { name: "twice" }).discard().run();
 * const text = prometheusText(metrics.snapshot(), { labels: { job: "numbers" } });
 * console.log(text.match(/millrace_records_out_total.*step="twice".*\n/)![0]); // millrace_records_out_total{job="numbers",step="twice"} 3
 * ```
 * @see Prometheus, "Exposition formats", text-based format 0.0.4.
 */
export function prometheusText(view: MetricsView, { labels = {} }: PrometheusOptions = {}): string {
  for (const name of Object.keys(labels)) if (!isOwnLabel(name)) throw badLabel(name);
  const subjects = subjectsOf(view, labels);
  return metricsTable.map((row) => familyText(row, subjects[row.of])).join("");
}

/** Names that the table itself uses, and what Prometheus keeps for itself. */
function isOwnLabel(name: string): boolean {
  const isTaken = ["step", "source", "split", "group", "name"].includes(name) || name.startsWith("__");
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !isTaken;
}

function badLabel(name: string): RangeError {
  return new RangeError(
    `Cannot label metrics ${JSON.stringify(name)} as a label must be a name of letters, digits and "_" that they do not have already: ` +
      'got that; use for instance { job: "hot-items" }',
  );
}

function subjectsOf(view: MetricsView, labels: Labels): Readonly<Record<MetricScope, readonly Subject[]>> {
  const steps = Object.entries(view.steps);
  const sources = steps.flatMap(([source, { source: values }]) => (values === null ? [] : [{ source, values }]));
  return {
    run: [{ labels, values: view }],
    step: steps.map(([step, values]) => ({ labels: { ...labels, step }, values })),
    source: sources.map(({ source, values }) => ({ labels: { ...labels, source }, values })),
    split: sources.flatMap(({ source, values }) =>
      values.splits.map((split) => ({ labels: { ...labels, source, split: split.split }, values: split })),
    ),
    alignment: view.alignment.map((values) => ({
      labels: { ...labels, group: values.group, source: values.source },
      values,
    })),
  };
}

/** A metric with all its samples: they must stand together. */
function familyText({ path, unit, meaning, prometheus }: MetricRow, subjects: readonly Subject[]): string {
  if (prometheus === undefined) return "";
  const { name, type, per = 1 } = prometheus;
  const samples = subjects.flatMap(({ labels, values }) => samplesAt(values, path, labels));
  if (samples.length === 0) return "";
  const help = per === 1 ? `${meaning} (${unit})` : `${meaning} (seconds)`;
  const lines = samples.map(({ labels, value }) => `${name}${labelsText(labels)} ${numberText(value * per)}\n`);
  return `# HELP ${name} ${escapedHelp(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function samplesAt(values: object, path: string, labels: Labels): { labels: Labels; value: number }[] {
  const value = path
    .split(".")
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], values);
  if (typeof value === "boolean") return [{ labels, value: value ? 1 : 0 }];
  if (typeof value === "number") return [{ labels, value }];
  if (typeof value !== "object" || value === null) return [];
  // Counters and gauges by name.
  return Object.entries(value).map(([name, one]) => ({ labels: { ...labels, name }, value: one as number }));
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapedLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapedLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function escapedHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}
