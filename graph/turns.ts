/** `step(from, to)` over [0, count), so many at a time: between two, others may take their turn. */
export function* inTurns(count: number, size: number, step: (from: number, to: number) => void): Generator<void, void> {
  for (let from = 0; from < count; from += size) {
    step(from, Math.min(from + size, count));
    yield;
  }
}

/** What takes no longer than one turn. */
export function* inOneTurn<Result>(compute: () => Result): Generator<void, Result> {
  yield;
  return compute();
}
