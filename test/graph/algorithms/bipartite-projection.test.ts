import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { bipartiteProjection, graph } from "../../../graph/mod.ts";
import { graphOf, neighboursOf, pairsOf, sorted, testGraphs } from "../naive.ts";

test("two things that the same two people bought have weight 2, of parallel edges one counts", async () => {
  const edges = from([
    { who: "Ann", what: "tea" },
    { who: "Ann", what: "jam" },
    { who: "Bob", what: "jam" },
    { who: "Bob", what: "tea" },
    { who: "Bob", what: "tea" },
    { who: "Cid", what: "oil" },
  ]);
  const shop = graph({ edges, source: "who", target: "what" });
  const rows = await shop.apply(bipartiteProjection({ onto: ["tea", "jam", "oil"] })).collect();
  expect(rows).toEqual([{ source: "tea", target: "jam", weight: 2 }]);
});

test("weights are how many neighbours two vertices have in common", async () => {
  for (const plain of testGraphs()) {
    const onto = plain.vertices.filter((_, at) => at % 2 === 0);
    const neighbours = neighboursOf(plain);
    const expected = pairsOf(onto)
      .map(([source, target]) => ({
        source,
        target,
        weight: [...neighbours.get(source)!].filter((other) => neighbours.get(target)!.has(other)).length,
      }))
      .filter(({ weight }) => weight > 0);
    expect(sorted(await graphOf(plain).bipartiteProjection({ onto }).collect()), plain.name).toEqual(sorted(expected));
  }
});
