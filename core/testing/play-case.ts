import type { Combination, Operator } from "../operators/operator.ts";
import { combinedHost } from "./combined-host.ts";
import { eventText, type InputEvent, type RowEvent } from "./event.ts";
import { batchOf } from "./event-batch.ts";
import { literal } from "./literal.ts";
import { type Feedback, loopedHost } from "./looped-host.ts";
import { memoryFolder } from "./memory-folder.ts";
import type { Mode } from "./modes.ts";
import { type Exchange, type HostOptions, type OperatorHost, operatorHost } from "./operator-host.ts";
import { poison } from "./poison.ts";
import { type Recorded, recorder, rowEvents } from "./recorder.ts";

/** What came out of a replay. */
export interface Played {
  readonly events: readonly Recorded[];
  readonly sides: ReadonlyMap<string, readonly Recorded<RowEvent>[]>;
  readonly counts: Readonly<Record<string, number>>;
  /** Messages of the records that were left out. */
  readonly failures: readonly string[];
}

export interface PlayOptions {
  readonly input: readonly InputEvent[];
  readonly exchange: readonly Exchange[];
  readonly feedback: Feedback | undefined;
  readonly memoryBytes: number;
  /** Whether a record that cannot be processed is left out, rather than the end of it all. */
  readonly onFailure: "throw" | "skip";
}

/** Replays the events of a case in one mode. */
export function playCase(operator: Operator, options: PlayOptions, mode: Mode): Played {
  const { host, steps, crash, play, played } = openCase(operator, options, mode);
  for (const step of steps) {
    play(step);
    const done = step[0]!.event === "end";
    if (mode.barriers === true && !done) host.barrier();
    if (mode.crashes === "after every step" && !done) crash();
  }
  host.close();
  return played();
}

/** A case that is played step by step. */
export interface OpenCase {
  readonly host: OperatorHost;
  readonly steps: readonly (readonly InputEvent[])[];
  play(step: readonly InputEvent[]): void;
  crash(): void;
  played(): Played;
}

export function openCase(operator: Operator, options: PlayOptions, mode: Mode): OpenCase {
  const record = recorder(operator, mode.consumer);
  const counts: Record<string, number> = {};
  const failures: string[] = [];
  const hostOptions: HostOptions = {
    operator,
    outputs: record.outputs,
    exchange: options.exchange,
    memoryBytes: options.memoryBytes,
    disk: mode.onDisk !== undefined ? { folder: memoryFolder().folder, memoryBytes: 1 } : undefined,
    changesBackend: mode.onDisk === "but for every third life",
    onFailure: (message, error) => {
      if (options.onFailure === "throw") throw new Error(message, { cause: error });
      failures.push(message);
    },
    count: (metric, by) => {
      counts[metric] = (counts[metric] ?? 0) + by;
    },
  };
  const combination = mode.combined === true ? operator.combine : undefined;
  const host = openHost(combination, options.feedback, hostOptions, mode.parallelism[0]!);
  let crashes = 0;
  const crash = (): void => host.crash(mode.parallelism[++crashes % mode.parallelism.length]!);
  return {
    host,
    steps: stepsOf(options.input, mode),
    crash,
    play: (step) => {
      record.after(step.map(eventText).join(", "));
      playStep(host, step, mode, crash);
    },
    played: () => {
      record.checkKept();
      return { events: record.events, sides: record.sides, counts, failures };
    },
  };
}

function openHost(
  combination: Combination | undefined,
  feedback: Feedback | undefined,
  options: HostOptions,
  parallelism: number,
): OperatorHost {
  if (combination !== undefined) return combinedHost(combination, options, parallelism);
  if (feedback !== undefined) return loopedHost(feedback, options, parallelism);
  return operatorHost(options, parallelism);
}

/** Events that go in together: one, or all rows of an input until something else comes. The halves of an update always do. */
function stepsOf(input: readonly InputEvent[], mode: Mode): InputEvent[][] {
  const steps: InputEvent[][] = [];
  for (const event of input) {
    const last = steps.at(-1);
    const together = last !== undefined && travelTogether(last[0]!, event);
    if (together && (mode.batches === "all" || isUpdate(last.at(-1)!, event))) last.push(event);
    else steps.push([event]);
  }
  return steps;
}

function isUpdate(a: InputEvent, b: InputEvent): boolean {
  return a.event === "row" && b.event === "row" && a.change === "updateBefore" && b.change === "updateAfter";
}

function travelTogether(a: InputEvent, b: InputEvent): boolean {
  if (a.event !== "row" || b.event !== "row") return false;
  return (a.input ?? 0) === (b.input ?? 0) && (a.timeMs === undefined) === (b.timeMs === undefined);
}

function playStep(host: OperatorHost, step: readonly InputEvent[], mode: Mode, crash: () => void): void {
  const [event] = step as readonly [InputEvent];
  switch (event.event) {
    case "row":
      return playRows(host, step as readonly RowEvent[], mode);
    case "watermark":
      return host.watermark(event.timeMs, event.input);
    case "processingTime":
      return host.processingTime(event.timeMs);
    case "end":
      return host.end(event.input);
    default:
      return crash();
  }
}

/** Gives the rows as one batch, behind an empty one where many travel together. */
function playRows(host: OperatorHost, rows: readonly RowEvent[], mode: Mode): void {
  const input = rows[0]!.input ?? 0;
  const batch = batchOf(rows, mode.form);
  if (mode.batches === "all") host.batch({ ...batch, selection: new Int32Array(0), reused: false }, input);
  const before = batch.reused ? "" : literal(rowEvents(batch));
  host.batch(batch, input);
  if (!batch.reused && literal(rowEvents(batch)) !== before) throw changedInput(before, literal(rowEvents(batch)));
  poison(batch);
}

function changedInput(before: string, now: string): Error {
  return new Error(
    `Cannot accept the operator as it must not change a batch that it is given: got ${now} where ${before} was given; ` +
      "copy what is to be changed",
  );
}
