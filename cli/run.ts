import type { Running, RunOptions, RunResult } from "../core/mod.ts";
import { endProcess, nameOf } from "../core/platform/mod.ts";
import { answerQuestions } from "./answer-questions.ts";
import {
  type Arguments,
  parametersOf,
  parseArguments,
  sizeBytes,
  stateOf,
  threadsOf,
  wholeNumber,
} from "./arguments.ts";
import { checkpointOf, restartOf } from "./checkpoint-options.ts";
import { commandOptions } from "./command-options.ts";
import { loadJob } from "./load-job.ts";
import { jsonTeller, textTeller } from "./run-teller.ts";
import { savepointFolder } from "./savepoint.ts";
import { type ServedRun, takeAttempt } from "./serve/served-run.ts";
import type { ServedDashboard } from "./serve-dashboard.ts";
import { interrupted, onStopSignal } from "./stop-signals.ts";
import { telemetry } from "./telemetry.ts";
import { UsageError } from "./usage-error.ts";

/** Exit code of a process whose attempt another one has begun. */
const takenAlready = 3;

export function run(given: readonly string[]): Promise<number> {
  return runJob(parseArguments(given, commandOptions.run));
}

/** `millrace resume JOB SAVEPOINT`: as `run --from`. */
export function resume(given: readonly string[]): Promise<number> {
  const { words, options, all } = parseArguments(given, commandOptions.run);
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
  const given = served === undefined ? written : parseArguments(served.words, commandOptions.run);
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
  const settings = { ...settingsOf(given), ...(options.has("traces") ? { tracing: await telemetry() } : {}) };
  const job = await loadJob(words);
  const stop = new AbortController();
  const tell = options.has("json") ? jsonTeller(job.name) : textTeller(job.name, options);
  const release = onStop(stop, tell.unclosed);
  let running: Running | undefined;
  let page: ServedDashboard | undefined;
  const asked = { current: () => running, cancel: () => stop.abort(new Stopped(interrupted)), warn: tell.warning };
  const answering = await answerQuestions(asked, { name: job.name, path: words[0]! });
  if (answering.place !== undefined) await served?.started(answering.place);
  try {
    running = job.start({
      ...settings,
      onDone,
      signal: stop.signal,
      ...(served === undefined ? { onProgress: tell.progress } : {}),
      onWarning: (text) => {
        tell.warning(text);
        served?.warned(text);
      },
    });
    page = await dashboardOf(running, job.name, options, asked.cancel);
    if (page !== undefined) tell.dashboard(page.url);
    const result = await running.finished;
    tell.done(result);
    return result;
  } catch (error) {
    tell.pause();
    if (error instanceof Stopped) tell.stopped(running?.lastCheckpoint(), error.code);
    throw error;
  } finally {
    release();
    await page?.end();
    await answering.end();
  }
}

/** Where `--dashboard` asks for it: a live page about the run. */
async function dashboardOf(
  running: Running,
  name: string,
  options: Arguments["options"],
  cancel: () => void,
): Promise<ServedDashboard | undefined> {
  if (!options.has("dashboard") && !options.has("dashboard-port")) return undefined;
  // Only who asks for it pays for loading it.
  const [{ portOf, serveDashboard }, { jobOf }] = await Promise.all([
    import("./serve-dashboard.ts"),
    import("../dashboard/mod.ts"),
  ]);
  const port = portOf(options.get("dashboard-port"), "dashboard-port");
  // Who waits for the run hears of it; it may fail before there is a page.
  running.finished.catch(() => undefined);
  // Only a run that takes checkpoints can write one.
  const job = jobOf(running, { name, ...(options.has("checkpoint") ? { savepoints: savepointFolder() } : {}) });
  return serveDashboard({ ...job, cancel }, port);
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

class Stopped extends Error {
  readonly code: number;

  constructor(code: number) {
    super();
    this.code = code;
  }
}

/** The first Ctrl-C stops the run, which closes what it has opened; the next does not wait for that. */
function onStop(stop: AbortController, tellUnclosed: () => void): () => void {
  return onStopSignal((code) => {
    if (!stop.signal.aborted) return stop.abort(new Stopped(code));
    tellUnclosed();
    void endProcess(code, "stopped");
  });
}
