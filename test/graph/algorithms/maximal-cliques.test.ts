import { expect, test } from "vitest";
import { maximalCliques } from "../../../graph/mod.ts";
import { graphOf, graphOfPairs, neighboursOf, sorted, testGraphs } from "../naive.ts";

test("a triangle and its tail are two, and a vertex with nothing but a self-loop is one", async () => {
  const rows = await graphOfPairs([
    [1, 2],
    [2, 3],
    [3, 1],
    [3, 4],
    [5, 5],
  ])
    .apply(maximalCliques())
    .collect();
  expect(sorted(rows.map(({ clique }) => [...clique].sort()))).toEqual([[1, 2, 3], [3, 4], [5]]);
});

test("cliques are what growing every set of neighbours as far as it goes gives", async () => {
  for (const plain of testGraphs()) {
    const neighbours = neighboursOf(plain);
    const grown = new Set<string>();
    const grow = (clique: readonly number[]): void => {
      const more = plain.vertices.filter(
        (id) => !clique.includes(id) && clique.every((each) => neighbours.get(each)!.has(id)),
      );
      if (more.length === 0) grown.add([...clique].sort((a, b) => a - b).join(" "));
      // In ascending order is enough to meet each set; what is left out of it makes it not maximal.
      for (const id of more.filter((each) => each > clique.at(-1)!)) grow([...clique, id]);
    };
    for (const id of plain.vertices) grow([id]);
    const rows = await graphOf(plain).maximalCliques().collect();
    const found = rows.map(({ clique }) => [...clique].sort((a, b) => a - b).join(" "));
    expect(sorted(found), plain.name).toEqual(sorted([...grown]));
  }
});
