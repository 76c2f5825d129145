import { rowReader, take } from "../../core/mod.ts";
import { type ReadyRows, range } from "./waiting-rows.ts";

/** The same rows, those of one time in an order of the user's. */
export function inTieOrder(piece: ReadyRows, order: (left: never, right: never) => number): ReadyRows {
  const { batch, from, to } = piece;
  const times = batch.times!;
  const read = rowReader(batch);
  const rows = range(from, to);
  let moved = false;
  for (let first = from; first < to; ) {
    let end = first + 1;
    while (end < to && times[end] === times[first]) end++;
    if (end - first > 1) {
      const tied = Array.from({ length: end - first }, (_, at) => ({ at: first + at, row: read(first + at) }));
      tied.sort((left, right) => order(left.row as never, right.row as never) || left.at - right.at);
      tied.forEach(({ at }, place) => {
        rows[first - from + place] = at;
      });
      moved = true;
    }
    first = end;
  }
  if (!moved) return piece;
  const keys = new Float64Array(rows.length);
  rows.forEach((row, at) => {
    keys[at] = piece.keys[row]!;
  });
  return { batch: take(batch, rows), keys, classes: undefined, from: 0, to: rows.length };
}
