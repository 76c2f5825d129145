import type { Running, RunOptions, RunResult } from "../core/mod.ts";
import { endProcess, nameOf, writeText } from "../core/platform/mod.ts";
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
import { type ServedRun, takeAttempt } from "./serve/served-run.ts";
import { interrupted, onStopSignal } from "./stop-signals.ts";
import { UsageError } from "./usage-error.ts";

/** Exit code of a process whose attempt another one has begun. */
const takenAlready = 3;

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
  // Of `millrace serve`: the attempt that this process is.
  served: "value",
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

async function runJob(written: Arguments): Promise<number> {
  const attempt = written.options.get("served");
  const served = attempt === undefined ? undefined : await takeAttempt(written.words[0]!, attempt);
  if (attempt !== undefined && served === undefined) return takenAlready;
  const given = served === undefined ? written : parseArguments(served.words, runTable);
  let isDone = false;
  const done = async ({ savepoint, rowsRead }: RunResult): Promise<void> => {
    if (isDone) return;
    isDone = true;
    const name = savepoint === undefined ? null : nameOf(savepoint).replace(/\.manifest$/, "");
    await served?.ended({ how: name === null ? "done" : "stopped", failure: null, savepoint: name, rowsRead });
  };
  try {
    await done(await runWith(given, served, done));
    return 0;
  } catch (error) {
    const isStopped = error instanceof Stopped;
    const failure = isStopped ? null : error instanceof Error ? error.message : String(error);
    const how = isStopped ? "canceled" : "failed";
    if (!isDone) await served?.ended({ how, failure, savepoint: null, rowsRead: null });
    if (!isStopped) throw error;
    return error.code;
  }
}

async function runWith(
  given: Arguments,
  served: ServedRun | undefined,
  onDone: (result: RunResult) => Promise<void>,
): Promise<RunResult> {
  const { words, options } = given;
  const settings = settingsOf(given);
  const job = await loadJob(words);
  const stop = new AbortController();
  const progress = served === undefined ? progressPrinter(job.name) : undefined;
  const release = onStop(job.name, stop);
  let running: Running | undefined;
  const asked = { current: () => running, cancel: () => stop.abort(new Stopped(interrupted)) };
  const answering = await answerQuestions(asked, { name: job.name, path: words[0]! });
  if (answering.place !== undefined) await served?.started(answering.place);
  try {
    running = job.start({
      ...settings,
      onDone,
      signal: stop.signal,
      ...(progress === undefined ? {} : { onProgress: progress.show }),
      onWarning: (text) => {
        progress?.end();
        writeText("stderr", `warning: ${text}\n`);
        served?.warned(text);
      },
    });
    const result = await running.finished;
    progress?.end();
    tellResult(job.name, result);
    return result;
  } catch (error) {
    progress?.end();
    if (error instanceof Stopped) tellStopped(job.name, running?.lastCheckpoint(), options);
    throw error;
  } finally {
    release();
    await answering.end();
  }
}

function settingsOf(given: Arguments): RunOptions {
  const { words, options } = given;
  const checkpoint = checkpointOf(options);
  const restart = restartOf(options);
  const memoryBytes = sizeBytes(options, "memory");
  return {
    parallelism: wholeNumber(options, "parallelism") ?? 1,
    ...threadsOf(words, options),
    ...parametersOf(given),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...stateOf(options),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(restart === undefined ? {} : { restart }),
  };
}

function tellResult(name: string, { rowsRead, elapsedMs, metrics, savepoint }: RunResult): void {
  writeText("stderr", `${name}: ${rowsRead.toLocaleString("en-US")} rows in ${(elapsedMs / 1000).toFixed(2)} s\n`);
  warn(metrics.total("numRecordsSkipped"), "skipped");
  warn(metrics.total("numRecordsDeadLettered"), "sent to the dead letters");
  warn(metrics.total("numLateRecordsDropped"), "too late for their windows");
  if (savepoint !== undefined) writeText("stderr", `${name}: stopped with the savepoint ${savepoint}\n`);
}

function tellStopped(name: string, last: string | undefined, options: Arguments["options"]): void {
  const how = options.get("from") === "none" ? "without --from none, the same command" : "the same command";
  const left = options.has("checkpoint")
    ? "before its first checkpoint: nothing was committed"
    : "nothing was committed";
  writeText("stderr", `${name}: stopped; ${last === undefined ? left : `${how} goes on from ${last}`}\n`);
}

class Stopped extends Error {
  readonly code: number;

  constructor(code: number) {
    super();
    this.code = code;
  }
}

/** The first Ctrl-C stops the run, which closes what it has opened; the next does not wait for that. */
function onStop(name: string, stop: AbortController): () => void {
  return onStopSignal((code) => {
    if (!stop.signal.aborted) return stop.abort(new Stopped(code));
    writeText("stderr", `${name}: ended before all was closed: hidden temporary files may be left\n`);
    void endProcess(code, "stopped");
  });
}

function warn(records: number, what: string): void {
  if (records > 0) writeText("stderr", `warning: ${records.toLocaleString("en-US")} records were ${what}\n`);
}
