import { Dataset } from "../dataset/dataset.ts";
import type { Boundedness, Source } from "../io/source.ts";
import type { SourceNode } from "../plan/node.ts";
import { type DrivenRun, drivenRun } from "./driven-run.ts";
import type { InputEvent, OutputEvent, RowEvent } from "./event.ts";
import type { BatchForm } from "./event-batch.ts";
import { type RecordSink, recordSink } from "./record-sink.ts";
import { virtualClock } from "./virtual-clock.ts";

export interface HarnessOptions {
  /** Subtasks of each step. Default 1. */
  readonly parallelism?: number;
  /** Whether the inputs could end, which is when aggregates give final rows only. Default `"unbounded"`. */
  readonly boundedness?: Boundedness;
  /** How rows become batches. Default: as they are. */
  readonly form?: BatchForm;
  /**
   * `"after every call"`: all is thrown away and restored after each event, and each time that something goes on which has
   * waited: after each round of an iteration. (Async functions would be called anew for ever.) Default `"when told"`.
   */
  readonly crashes?: "when told" | "after every call";
  /** Subtasks after each of those crashes, in turn. Default: as many as before. */
  readonly restoredIn?: readonly number[];
  /** What the steps may hold in memory together before what can goes to disk, bytes. Default: half of the heap. */
  readonly memoryBytes?: number;
}

/** A composition of steps that is driven by hand. */
export interface Harness {
  /** Lets events happen one after another. A crash keeps what the operators declared as their state, nothing else. */
  send(...events: readonly InputEvent[]): Promise<void>;
  /** What has come out since the last time it was asked for. */
  output(): OutputEvent[];
  /** The same of a side output of the last step. */
  side(name: string): RowEvent[];
  /** Goes on from the state with another number of subtasks. */
  rescale(parallelism: number): Promise<void>;
  /** A counter of a step, or of all steps together. */
  count(metric: string, step?: string): number;
  close(): Promise<void>;
}

/**
 * Opens a composition so that a test can drive it step by step: rows with times, watermarks and processing time in,
 * rows, watermarks and side outputs out.
 *
 * @example
 * ```ts
 * import { count, type Dataset, tumbling } from "millrace";
 * const windows = await harness((input: Dataset<string>) => input.windowAll(tumbling(10)).aggregate({ rows: count() }));
 * await windows.send(at(3, "a"), at(4, "b"), watermark(9));
 * console.log(windows.output().length); // 2: a row with the count, and the watermark
 * await windows.close();
 * ```
 */
export async function harness<In>(
  transform: (input: Dataset<In>) => Dataset<unknown>,
  options?: HarnessOptions,
): Promise<Harness>;
export async function harness<Left, Right>(
  transform: (left: Dataset<Left>, right: Dataset<Right>) => Dataset<unknown>,
  options?: HarnessOptions,
): Promise<Harness>;
export async function harness(
  transform: (...inputs: Dataset<never>[]) => Dataset<unknown>,
  options: HarnessOptions = {},
): Promise<Harness> {
  const boundedness = options.boundedness ?? "unbounded";
  const sources = Array.from({ length: Math.max(1, transform.length) }, (_, input) => inputNode(input, boundedness));
  const result = transform(...sources.map((node) => new Dataset<never>({ node })));
  const main = recordSink("output");
  const sides = new Map(sidesOf(result).map((side) => [side, recordSink(side)]));
  const outputs = [...sides].map(([side, { sink }]) => result.sideOutput(side).sinkTo(sink));
  const { sinks } = result.sinkTo(main.sink).and(...outputs);
  const run = await drivenRun(sinks, sources, {
    parallelism: options.parallelism ?? 1,
    clock: virtualClock(),
    crashes: options.crashes ?? "when told",
    restoredIn: options.restoredIn ?? [],
    memoryBytes: options.memoryBytes,
    form: options.form ?? { layout: "values" },
  });
  return driven(run, main, sides);
}

function driven(run: DrivenRun, main: RecordSink, sides: ReadonlyMap<string, RecordSink>): Harness {
  return {
    send: async (...events) => {
      for (const event of events) await run.happen(event);
    },
    output: main.taken,
    side: (name) => {
      const side = sides.get(name);
      if (side === undefined) {
        throw new TypeError(
          `Cannot read side output ${JSON.stringify(name)} of a harness as its last step must have it: ` +
            `got ${[...sides.keys()].join(", ") || "none"}; end the composition at the step that has it`,
        );
      }
      return side.taken().filter((event) => event.event === "row");
    },
    rescale: (parallelism) => run.crash(parallelism),
    count: (metric, step) => run.count(metric, step),
    close: () => run.close(),
  };
}

function inputNode(input: number, boundedness: Boundedness): SourceNode {
  const name = `input ${input}`;
  const source: Source<unknown> = {
    name,
    boundedness,
    splits: async () => [],
    open: () => Promise.reject(new Error(`Cannot read ${name} as a harness sends its rows; use send`)),
  };
  return { kind: "source", name, source, onError: "fail" };
}

function sidesOf({ port }: Dataset<unknown>): readonly string[] {
  return port.node.kind === "operator" && port.side === undefined ? (port.node.operator.sides ?? []) : [];
}
