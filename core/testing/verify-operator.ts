import type { Operator } from "../operators/operator.ts";
import { differenceOf, rowsDifference, type Strictness } from "./compare-output.ts";
import type { InputEvent, OutputEvent, RowEvent } from "./event.ts";
import type { Feedback } from "./looped-host.ts";
import { type Mode, modesFor } from "./modes.ts";
import type { Exchange } from "./operator-host.ts";
import { type Played, type PlayOptions, playCase } from "./play-case.ts";

/** What goes into an operator, and what has to come out. */
export interface OperatorCase {
  readonly input: readonly InputEvent[];
  readonly output: readonly OutputEvent[];
  /** Rows of side outputs; those not named must have none. */
  readonly sides?: Readonly<Record<string, readonly RowEvent[]>>;
  /** Whether the rows between two watermarks come in the order given. Default `"any"`. */
  readonly order?: "any" | "kept";
  /**
   * How records meet their subtask, one for each input: a key, `"broadcast"` or `"rebalance"`. Given, the case is also
   * replayed in several subtasks.
   */
  readonly exchange?: readonly Exchange[];
  /** Side outputs that lead back to an input, as in an iteration, by name. */
  readonly feedback?: Feedback;
  /** What the messages of records that are left out look like. Without it such a record is an error. */
  readonly failures?: readonly RegExp[];
  /** What it may hold in memory, bytes; the rest it puts on disk, if it can. Default: as much as it likes. */
  readonly memoryBytes?: number;
  /** Says of an operator that sends its own watermarks that they are those of its input, whatever the batches. */
  readonly watermarks?: "passed on";
  /** Counters that must stand so at the end. */
  readonly counts?: Readonly<Record<string, number>>;
}

/**
 * Replays one case against an operator in every way that must not matter: record by record and in batches, as values
 * and as columns of each layout, with and without a selection, in arrays that are written over after each call, with a
 * consumer that takes one record at a time, with a crash and a restore after every step, at the same and at another
 * parallelism. Rows are compared as multisets between watermarks. Of a changelog that is given in batches only what is
 * left counts; of an operator that sends its own watermarks, the rows in all.
 *
 * @example
 * ```ts
 * const double: Parameters<typeof verifyOperator>[0] = {
 *   name: "pass on",
 *   open: (context) => ({ batch: (batch) => context.emit(batch) }),
 * };
 * verifyOperator(double, { input: [at(1, "a"), watermark(5)], output: [at(1, "a"), watermark(5)] });
 * ```
 */
export function verifyOperator(operator: Operator, given: OperatorCase): void {
  const options = playOptions(given);
  for (const mode of modesOf(operator, given)) accept(operator, given, playCase(operator, options, mode), mode);
}

export function playOptions(given: OperatorCase): PlayOptions {
  return {
    input: given.input,
    exchange: given.exchange ?? [],
    feedback: given.feedback,
    memoryBytes: given.memoryBytes ?? Number.POSITIVE_INFINITY,
    onFailure: given.failures === undefined ? "throw" : "skip",
  };
}

export function modesOf(operator: Operator, given: OperatorCase): readonly Mode[] {
  // What is taken back may not be there yet where records are combined: the rewriter does not do it either.
  const combines = operator.combine !== undefined && !given.input.some(isChange);
  const onDisk = operator.state?.some((state) => state.onDisk === true) === true;
  return modesFor({ splits: given.exchange !== undefined, combines, onDisk });
}

/** Throws where what came out is not what had to. */
export function accept(operator: Operator, given: OperatorCase, played: Played, mode: Mode): void {
  const difference = caseDifference(operator, given, played, mode);
  if (difference === undefined) return;
  throw new Error(
    `Cannot accept ${operator.name}, ${mode.name}, as its ${difference}\nMend the operator, or what is expected of it.`,
  );
}

function caseDifference(operator: Operator, given: OperatorCase, played: Played, mode: Mode): string | undefined {
  const output = differenceOf(given.output, played.events, strictnessOf(operator, given, mode));
  if (output !== undefined) return `output differs ${output}`;
  // Combined records leave by no side output: where one is read, the rewriter does not combine.
  if (mode.combined === true) return countsDifference(given.counts ?? {}, played);
  for (const side of new Set([...Object.keys(given.sides ?? {}), ...played.sides.keys()])) {
    const difference = rowsDifference(given.sides?.[side] ?? [], played.sides.get(side) ?? []);
    if (difference !== undefined) return `side output ${JSON.stringify(side)} differs:\n${difference}`;
  }
  return failuresDifference(given.failures ?? [], played.failures) ?? countsDifference(given.counts ?? {}, played);
}

function strictnessOf(operator: Operator, given: OperatorCase, mode: Mode): Strictness {
  const isSplit = mode.parallelism.some((parallelism) => parallelism > 1);
  const fencesAreGiven = given.watermarks === "passed on" && !isSplit;
  if (operator.watermarks === "own" && (mode.batches === "all" || isSplit) && !fencesAreGiven) return "in all";
  if (mode.combined === true) return "closed contents";
  if (given.output.some(isChange) && mode.batches === "all") return "contents";
  return given.order === "kept" && !isSplit ? "order" : "rows";
}

function isChange(event: InputEvent): boolean {
  return event.event === "row" && event.change !== "insert";
}

function failuresDifference(expected: readonly RegExp[], got: readonly string[]): string | undefined {
  const left = [...got];
  const missing = expected.filter((pattern) => {
    const at = left.findIndex((message) => pattern.test(message));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  if (missing.length === 0 && left.length === 0) return undefined;
  const lines = [
    ...missing.map((pattern) => `  - missing    ${pattern}`),
    ...left.map((text) => `  + unexpected ${text}`),
  ];
  return `failed records differ:\n${lines.join("\n")}`;
}

function countsDifference(expected: Readonly<Record<string, number>>, { counts }: Played): string | undefined {
  const wrong = Object.entries(expected).filter(([metric, count]) => (counts[metric] ?? 0) !== count);
  if (wrong.length === 0) return undefined;
  return `counters differ:\n${wrong.map(([metric, count]) => `  ${metric} is ${counts[metric] ?? 0}, not ${count}`).join("\n")}`;
}
