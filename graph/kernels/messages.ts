/**
 * Sends one message along the entries [from, to): what waits at a neighbour becomes the sum of all. Those that nothing waited at
 * join `receivers` behind `count`. Gives their new count.
 */
export function sendSum(
  neighbours: Uint32Array, // [entries]
  from: number,
  to: number,
  message: number,
  waiting: Float64Array, // [vertices]
  has: Uint8Array, // [vertices], 1 where something waits
  receivers: Uint32Array, // [vertices]
  count: number,
): number {
  let end = count;
  for (let e = from; e < to; e++) {
    const vertex = neighbours[e]!;
    if (has[vertex] === 1) waiting[vertex]! += message;
    else {
      has[vertex] = 1;
      waiting[vertex] = message;
      receivers[end++] = vertex;
    }
  }
  return end;
}

/** As `sendSum`, with the least of all messages. */
export function sendMin(
  neighbours: Uint32Array, // [entries]
  from: number,
  to: number,
  message: number,
  waiting: Float64Array, // [vertices]
  has: Uint8Array, // [vertices], 1 where something waits
  receivers: Uint32Array, // [vertices]
  count: number,
): number {
  let end = count;
  for (let e = from; e < to; e++) {
    const vertex = neighbours[e]!;
    if (has[vertex] === 0) {
      has[vertex] = 1;
      waiting[vertex] = message;
      receivers[end++] = vertex;
    } else if (message < waiting[vertex]!) waiting[vertex] = message;
  }
  return end;
}

/** Something waits for all vertices that an entry leads to. Gives how many. */
export function receiversOf(
  starts: Uint32Array, // [vertices + 1], of entries that lead in
  has: Uint8Array, // [vertices], zeros before
  receivers: Uint32Array, // [vertices], overwritten
): number {
  let count = 0;
  for (let vertex = 0; vertex < has.length; vertex++) {
    if (starts[vertex] === starts[vertex + 1]) continue;
    has[vertex] = 1;
    receivers[count++] = vertex;
  }
  return count;
}

/** Messages in order of their receivers, those to one in the order they were sent: `ordered[starts[v], starts[v + 1])`. */
export function orderMessages(
  targets: Uint32Array, // [messages]
  messages: Float64Array, // [messages]
  count: number,
  starts: Uint32Array, // [vertices + 1], zeros
  free: Uint32Array, // [vertices]
  ordered: Float64Array, // [messages]
): void {
  for (let k = 0; k < count; k++) starts[targets[k]! + 1]!++;
  for (let at = 1; at < starts.length; at++) starts[at]! += starts[at - 1]!;
  for (let vertex = 0; vertex < free.length; vertex++) free[vertex] = starts[vertex]!;
  for (let k = 0; k < count; k++) ordered[free[targets[k]!]!++] = messages[k]!;
}

/** `sums[v] = Σ along[u]` over the entries of v ∈ [from, to); the same order of additions as in `gatherRanks`, to the bit. */
export function gatherSums(
  starts: Uint32Array, // [vertices + 1], of entries that lead in
  neighbours: Uint32Array, // [entries]
  along: Float64Array, // [vertices]
  from: number,
  to: number,
  sums: Float64Array, // [vertices], those overwritten
): void {
  let e = starts[from]!;
  for (let vertex = from; vertex < to; vertex++) {
    const end = starts[vertex + 1]!;
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (; e + 4 <= end; e += 4) {
      first += along[neighbours[e]!]!;
      second += along[neighbours[e + 1]!]!;
      third += along[neighbours[e + 2]!]!;
      fourth += along[neighbours[e + 3]!]!;
    }
    let sum = first + third + (second + fourth);
    for (; e < end; e++) sum += along[neighbours[e]!]!;
    sums[vertex] = sum;
  }
}
