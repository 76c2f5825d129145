import type { Running } from "../core/mod.ts";
import { endProcess, onSignal, writeText } from "../core/platform/mod.ts";
import { answerQuestions } from "./answer-questions.ts";
import {
  type Arguments,
  type OptionTable,
  parametersOf,
  parseArguments,
  sizeBytes,
  stateOf,
  threadsOf,
  wholeNumber,
} from "./arguments.ts";
import { checkpointOf, restartOf } from "./checkpoint-options.ts";
import { loadJob } from "./load-job.ts";
import { progressPrinter } from "./progress.ts";
import { UsageError } from "./usage-error.ts";

/** Exit code of a run that Ctrl-C stopped, as shells have it. */
const interrupted = 130;

const runTable: OptionTable = {
  parallelism: "value",
  "one-thread": "flag",
  param: "value",
  memory: "value",
  state: "value",
  "state-memory": "value",
  checkpoint: "value",
  from: "value",
  "drop-unmatched": "flag",
  restart: "value",
};

export function run(given: readonly string[]): Promise<number> {
  return runJob(parseArguments(given, runTable));
}

/** `millrace resume JOB SAVEPOINT`: as `run --from`. */
export function resume(given: readonly string[]): Promise<number> {
  const { words, options, all } = parseArguments(given, runTable);
  const [path, savepoint, ...more] = words;
  if (path === undefined || savepoint === undefined || more.length > 0 || options.has("from")) {
    throw new UsageError(
      `Cannot resume as a job and a savepoint must be named: got ${words.join(" ") || "none"}; write millrace resume job.ts SAVEPOINT --checkpoint 10s:./checkpoints`,
    );
  }
  return runJob({ words: [path], options: new Map([...options, ["from", savepoint]]), all });
}

async function runJob(given: Arguments): Promise<number> {
  const { words, options } = given;
  const parameters = parametersOf(given);
  const checkpoint = checkpointOf(options);
  const restart = restartOf(options);
  const parallelism = wholeNumber(options, "parallelism") ?? 1;
  const memoryBytes = sizeBytes(options, "memory");
  const state = stateOf(options);
  const job = await loadJob(words);
  const stop = new AbortController();
  const progress = progressPrinter(job.name);
  const release = onStop(job.name, stop);
  let running: Running | undefined;
  const asked = { current: () => running, cancel: () => stop.abort(new Stopped()) };
  const withdraw = await answerQuestions(asked, { name: job.name, path: words[0]! });
  try {
    running = job.start({
      parallelism,
      ...threadsOf(words, options),
      ...parameters,
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      ...state,
      ...(checkpoint === undefined ? {} : { checkpoint }),
      ...(restart === undefined ? {} : { restart }),
      signal: stop.signal,
      onProgress: progress.show,
      onWarning: (text) => {
        progress.end();
        writeText("stderr", `warning: ${text}\n`);
      },
    });
    const result = await running.finished;
    progress.end();
    writeText(
      "stderr",
      `${job.name}: ${result.rowsRead.toLocaleString("en-US")} rows in ${(result.elapsedMs / 1000).toFixed(2)} s\n`,
    );
    warn(result.metrics.total("numRecordsSkipped"), "skipped");
    warn(result.metrics.total("numRecordsDeadLettered"), "sent to the dead letters");
    warn(result.metrics.total("numLateRecordsDropped"), "too late for their windows");
    if (result.savepoint !== undefined) {
      writeText("stderr", `${job.name}: stopped with the savepoint ${result.savepoint}\n`);
    }
    return 0;
  } catch (error) {
    progress.end();
    if (!(error instanceof Stopped)) throw error;
    const left =
      checkpoint === undefined ? "nothing was committed" : "the same command goes on from its last checkpoint";
    writeText("stderr", `${job.name}: stopped; ${left}\n`);
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
