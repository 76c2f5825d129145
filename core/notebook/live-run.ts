import {
  escapeHtml,
  type MetricsTextView,
  type MimeBundle,
  metricsHtml,
  metricsText,
  type TableView,
  tableHtml,
  tableText,
} from "../display/mod.ts";
import { type NotebookPlace, notebookPlace } from "../platform/mod.ts";
import { errorHtml } from "./error-html.ts";
import { stopButton } from "./stop-button.ts";

/** A run that goes on. */
export interface LiveRun {
  readonly finished: Promise<unknown>;
  readonly metrics: { snapshot(): MetricsTextView };
  stop(): Promise<void>;
  /** What has come to its sinks. */
  tables(): readonly LiveTable[];
}

/** The rows of a sink that are shown: the first and the newest ones, and how many have come. */
export interface LiveTable {
  readonly sink: string;
  readonly view: TableView;
}

const everyMs = 500;
/** All rows that are given are shown. */
const all = { head: Number.POSITIVE_INFINITY, tail: Number.POSITIVE_INFINITY };

/** Whether what is shown below a cell can be shown again there. */
export function showsAgain(): boolean {
  return notebookPlace() !== undefined;
}

/**
 * What a notebook shows of a run: its newest rows and its steps, again twice a second until it ends, and a button that stops it;
 * where nothing can be shown again, how it stands now.
 */
export async function liveRunBundle(run: LiveRun): Promise<MimeBundle> {
  const place = notebookPlace();
  if (place === undefined) return runBundle(run, "");
  const { ended } = await shownLive(run, place);
  void ended;
  // The kernel shows what this gives as well, and nothing of it can be shown again.
  return { "text/plain": "", "text/html": "" };
}

/** Shows the same of a run, and settles with it, once its end is shown. */
export async function liveRunToEnd(run: LiveRun): Promise<void> {
  const { ended } = await shownLive(run, notebookPlace()!);
  await ended;
  await run.finished;
}

/** @returns `ended`, resolved when the end of the run is shown. */
async function shownLive(run: LiveRun, place: NotebookPlace): Promise<{ readonly ended: Promise<void> }> {
  const over = run.finished.then(
    () => "",
    (error: unknown) => errorHtml(error),
  );
  const button = await stopButton(() => void run.stop().catch(() => undefined));
  await place.show(runBundle(run, button.html));
  return { ended: showUntil(over, run, place, button.html).finally(() => button.close()) };
}

async function showUntil(over: Promise<string>, run: LiveRun, place: NotebookPlace, html: string): Promise<void> {
  for (;;) {
    const end = await Promise.race([over, pause(everyMs)]);
    await place.show(runBundle(run, end ?? html));
    if (end !== undefined) return;
  }
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}

function runBundle(run: LiveRun, below: string): MimeBundle {
  const snapshot = run.metrics.snapshot();
  const tables = run.tables();
  const named = tables.length > 1;
  const texts = tables.map(({ sink, view }) => `${named ? `${sink}\n` : ""}${tableText(view, all)}\n`);
  const htmls = tables.map(({ sink, view }) => `${named ? `<p>${escapeHtml(sink)}</p>` : ""}${tableHtml(view, all)}`);
  return {
    "text/plain": [...texts, metricsText(snapshot)].join("\n"),
    "text/html": htmls.join("") + metricsHtml(snapshot) + below,
  };
}
