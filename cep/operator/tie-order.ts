import { type OperatorContext, rowReader, take } from "../../core/mod.ts";
import { type ReadyRows, range } from "./waiting-rows.ts";

/** A row and its place among others. */
interface Tied {
  readonly at: number;
  readonly row: unknown;
}

type Order = (left: never, right: never) => number;

/** The same rows, those of one time in an order of the user's. Rows at which that throws are failed records. */
export function inTieOrder(piece: ReadyRows, order: Order, context: OperatorContext): ReadyRows {
  const { batch, from, to } = piece;
  const times = batch.times!;
  const read = rowReader(batch);
  const rows: number[] = [];
  let moved = false;
  for (let first = from; first < to; ) {
    let end = first + 1;
    while (end < to && times[end] === times[first]) end++;
    const tied = [...range(first, end)].map((at) => ({ at, row: end - first > 1 ? read(at) : undefined }));
    const fail = ({ at }: Tied, error: unknown): void =>
      context.fail({ doing: `order events of one time in ${context.step}`, error, batch, row: at });
    const ordered = end - first > 1 ? inOrder(tied, order, fail) : tied;
    for (const { at } of ordered) rows.push(at);
    moved ||= end - first > 1;
    first = end;
  }
  if (!moved) return piece;
  const keys = new Float64Array(rows.length);
  rows.forEach((row, at) => {
    keys[at] = piece.keys[row]!;
  });
  return { batch: take(batch, Int32Array.from(rows)), keys, classes: undefined, from: 0, to: rows.length };
}

function inOrder(tied: readonly Tied[], order: Order, fail: (tied: Tied, error: unknown) => void): readonly Tied[] {
  try {
    return tied.toSorted((left, right) => order(left.row as never, right.row as never) || left.at - right.at);
  } catch {
    return oneByOne(tied, order, fail);
  }
}

/** One that cannot be compared to itself is at fault; otherwise the later of two. */
function oneByOne(tied: readonly Tied[], order: Order, fail: (tied: Tied, error: unknown) => void): readonly Tied[] {
  const placed: Tied[] = [];
  for (const one of tied) {
    const row = one.row as never;
    try {
      order(row, row);
      const before = placed.findLastIndex((other) => !(order(other.row as never, row) > 0));
      placed.splice(before + 1, 0, one);
    } catch (error) {
      fail(one, error);
    }
  }
  return placed;
}
