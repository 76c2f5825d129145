/**
 * Moves residuals into values until none is above a tolerance, first in, first out: what is moved of v goes on along its entries,
 * `residuals[w] += damping · residual · weights[e] / sums[v]` for the entry e of v that leads to w. Vertices that may be above are in
 * the queue, a ring. Those that were moved are put behind the others in `moved`, each once. Stops, with the rest in front of the
 * queue, when it has looked at so many entries.
 */
export function pushResiduals(
  firsts: Int32Array, // [vertices], the first entry of each; −1 where there is none
  nexts: Int32Array, // [entries], the next one of the same vertex
  targets: Uint32Array, // [entries]
  weights: Float64Array, // [entries]
  sums: Float64Array, // [vertices], of the weights of its entries
  damping: number,
  tolerance: number,
  values: Float64Array, // [vertices]
  residuals: Float64Array, // [vertices]
  total: Float64Array, // [1], grows by what is moved
  queue: Uint32Array, // [vertices]
  isQueued: Uint8Array, // [vertices], 1 for those in the queue
  moved: Uint32Array, // [vertices]
  isMoved: Uint8Array, // [vertices], 1 for those in `moved`
  counts: Uint32Array, // [2], how many are in the queue, and in `moved`
  most: number,
): void {
  let [head, left, end, looked] = [0, counts[0]!, counts[1]!, 0];
  let tail = left % queue.length;
  while (left > 0 && looked < most) {
    const vertex = queue[head]!;
    head = head + 1 === queue.length ? 0 : head + 1;
    left--;
    isQueued[vertex] = 0;
    const residual = residuals[vertex]!;
    if (Math.abs(residual) <= tolerance) continue;
    residuals[vertex] = 0;
    values[vertex]! += residual;
    total[0]! += residual;
    if (isMoved[vertex] === 0) {
      isMoved[vertex] = 1;
      moved[end++] = vertex;
    }
    if (sums[vertex] === 0) continue;
    const share = (damping * residual) / sums[vertex]!;
    for (let entry = firsts[vertex]!; entry >= 0; entry = nexts[entry]!) {
      const other = targets[entry]!;
      looked++;
      residuals[other]! += share * weights[entry]!;
      if (isQueued[other] === 1 || Math.abs(residuals[other]!) <= tolerance) continue;
      isQueued[other] = 1;
      queue[tail] = other;
      tail = tail + 1 === queue.length ? 0 : tail + 1;
      left++;
    }
  }
  const rest = Uint32Array.from({ length: left }, (_, at) => queue[(head + at) % queue.length]!);
  queue.set(rest);
  counts[0] = left;
  counts[1] = end;
}

/** `residuals[w] += damping · values[v] · weights[e] / sums[v]` for the entries e of v, each leading to a w. */
export function spreadValue(
  firsts: Int32Array, // [vertices]
  nexts: Int32Array, // [entries]
  targets: Uint32Array, // [entries]
  weights: Float64Array, // [entries]
  sums: Float64Array, // [vertices]
  vertex: number,
  damping: number,
  values: Float64Array, // [vertices]
  residuals: Float64Array, // [vertices]
): void {
  if (sums[vertex] === 0) return;
  const share = (damping * values[vertex]!) / sums[vertex]!;
  for (let entry = firsts[vertex]!; entry >= 0; entry = nexts[entry]!) {
    residuals[targets[entry]!]! += share * weights[entry]!;
  }
}
