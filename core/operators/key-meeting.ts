import { type Batch, lengthOf } from "../data/batch.ts";
import { neverRight } from "../data/never-right.ts";
import { quotedName } from "../data/schema.ts";
import { readLambda } from "../expression/read-lambda.ts";
import { keyKinds, kindsIn, kindText } from "./key-kinds.ts";
import { type KeyedInput, type KeySpec, keyedInput } from "./keyed-input.ts";
import type { OperatorContext } from "./operator.ts";
import { ColumnSeeker, namedOfPairs } from "./sought-columns.ts";

/** Rows of each side after which a step on an unbounded input is told that its keys never meet. */
const enoughRows = 1000;

interface Side {
  /** Of each column of the key, what its values have been. */
  kinds: number[];
  rows: number;
  columns: readonly (string | undefined)[];
}

/** What the keys of both sides have been, for another thread. */
export interface ToldKeys {
  readonly sides: readonly [Readonly<Side>, Readonly<Side>];
}

/**
 * What the keys of both inputs of a step have been, in all its subtasks: where no key of one can ever equal one of the
 * other, such as a text and a number, that is an error and not an empty result. By the values themselves, as a plan
 * tells it by the types of columns that are known before.
 *
 * Looked at until a key of each side is of one kind: so it costs nothing behind the first batches.
 */
export class KeyMeeting {
  readonly #step: string;
  readonly #sees: "all" | "some";
  readonly #enoughRows: number;
  readonly sides: [Side, Side] = [
    { kinds: [], rows: 0, columns: [] },
    { kinds: [], rows: 0, columns: [] },
  ];
  isSettled = false;

  /**
   * @param sees Whether it sees all subtasks of the step, or hears of others.
   * @param ends Whether all input ends: before that, nobody knows what keys are still to come.
   */
  constructor(step: string, sees: "all" | "some", ends: boolean) {
    this.#step = step;
    this.#sees = sees;
    this.#enoughRows = ends ? Number.POSITIVE_INFINITY : enoughRows;
  }

  see(side: number, key: KeySpec, { batch, keyColumns }: KeyedInput): void {
    const seen = keyColumns.map((column) => kindsIn(column, batch));
    // A key with a null in it never matches, whatever its other columns are.
    if (seen.includes(0)) return;
    this.#add(side, { kinds: seen, rows: lengthOf(batch), columns: seen.map((_, at) => columnOf(key, at)) });
    if (this.#sees === "all" && this.sides.every(({ rows }) => rows >= this.#enoughRows)) this.refuse();
  }

  /** What another thread has seen, and had when it was last heard of. */
  hear(told: ToldKeys, before: ToldKeys | undefined): void {
    told.sides.forEach((seen, side) => {
      this.#add(side, { ...seen, rows: seen.rows - (before === undefined ? 0 : before.sides[side]!.rows) });
    });
    if (this.sides.every(({ rows }) => rows >= this.#enoughRows)) this.refuse();
  }

  #add(side: number, { kinds: seen, rows, columns }: Side): void {
    const own = this.sides[side]!;
    if (rows === 0) return;
    own.kinds = seen.map((kind, at) => kind | (own.kinds[at] ?? 0));
    own.rows += rows;
    own.columns = columns;
    if (this.sides[1 - side]!.rows > 0) this.isSettled ||= this.#apart() < 0;
  }

  /** Throws where both sides have had keys, and none of them could be equal. */
  refuse(): void {
    const [left, right] = this.sides;
    if (this.isSettled || left.rows === 0 || right.rows === 0) return;
    const at = this.#apart();
    if (at >= 0) throw neverRight(new TypeError(neverMet(this.#step, [left, right], at)));
  }

  /** The first column of the key whose values are of other kinds on both sides, or −1. */
  #apart(): number {
    const [left, right] = this.sides;
    if (left.kinds.length !== right.kinds.length) return -1;
    return left.kinds.findIndex((kind, at) => (kind & right.kinds[at]!) === 0);
  }
}

/**
 * The inputs of a step that matches rows of two sides by equal keys.
 *
 * @param select The function that rows of both sides go into.
 */
export function meetingInputs(
  context: OperatorContext,
  keys: readonly KeySpec[],
  select?: (left: never, right: never) => unknown,
): ((batch: Batch) => KeyedInput | undefined)[] {
  const { meeting, sought, step } = context;
  const named = select === undefined ? [] : namedOfPairs(select, step);
  return keys.map((key, side) => {
    const input = keyedInput(context, key, []);
    const seeker = new ColumnSeeker(sought, named[side] ?? []);
    if (meeting === undefined || key === undefined) return input;
    return (batch) => {
      seeker.see(batch);
      const keyed = input(batch);
      if (keyed !== undefined && !meeting.isSettled) meeting.see(side, key, keyed);
      return keyed;
    };
  });
}

function neverMet(step: string, sides: readonly [Side, Side], at: number): string {
  const columns = sides.map((side) => side.columns[at]);
  const [left, right] = columns;
  const what =
    left === undefined || right === undefined
      ? "the keys of both sides"
      : `${quotedName(left)} with ${quotedName(right)}`;
  const [own, others] = sides.map((side) => kindText(side.kinds[at]!));
  return (
    `Cannot match ${what} in ${step} as values of their types are never equal: ` +
    `got only ${own} on the left and only ${others} on the right; ${remedy(sides, columns)}`
  );
}

function remedy(sides: readonly [Side, Side], columns: readonly (string | undefined)[]): string {
  const isOne = sides.every(({ kinds: { length } }) => length === 1);
  if (!isOne || columns.includes(undefined))
    return "make them one type, for instance by String(…) in the key of one side";
  const keys = sides.map(({ kinds: [kind] }, side) => {
    const name = columns[side]!;
    const value = /^[A-Za-z_$][\w$]*$/.test(name) ? `row.${name}` : `row[${quotedName(name)}]`;
    return `(row) => ${kind === keyKinds.string ? value : `String(${value})`}`;
  });
  return `make them one type, for instance by the keys [${keys.join(", ")}]`;
}

function columnOf(key: KeySpec, at: number): string | undefined {
  if (key === undefined) return undefined;
  if ("columns" in key) return key.columns[at];
  const { returns } = readLambda(key.lambda);
  return returns.kind === "column" ? returns.column : undefined;
}
