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

/** What is made when it is first asked for, each in a turn of its own: rows of large graphs together take longer than one. */
export function* madeInTurns<Lazy, Name extends keyof Lazy>(lazy: Lazy, ...names: Name[]): Generator<undefined, void> {
  for (const name of names) {
    void lazy[name];
    yield;
  }
}

/** What takes no longer than one turn. */
export function* inOneTurn<Result>(compute: () => Result): Generator<number | undefined, Result> {
  yield;
  return compute();
}

/** The numbers below a count in an order, by merging: entries that a turn takes sort are a run, and of two runs one becomes. */
export function* sortedInTurns(
  count: number,
  compare: (one: number, other: number) => number,
  turn: number = 1 << 16,
): Generator<undefined, Uint32Array> {
  let [from, into] = [new Uint32Array(count), new Uint32Array(count)];
  for (let at = 0; at < count; at++) from[at] = at;
  for (let start = 0; start < count; start += turn) {
    from.subarray(start, start + turn).sort(compare);
    yield;
  }
  for (let length = turn; length < count; length *= 2) {
    for (let start = 0; start < count; start += 2 * length) {
      const [middle, end] = [Math.min(start + length, count), Math.min(start + 2 * length, count)];
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        const takesLeft = right === end || (left < middle && compare(from[left]!, from[right]!) <= 0);
        into[at] = takesLeft ? from[left++]! : from[right++]!;
        if (at % turn === 0) yield;
      }
    }
    [from, into] = [into, from];
  }
  return from;
}
