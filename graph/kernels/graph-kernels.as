// Twins of the kernels of the same names in page-rank.ts, components.ts, triangles.ts, breadth-first.ts, buckets.ts, modularity.ts, betweenness.ts and adjacency.ts, which say what
// everything means: the same arguments in the same order, arrays as their places in the memory, and the same results to the bit.
// The memory is shared, so that views of it stay what they are when it grows.
// asc: --sharedMemory --maximumMemory 65536 --enable threads

/** Where entry `at` of an array of 4 bytes each lies. */
@inline
function four(array: usize, at: u32): usize {
  return array + (<usize>at << 2);
}

@inline
function eight(array: usize, at: u32): usize {
  return array + (<usize>at << 3);
}

export function rankShares(starts: usize, ranks: usize, shares: usize, count: u32): f64 {
  let dangling: f64 = 0;
  for (let vertex: u32 = 0; vertex < count; vertex++) {
    const degree = load<u32>(four(starts, vertex), 4) - load<u32>(four(starts, vertex));
    const rank = load<f64>(eight(ranks, vertex));
    if (degree == 0) dangling += rank;
    else store<f64>(eight(shares, vertex), rank / <f64>degree);
  }
  return dangling;
}

/** Four loads at a time, none of which waits for a sum. */
export function gatherRanks(
  starts: usize, neighbours: usize, shares: usize, jumps: usize, base: f64, damping: f64, ranks: usize, next: usize, count: u32,
): f64 {
  let change: f64 = 0;
  let e = neighbours;
  for (let vertex: u32 = 0; vertex < count; vertex++) {
    const end = four(neighbours, load<u32>(four(starts, vertex), 4));
    let one = f64x2.splat(0);
    let other = f64x2.splat(0);
    for (; e + 16 <= end; e += 16) {
      const first = v128.load_zero<f64>(eight(shares, load<u32>(e)));
      one = f64x2.add(one, v128.load_lane<f64>(eight(shares, load<u32>(e, 4)), first, 1));
      const third = v128.load_zero<f64>(eight(shares, load<u32>(e, 8)));
      other = f64x2.add(other, v128.load_lane<f64>(eight(shares, load<u32>(e, 12)), third, 1));
    }
    const both = f64x2.add(one, other);
    let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
    for (; e < end; e += 4) sum += load<f64>(eight(shares, load<u32>(e)));
    const rank = base * load<f64>(eight(jumps, vertex)) + damping * sum;
    change += Math.abs(rank - load<f64>(eight(ranks, vertex)));
    store<f64>(eight(next, vertex), rank);
  }
  return change;
}

export function reorderRows(
  starts: usize, neighbours: usize, places: usize, order: usize, newStarts: usize, newNeighbours: usize, count: u32,
): void {
  let to = newNeighbours;
  for (let place: u32 = 0; place < count; place++) {
    store<u32>(four(newStarts, place), <u32>((to - newNeighbours) >> 2));
    const vertex = load<u32>(four(order, place));
    const end = four(neighbours, load<u32>(four(starts, vertex), 4));
    for (let e = four(neighbours, load<u32>(four(starts, vertex))); e < end; e += 4) {
      store<u32>(to, load<u32>(four(places, load<u32>(e))));
      to += 4;
    }
  }
  store<u32>(four(newStarts, count), <u32>((to - newNeighbours) >> 2));
}

function rootOf(parents: usize, vertex: u32): u32 {
  let at = vertex;
  let parent = load<u32>(four(parents, at));
  while (parent != at) {
    const above = load<u32>(four(parents, parent));
    store<u32>(four(parents, at), above);
    at = above;
    parent = load<u32>(four(parents, at));
  }
  return at;
}

@inline
function unite(parents: usize, vertex: u32, neighbour: u32): void {
  if (load<u32>(four(parents, vertex)) == load<u32>(four(parents, neighbour))) return;
  const one = rootOf(parents, vertex);
  const other = rootOf(parents, neighbour);
  if (one < other) store<u32>(four(parents, other), one);
  else store<u32>(four(parents, one), other);
}

export function uniteEnds(sources: usize, targets: usize, from: u32, to: u32, parents: usize): void {
  for (let edge = from; edge < to; edge++) {
    unite(parents, load<u32>(four(sources, edge)), load<u32>(four(targets, edge)));
  }
}

export function uniteFirst(
  starts: usize, neighbours: usize, atMost: u32, from: u32, to: u32, parents: usize,
): void {
  for (let vertex = from; vertex < to; vertex++) {
    const start = load<u32>(four(starts, vertex));
    const end = min(start + atMost, load<u32>(four(starts, vertex), 4));
    for (let e = start; e < end; e++) unite(parents, vertex, load<u32>(four(neighbours, e)));
  }
}

export function uniteOthers(
  starts: usize, neighbours: usize, nth: u32, member: u32, from: u32, to: u32, parents: usize,
): void {
  for (let vertex = from; vertex < to; vertex++) {
    if (rootOf(parents, vertex) == rootOf(parents, member)) continue;
    const last = load<u32>(four(starts, vertex), 4);
    for (let e = load<u32>(four(starts, vertex)) + nth; e < last; e++) {
      unite(parents, vertex, load<u32>(four(neighbours, e)));
    }
  }
}

export function countTriangles(starts: usize, later: usize, from: u32, to: u32, marks: usize, counts: usize): void {
  for (let vertex = from; vertex < to; vertex++) {
    const mark = vertex + 1;
    const start = four(later, load<u32>(four(starts, vertex)));
    const end = four(later, load<u32>(four(starts, vertex), 4));
    for (let e = start; e < end; e += 4) store<u32>(four(marks, load<u32>(e)), mark);
    let ofVertex: u32 = 0;
    for (let e = start; e < end; e += 4) {
      const other = load<u32>(e);
      const last = four(later, load<u32>(four(starts, other), 4));
      let ofBoth: u32 = 0;
      for (let f = four(later, load<u32>(four(starts, other))); f < last; f += 4) {
        const third = load<u32>(f);
        const isBoth = <u32>(load<u32>(four(marks, third)) == mark);
        const count = eight(counts, third);
        store<f64>(count, load<f64>(count) + <f64>isBoth);
        ofBoth += isBoth;
      }
      const count = eight(counts, other);
      store<f64>(count, load<f64>(count) + <f64>ofBoth);
      ofVertex += ofBoth;
    }
    const count = eight(counts, vertex);
    store<f64>(count, load<f64>(count) + <f64>ofVertex);
  }
}

export function visitLevel(
  starts: usize, neighbours: usize, queue: usize, from: u32, to: u32, distance: i32, distances: usize,
): u32 {
  let end = to;
  for (let at = from; at < to; at++) {
    const vertex = load<u32>(four(queue, at));
    const last = four(neighbours, load<u32>(four(starts, vertex), 4));
    for (let e = four(neighbours, load<u32>(four(starts, vertex))); e < last; e += 4) {
      const other = load<u32>(e);
      if (load<i32>(four(distances, other)) >= 0) continue;
      store<i32>(four(distances, other), distance);
      store<u32>(four(queue, end++), other);
    }
  }
  return end;
}

export function findLevel(
  starts: usize, neighbours: usize, queue: usize, end: u32, distance: i32, distances: usize, count: u32,
): u32 {
  let next = end;
  const before = distance - 1;
  for (let vertex: u32 = 0; vertex < count; vertex++) {
    if (load<i32>(four(distances, vertex)) >= 0) continue;
    const last = four(neighbours, load<u32>(four(starts, vertex), 4));
    for (let e = four(neighbours, load<u32>(four(starts, vertex))); e < last; e += 4) {
      if (load<i32>(four(distances, load<u32>(e))) != before) continue;
      store<i32>(four(distances, vertex), distance);
      store<u32>(four(queue, next++), vertex);
      break;
    }
  }
  return next;
}

export function countEntries(starts: usize, queue: usize, from: u32, to: u32): f64 {
  let count: f64 = 0;
  for (let at = from; at < to; at++) {
    const vertex = load<u32>(four(queue, at));
    count += <f64>(load<u32>(four(starts, vertex), 4) - load<u32>(four(starts, vertex)));
  }
  return count;
}

export function settleBuckets(
  starts: usize, neighbours: usize, weights: usize, distances: usize, heads: usize, nexts: usize, previous: usize, places: usize,
  count: i32, perWidth: f64, state: usize, atMost: i32,
): void {
  let bucket = load<f64>(state);
  let place = <i32>load<f64>(state, 8);
  let waiting = <i32>load<f64>(state, 16);
  let seen: u32 = 0;
  for (let taken = 0; taken < atMost && waiting > 0; taken++) {
    while (load<i32>(four(heads, place)) < 0) {
      place = place + 1 == count ? 0 : place + 1;
      bucket += 1;
    }
    const vertex = load<i32>(four(heads, place));
    const behind = load<i32>(four(nexts, vertex));
    store<i32>(four(heads, place), behind);
    if (behind >= 0) {
      store<i32>(four(previous, behind), -1);
      // The row of the next one is fetched while this one is gone through (grid of 2^18: 41 → 34 ns an edge).
      const e = load<u32>(four(starts, behind));
      seen += load<u32>(four(neighbours, e)) + load<u32>(eight(weights, e));
    }
    store<i32>(four(places, vertex), -1);
    waiting--;
    const base = load<f64>(eight(distances, vertex));
    const last = load<u32>(four(starts, vertex), 4);
    for (let e = load<u32>(four(starts, vertex)); e < last; e++) {
      const other = load<i32>(four(neighbours, e));
      const distance = base + load<f64>(eight(weights, e));
      if (distance >= load<f64>(eight(distances, other))) continue;
      store<f64>(eight(distances, other), distance);
      const ahead = <i32>Math.max(0, Math.min(<f64>(count - 1), Math.floor(distance * perWidth) - bucket));
      const to = place + ahead >= count ? place + ahead - count : place + ahead;
      const from = load<i32>(four(places, other));
      if (from == to) continue;
      if (from >= 0) {
        const one = load<i32>(four(previous, other));
        const two = load<i32>(four(nexts, other));
        if (one >= 0) store<i32>(four(nexts, one), two);
        else store<i32>(four(heads, from), two);
        if (two >= 0) store<i32>(four(previous, two), one);
      } else waiting++;
      const first = load<i32>(four(heads, to));
      store<i32>(four(nexts, other), first);
      store<i32>(four(previous, other), -1);
      if (first >= 0) store<i32>(four(previous, first), other);
      store<i32>(four(heads, to), other);
      store<i32>(four(places, other), to);
    }
  }
  store<f64>(state, bucket);
  store<f64>(state, <f64>place, 8);
  store<f64>(state, <f64>waiting, 16);
  store<f64>(state, <f64>seen, 24);
}

export function moveWaiting(
  starts: usize, neighbours: usize, weights: usize, strengths: usize, total: f64, resolution: f64, ring: usize, waits: usize, state: usize,
  atMost: i32, communities: usize, totals: usize, sums: usize, met: usize, sizes: usize, empty: usize, count: u32,
): void {
  let first = <u32>load<f64>(state);
  let waiting = <u32>load<f64>(state, 8);
  let empties = <u32>load<f64>(state, 16);
  for (let taken = 0; taken < atMost && waiting > 0; taken++) {
    const vertex = load<u32>(four(ring, first));
    first = first + 1 == count ? 0 : first + 1;
    waiting--;
    store<u8>(waits + vertex, 0);
    const own = load<u32>(four(communities, vertex));
    const strength = load<f64>(eight(strengths, vertex));
    const push = (resolution * strength) / total;
    const start = load<u32>(four(starts, vertex));
    const end = load<u32>(four(starts, vertex), 4);
    let found: u32 = 0;
    for (let e = start; e < end; e++) {
      const other = load<u32>(four(neighbours, e));
      const weight = load<f64>(eight(weights, e));
      if (other == vertex || weight == 0) continue;
      const community = load<u32>(four(communities, other));
      const sum = load<f64>(eight(sums, community));
      if (sum == 0) store<u32>(four(met, found++), community);
      store<f64>(eight(sums, community), sum + weight);
    }
    store<f64>(eight(totals, own), load<f64>(eight(totals, own)) - strength);
    let best = own;
    let most = load<f64>(eight(sums, own)) - push * load<f64>(eight(totals, own)) + 1e-12 * total;
    for (let k: u32 = 0; k < found; k++) {
      const community = load<u32>(four(met, k));
      const gain = load<f64>(eight(sums, community)) - push * load<f64>(eight(totals, community));
      store<f64>(eight(sums, community), 0);
      if (gain <= most || community == own) continue;
      most = gain;
      best = community;
    }
    if (most < 0 && load<u32>(four(sizes, own)) > 1) best = load<u32>(four(empty, empties - 1));
    store<f64>(eight(totals, best), load<f64>(eight(totals, best)) + strength);
    if (best == own) continue;
    const left = load<u32>(four(sizes, own)) - 1;
    store<u32>(four(sizes, own), left);
    if (left == 0) store<u32>(four(empty, empties++), own);
    const joined = load<u32>(four(sizes, best));
    store<u32>(four(sizes, best), joined + 1);
    if (joined == 0) empties--;
    store<u32>(four(communities, vertex), best);
    for (let e = start; e < end; e++) {
      const other = load<u32>(four(neighbours, e));
      if (load<u8>(waits + other) == 1 || load<u32>(four(communities, other)) == best) continue;
      store<u8>(waits + other, 1);
      const place = first + waiting;
      store<u32>(four(ring, place >= count ? place - count : place), other);
      waiting++;
    }
  }
  store<f64>(state, <f64>first);
  store<f64>(state, <f64>waiting, 8);
  store<f64>(state, <f64>empties, 16);
}

export function groupEntries(
  starts: usize, neighbours: usize, weights: usize, groups: usize, order: usize, sums: usize, groupStarts: usize, groupNeighbours: usize,
  groupWeights: usize, count: u32, groupCount: u32,
): u32 {
  let entry: u32 = 0;
  let at: u32 = 0;
  for (let group: u32 = 0; group < groupCount; group++) {
    const first = entry;
    store<u32>(four(groupStarts, group), first);
    for (; at < count; at++) {
      const vertex = load<u32>(four(order, at));
      if (load<u32>(four(groups, vertex)) != group) break;
      const end = load<u32>(four(starts, vertex), 4);
      for (let e = load<u32>(four(starts, vertex)); e < end; e++) {
        const neighbour = load<u32>(four(neighbours, e));
        const other = load<u32>(four(groups, neighbour));
        let weight = load<f64>(eight(weights, e));
        if (other == group && neighbour != vertex) weight /= 2;
        if (weight == 0) continue;
        const sum = load<f64>(eight(sums, other));
        if (sum == 0) store<u32>(four(groupNeighbours, entry++), other);
        store<f64>(eight(sums, other), sum + weight);
      }
    }
    for (let e = first; e < entry; e++) {
      const other = load<u32>(four(groupNeighbours, e));
      store<f64>(eight(groupWeights, e), load<f64>(eight(sums, other)));
      store<f64>(eight(sums, other), 0);
    }
  }
  store<u32>(four(groupStarts, groupCount), entry);
  return entry;
}

/** A value if it counts, or 0: `select` of doubles is a jump in V8. */
@inline
function ifCounts(value: f64, counts: bool): f64 {
  return reinterpret<f64>(reinterpret<u64>(value) & -<u64>counts);
}

/** Forward nothing is asked for each entry, as no processor could foresee the answers. */
export function addBetweenness(
  starts: usize, neighbours: usize, source: u32, queue: usize, distances: usize, paths: usize, shares: usize, farther: usize,
  fartherStarts: usize, centrality: usize,
): void {
  store<u32>(queue, source);
  store<i32>(four(distances, source), 0);
  store<f64>(eight(paths, source), 1);
  let end: u32 = 1;
  let edge: u32 = 0;
  for (let at: u32 = 0; at < end; at++) {
    store<u32>(four(fartherStarts, at), edge);
    const vertex = load<u32>(four(queue, at));
    const next = load<i32>(four(distances, vertex)) + 1;
    const count = load<f64>(eight(paths, vertex));
    const last = four(neighbours, load<u32>(four(starts, vertex), 4));
    for (let e = four(neighbours, load<u32>(four(starts, vertex))); e < last; e += 4) {
      const other = load<u32>(e);
      const before = load<i32>(four(distances, other));
      const isNew = <i32>(before < 0);
      const distance = before ^ ((before ^ next) & -isNew);
      store<i32>(four(distances, other), distance);
      store<u32>(four(queue, end), other);
      end += isNew;
      const isFarther = distance == next;
      const place = eight(paths, other);
      store<f64>(place, load<f64>(place) + ifCounts(count, isFarther));
      store<u32>(four(farther, edge), other);
      edge += <u32>isFarther;
    }
  }
  store<u32>(four(fartherStarts, end), edge);
  for (let at = <i32>end - 1; at >= 0; at--) {
    const vertex = load<u32>(four(queue, at));
    const last = four(farther, load<u32>(four(fartherStarts, at), 4));
    let sum: f64 = 0;
    for (let e = four(farther, load<u32>(four(fartherStarts, at))); e < last; e += 4) sum += load<f64>(eight(shares, load<u32>(e)));
    const count = load<f64>(eight(paths, vertex));
    const dependency = count * sum;
    store<f64>(eight(shares, vertex), (1 + dependency) / count);
    if (at > 0) store<f64>(eight(centrality, vertex), load<f64>(eight(centrality, vertex)) + dependency);
  }
  for (let at: u32 = 0; at < end; at++) {
    const vertex = load<u32>(four(queue, at));
    store<i32>(four(distances, vertex), -1);
    store<f64>(eight(paths, vertex), 0);
  }
}

@inline
function increment(array: usize, at: u32): u32 {
  const value = load<u32>(four(array, at));
  store<u32>(four(array, at), value + 1);
  return value;
}

export function countBothEnds(from: usize, to: usize, starts: usize, count: u32): void {
  for (let edge: u32 = 0; edge < count; edge++) {
    const one = load<u32>(four(from, edge));
    const other = load<u32>(four(to, edge));
    increment(starts, one + 1);
    if (one != other) increment(starts, other + 1);
  }
}

export function placeBothEntries(from: usize, to: usize, free: usize, neighbours: usize, count: u32): void {
  for (let edge: u32 = 0; edge < count; edge++) {
    const one = load<u32>(four(from, edge));
    const other = load<u32>(four(to, edge));
    store<u32>(four(neighbours, increment(free, one)), other);
    if (one != other) store<u32>(four(neighbours, increment(free, other)), one);
  }
}
