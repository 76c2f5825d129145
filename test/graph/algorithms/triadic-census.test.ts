import { expect, test } from "vitest";
import { triadicCensus } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, matrixOf, type PlainGraph, sumOf, testGraphs } from "../naive.ts";

test.each([
  ["003", []],
  ["012", [[1, 2]]],
  [
    "102",
    [
      [1, 2],
      [2, 1],
    ],
  ],
  [
    "021D",
    [
      [2, 1],
      [2, 3],
    ],
  ],
  [
    "021U",
    [
      [1, 2],
      [3, 2],
    ],
  ],
  [
    "021C",
    [
      [1, 2],
      [2, 3],
    ],
  ],
  [
    "111D",
    [
      [1, 2],
      [2, 1],
      [3, 2],
    ],
  ],
  [
    "111U",
    [
      [1, 2],
      [2, 1],
      [2, 3],
    ],
  ],
  [
    "030T",
    [
      [1, 2],
      [3, 2],
      [1, 3],
    ],
  ],
  [
    "030C",
    [
      [1, 2],
      [2, 3],
      [3, 1],
    ],
  ],
  [
    "201",
    [
      [1, 2],
      [2, 1],
      [2, 3],
      [3, 2],
    ],
  ],
  [
    "120D",
    [
      [1, 2],
      [2, 1],
      [3, 1],
      [3, 2],
    ],
  ],
  [
    "120U",
    [
      [1, 2],
      [2, 1],
      [1, 3],
      [2, 3],
    ],
  ],
  [
    "120C",
    [
      [1, 2],
      [2, 1],
      [2, 3],
      [3, 1],
    ],
  ],
  [
    "210",
    [
      [1, 2],
      [2, 1],
      [2, 3],
      [3, 2],
      [1, 3],
    ],
  ],
  [
    "300",
    [
      [1, 2],
      [2, 1],
      [2, 3],
      [3, 2],
      [1, 3],
      [3, 1],
    ],
  ],
] as [string, [number, number][]][])("three vertices are of kind %s by their edges", async (kind, pairs) => {
  const loops: [number, number][] = [1, 2, 3].map((id) => [id, id]);
  const rows = await graphOfPairs([...loops, ...pairs])
    .apply(triadicCensus())
    .collect();
  expect(rows.filter(({ count }) => count > 0)).toEqual([{ triad: kind, count: 1 }]);
});

test("all sets of three are counted, each kind as often as looking at every set says", async () => {
  for (const plain of testGraphs()) {
    const rows = await graphOf(plain).triadicCensus().collect();
    const counts = new Map<string, number>();
    for (const { triad, count } of rows) counts.set(triad.slice(0, 3), (counts.get(triad.slice(0, 3)) ?? 0) + count);
    expect([...counts].filter(([, count]) => count > 0).sort(), plain.name).toEqual(naive(plain));
    const n = plain.vertices.length;
    expect(sumOf(rows, ({ count }) => count)).toBe((n * (n - 1) * (n - 2)) / 6 || 0);
  }
});

/** How many pairs of each three have edges both ways, one way, and none. */
function naive(plain: PlainGraph): unknown[] {
  const at = matrixOf(plain);
  const counts = new Map<string, number>();
  const { vertices } = plain;
  for (let a = 0; a < vertices.length; a++) {
    for (let b = a + 1; b < vertices.length; b++) {
      for (let c = b + 1; c < vertices.length; c++) {
        const pairs = [
          [a, b],
          [a, c],
          [b, c],
        ].map(([x, y]) => {
          const [one, other] = [vertices[x!]!, vertices[y!]!];
          return (at(one, other) > 0 ? 1 : 0) + (at(other, one) > 0 ? 1 : 0);
        });
        const name = [2, 1, 0].map((ways) => pairs.filter((pair) => pair === ways).length).join("");
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
  }
  return [...counts].sort();
}
