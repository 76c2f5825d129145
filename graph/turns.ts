/** `step(from, to)` over [0, count), so many at a time: between two, others may take their turn, and are told the share that is done. */
export function* inTurns(
  count: number,
  size: number,
  step: (from: number, to: number) => void,
): Generator<number, void> {
  for (let from = 0; from < count; from += size) {
    const to = Math.min(from + size, count);
    step(from, to);
    yield to / count;
  }
}

/** What takes no longer than one turn. */
export function* inOneTurn<Result>(compute: () => Result): Generator<number | undefined, Result> {
  yield;
  return compute();
}
