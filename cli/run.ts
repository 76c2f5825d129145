import type { Running } from "../core/mod.ts";
import { endProcess, onSignal, writeText } from "../core/platform/mod.ts";
import { answerWhy } from "./answer-why.ts";
import { parseArguments, sizeBytes, stateOf, threadsOf, wholeNumber } from "./arguments.ts";
import { loadJob } from "./load-job.ts";
import { progressPrinter } from "./progress.ts";

const limits = { memory: "value", state: "value", "state-memory": "value" } as const;

/** Exit code of a run that Ctrl-C stopped, as shells have it. */
const interrupted = 130;

export async function run(given: readonly string[]): Promise<number> {
  const { words, options } = parseArguments(given, { parallelism: "value", "one-thread": "flag", ...limits });
  const parallelism = wholeNumber(options, "parallelism") ?? 1;
  const memoryBytes = sizeBytes(options, "memory");
  const state = stateOf(options);
  const job = await loadJob(words);
  const stop = new AbortController();
  const progress = progressPrinter(job.name);
  const release = onStop(job.name, stop);
  let running: Running | undefined;
  const withdraw = await answerWhy(() => running, { name: job.name, path: words[0]! });
  try {
    running = job.start({
      parallelism,
      ...threadsOf(words, options),
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      ...state,
      signal: stop.signal,
      onProgress: progress.show,
    });
    const result = await running.finished;
    progress.end();
    writeText(
      "stderr",
      `${job.name}: ${result.rowsRead.toLocaleString("en-US")} rows in ${(result.elapsedMs / 1000).toFixed(2)} s\n`,
    );
    warn(result.metrics.total("recordsSkipped"), "skipped");
    warn(result.metrics.total("recordsDeadLettered"), "sent to the dead letters");
    warn(result.metrics.total("lateRecordsDropped"), "too late for their windows");
    return 0;
  } catch (error) {
    progress.end();
    if (!(error instanceof Stopped)) throw error;
    writeText("stderr", `${job.name}: stopped; nothing was committed\n`);
    return interrupted;
  } finally {
    release();
    await withdraw();
  }
}

class Stopped extends Error {}

/** The first Ctrl-C stops the run, which closes what it has opened; the next does not wait for that. */
function onStop(name: string, stop: AbortController): () => void {
  const stopOrEnd = (): void => {
    if (!stop.signal.aborted) return stop.abort(new Stopped());
    writeText("stderr", `${name}: ended before all was closed: hidden temporary files may be left\n`);
    void endProcess(interrupted);
  };
  const release = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) => onSignal(signal, stopOrEnd));
  return () => {
    for (const each of release) each();
  };
}

function warn(records: number, what: string): void {
  if (records > 0) writeText("stderr", `warning: ${records.toLocaleString("en-US")} records were ${what}\n`);
}
