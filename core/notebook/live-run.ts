import { type MetricsTextView, type MimeBundle, metricsHtml, metricsText } from "../display/mod.ts";
import { type NotebookPlace, notebookPlace } from "../platform/mod.ts";
import { errorHtml } from "./error-html.ts";
import { stopButton } from "./stop-button.ts";

/** A run that goes on. */
export interface LiveRun {
  readonly finished: Promise<unknown>;
  readonly metrics: { snapshot(): MetricsTextView };
  stop(): Promise<void>;
}

const everyMs = 500;

/**
 * What a notebook shows of a run: its steps, again twice a second until it ends, and a button that stops it; where nothing can be
 * shown again, how it stands now.
 */
export async function liveRunBundle(run: LiveRun): Promise<MimeBundle> {
  const place = notebookPlace();
  if (place === undefined) return runBundle(run, "");
  const button = await stopButton(() => void run.stop().catch(() => undefined));
  await place.show(runBundle(run, button.html));
  const ended = run.finished.then(
    () => "",
    (error: unknown) => errorHtml(error),
  );
  void showUntil(ended, run, place, button.html).finally(() => button.close());
  // The kernel shows what this gives as well, and nothing of it can be shown again.
  return { "text/plain": "", "text/html": "" };
}

async function showUntil(ended: Promise<string>, run: LiveRun, place: NotebookPlace, html: string): Promise<void> {
  for (;;) {
    const end = await Promise.race([ended, pause(everyMs)]);
    await place.show(runBundle(run, end ?? html));
    if (end !== undefined) return;
  }
}

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}

function runBundle({ metrics }: LiveRun, below: string): MimeBundle {
  const snapshot = metrics.snapshot();
  return { "text/plain": metricsText(snapshot), "text/html": metricsHtml(snapshot) + below };
}
