import type { Adjacency } from "../build/snapshot.ts";

/** Entries and vertices that are looked at before others may take their turn. */
const turn = 1 << 20;

/** What a vertex is matched to if it is to none. */
export const unmatched = 0xffffffff;

/**
 * A matching of the most pairs: to each vertex its mate, or `unmatched`. Edmonds' algorithm: from each vertex without a mate a
 * path is sought on which pairs and other edges alternate; odd cycles on it are taken as one vertex. What a search in vain has met is on
 * no such path ever after, and is left out. O(vertices³).
 */
export function* greatestMatching(rows: Adjacency): Generator<number | undefined, Uint32Array> {
  const vertexCount = rows.starts.length - 1;
  const mates = greedyMatching(rows);
  const search = searchOf(rows, mates);
  for (let root = 0; root < vertexCount; root++) {
    if (mates[root] !== unmatched) continue;
    if (!(yield* seekMate(search, root))) leaveOut(search);
  }
  yield 1;
  return mates;
}

function greedyMatching({ starts, neighbours }: Adjacency): Uint32Array {
  const mates = new Uint32Array(starts.length - 1).fill(unmatched);
  for (let vertex = 0; vertex < mates.length; vertex++) {
    for (let e = starts[vertex]!; e < starts[vertex + 1]! && mates[vertex] === unmatched; e++) {
      if (mates[neighbours[e]!] !== unmatched) continue;
      mates[vertex] = neighbours[e]!;
      mates[neighbours[e]!] = vertex;
    }
  }
  return mates;
}

/** One search: which vertices are met, by way of which others, and which odd cycle each is in. */
interface Search extends Adjacency {
  readonly mates: Uint32Array;
  /** The vertex that stands for the odd cycles that a vertex is in. */
  readonly bases: Uint32Array;
  readonly parents: Uint32Array;
  /** Vertices at an even distance from the root, which the search goes on from. */
  readonly queue: Uint32Array;
  readonly isOuter: Uint8Array;
  readonly isInBlossom: Uint8Array;
  readonly isOnPath: Uint8Array;
  /** What the search has met, the first `metCount`. */
  readonly met: Uint32Array;
  metCount: number;
  /** Entries and vertices since others had their turn. */
  looked: number;
  readonly isLeftOut: Uint8Array;
}

function searchOf(rows: Adjacency, mates: Uint32Array): Search {
  const array = (): Uint32Array => new Uint32Array(mates.length).fill(unmatched);
  const flags = (): Uint8Array => new Uint8Array(mates.length);
  return {
    ...rows,
    mates,
    bases: Uint32Array.from(mates.keys()),
    parents: array(),
    queue: array(),
    isOuter: flags(),
    isInBlossom: flags(),
    isOnPath: flags(),
    met: array(),
    metCount: 0,
    looked: 0,
    isLeftOut: flags(),
  };
}

/** Seeks a path from a vertex without a mate to another one, and turns its pairs over; whether there was one. */
function* seekMate(search: Search, root: number): Generator<number, boolean> {
  const { starts, neighbours, mates, bases, parents, queue, isOuter, isLeftOut } = search;
  forget(search);
  meet(search, root);
  isOuter[root] = 1;
  queue[0] = root;
  for (let at = 0, end = 1; at < end; at++) {
    const vertex = queue[at]!;
    search.looked += 1 + starts[vertex + 1]! - starts[vertex]!;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      if (search.looked > turn) {
        search.looked = 0;
        yield root / mates.length;
      }
      const other = neighbours[e]!;
      if (isLeftOut[other] === 1 || bases[vertex] === bases[other] || mates[vertex] === other) continue;
      const isBack = other === root || (mates[other] !== unmatched && parents[mates[other]!] !== unmatched);
      if (isBack) {
        end = contract(search, vertex, other, end);
        search.looked += search.metCount;
      } else if (parents[other] === unmatched) {
        parents[other] = vertex;
        meet(search, other);
        if (mates[other] === unmatched) {
          turnOver(search, other);
          return true;
        }
        meet(search, mates[other]!);
        isOuter[mates[other]!] = 1;
        queue[end++] = mates[other]!;
      }
    }
  }
  return false;
}

function meet(search: Search, vertex: number): void {
  search.met[search.metCount++] = vertex;
}

/** Begins anew: only what was met is not as it was. */
function forget(search: Search): void {
  const { met, metCount, bases, parents, isOuter } = search;
  for (let at = 0; at < metCount; at++) {
    const vertex = met[at]!;
    bases[vertex] = vertex;
    parents[vertex] = unmatched;
    isOuter[vertex] = 0;
  }
  search.metCount = 0;
}

function leaveOut({ met, metCount, isLeftOut }: Search): void {
  for (let at = 0; at < metCount; at++) isLeftOut[met[at]!] = 1;
}

/** Takes an odd cycle as one vertex. Gives the end of the queue. */
function contract(search: Search, one: number, other: number, end: number): number {
  const { bases, queue, isOuter, isInBlossom, met, metCount } = search;
  const base = commonBase(search, one, other);
  for (let at = 0; at < metCount; at++) isInBlossom[met[at]!] = 0;
  markWay(search, one, base, other);
  markWay(search, other, base, one);
  let last = end;
  for (let at = 0; at < metCount; at++) {
    const vertex = met[at]!;
    if (isInBlossom[bases[vertex]!] === 0) continue;
    bases[vertex] = base;
    if (isOuter[vertex] === 1) continue;
    isOuter[vertex] = 1;
    queue[last++] = vertex;
  }
  return last;
}

/** The base that the ways back from two outer vertices have in common. */
function commonBase({ mates, bases, parents, isOnPath, met, metCount }: Search, one: number, other: number): number {
  for (let at = 0; at < metCount; at++) isOnPath[met[at]!] = 0;
  for (let at = bases[one]!; ; at = bases[parents[mates[at]!]!]!) {
    isOnPath[at] = 1;
    if (mates[at] === unmatched) break;
  }
  let at = bases[other]!;
  while (isOnPath[at] === 0) at = bases[parents[mates[at]!]!]!;
  return at;
}

function markWay({ mates, bases, parents, isInBlossom }: Search, from: number, base: number, child: number): void {
  for (let [at, below] = [from, child]; bases[at] !== base; at = parents[mates[at]!]!) {
    isInBlossom[bases[at]!] = 1;
    isInBlossom[bases[mates[at]!]!] = 1;
    parents[at] = below;
    below = mates[at]!;
  }
}

function turnOver({ mates, parents }: Search, end: number): void {
  for (let at = end; at !== unmatched; ) {
    const before = parents[at]!;
    const next = mates[before]!;
    mates[at] = before;
    mates[before] = at;
    at = next;
  }
}
