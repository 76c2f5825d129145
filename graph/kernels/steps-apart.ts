/**
 * Whether a path of so many edges at most leads from one vertex to another, whatever their direction: breadth-first, over entries
 * in lists. Entries 2e and 2e + 1 are those of edge e at its source and its target.
 */
export function isWithinSteps(
  from: number,
  to: number,
  most: number,
  firsts: Uint32Array, // [vertices], the first entry of each plus 1, 0 where there is none
  nexts: Uint32Array, // [entries], the next one of the same vertex plus 1
  sources: Uint32Array, // [edges]
  targets: Uint32Array, // [edges]
  stamps: Uint32Array, // [vertices], `stamp` of those that are reached
  stamp: number, // in no place yet
  queue: Uint32Array, // [vertices]
): boolean {
  stamps[from] = stamp;
  queue[0] = from;
  let [begin, end] = [0, 1];
  for (let step = 0; step < most && begin < end; step++) {
    const last = end;
    for (; begin < last; begin++) {
      for (let entry = firsts[queue[begin]!]!; entry !== 0; entry = nexts[entry - 1]!) {
        const edge = (entry - 1) >> 1;
        const other = ((entry - 1) & 1) === 0 ? targets[edge]! : sources[edge]!;
        if (other === to) return true;
        if (stamps[other] === stamp) continue;
        stamps[other] = stamp;
        queue[end++] = other;
      }
    }
  }
  return false;
}
