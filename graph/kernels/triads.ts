/** Rows of a graph without directions, self-loops and parallel edges, with what leads out (1), in (2) or both (3) at each entry. */
interface WaysOfRows {
  readonly starts: Uint32Array; // [vertices + 1]
  readonly neighbours: Uint32Array; // [entries]
  readonly ways: Uint8Array; // [entries]
}

/** Of each entry whether it leads to a vertex of more neighbours (of as many: of a greater number): each pair has one that does. */
export function upwardRows({ starts, neighbours, ways }: WaysOfRows): WaysOfRows {
  const count = starts.length - 1;
  const up = { starts: new Uint32Array(count + 1), neighbours: new Uint32Array(neighbours.length >> 1) };
  const waysUp = new Uint8Array(neighbours.length >> 1);
  let end = 0;
  for (let vertex = 0; vertex < count; vertex++) {
    const degree = starts[vertex + 1]! - starts[vertex]!;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      const other = neighbours[e]!;
      const degreeOfOther = starts[other + 1]! - starts[other]!;
      if (degreeOfOther < degree || (degreeOfOther === degree && other < vertex)) continue;
      up.neighbours[end] = other;
      waysUp[end++] = ways[e]!;
    }
    up.starts[vertex + 1] = end;
  }
  return { ...up, ways: waysUp };
}

/**
 * Sets of three of which two pairs have edges, by the bits of these, as if the third pair had none, and sets of which one pair has one, as if its ends
 * had no neighbour in common. What triangles make of it is said by `countTriangles`.
 */
export function countOpenTriads({ starts, neighbours, ways }: WaysOfRows, codes: Float64Array /* [64] */): void {
  const count = starts.length - 1;
  const of = new Float64Array(4);
  for (let vertex = 0; vertex < count; vertex++) {
    of.fill(0);
    const degree = starts[vertex + 1]! - starts[vertex]!;
    for (let e = starts[vertex]!; e < starts[vertex + 1]!; e++) {
      of[ways[e]!]!++;
      const other = neighbours[e]!;
      if (other > vertex) codes[ways[e]!]! += count - degree - (starts[other + 1]! - starts[other]!);
    }
    for (let one = 1; one < 4; one++) {
      codes[one | (one << 2)]! += (of[one]! * (of[one]! - 1)) / 2;
      for (let other = one + 1; other < 4; other++) codes[one | (other << 2)]! += of[one]! * of[other]!;
    }
  }
}

/** Triangles by the bits of their three pairs; each takes away the three sets of two pairs that it is, and adds what its pairs have in common. */
export function countTriangles(
  { starts, neighbours, ways }: WaysOfRows, // of upwardRows
  from: number,
  to: number,
  marks: Uint8Array, // [vertices], zeros before and after
  codes: Float64Array, // [64]
): void {
  for (let first = from; first < to; first++) {
    for (let e = starts[first]!; e < starts[first + 1]!; e++) marks[neighbours[e]!] = ways[e]!;
    for (let e = starts[first]!; e < starts[first + 1]!; e++) {
      const second = neighbours[e]!;
      const ab = ways[e]!;
      for (let f = starts[second]!; f < starts[second + 1]!; f++) {
        const ac = marks[neighbours[f]!]!;
        if (ac === 0) continue;
        const bc = ways[f]!;
        codes[ab | (ac << 2) | (bc << 4)]!++;
        codes[ab]!++;
        codes[ac]!++;
        codes[bc]!++;
        codes[wedge(ab, ac)]!--;
        codes[wedge(turned(ab), bc)]!--;
        codes[wedge(turned(ac), turned(bc))]!--;
      }
    }
    for (let e = starts[first]!; e < starts[first + 1]!; e++) marks[neighbours[e]!] = 0;
  }
}

function wedge(one: number, other: number): number {
  return one < other ? one | (other << 2) : other | (one << 2);
}

/** What a pair's bits are from its other end. */
function turned(way: number): number {
  return (way >> 1) | ((way & 1) << 1);
}
