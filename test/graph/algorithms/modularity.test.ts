import { expect, test } from "vitest";
import { modularity } from "../../../graph/mod.ts";
import { expectAgreement, graphOfPairs, matrixOf, type PlainGraph, sumOf } from "../naive.ts";
import { modularityOf } from "../naive-communities.ts";

test("two pairs that are communities are 1/2, and a vertex in none is refused", async () => {
  const one = graphOfPairs(
    [
      [1, 2],
      [3, 4],
    ],
    false,
  );
  const communities = new Map([1, 2, 3, 4].map((id) => [id, id < 3]));
  expect(await one.apply(modularity({ communities })).collect()).toEqual([{ modularity: 0.5 }]);
  await expect(one.modularity({ communities: new Map([[1, "x"]]) }).collect()).rejects.toThrow(
    /Cannot measure communities in modularity as each vertex must be in one: got "none for 2"; give a community for every vertex/,
  );
});

test.each(["ignore", "use"] as const)(
  "modularity is what going through all pairs gives: weights %s",
  async (weights) => {
    const communities = (plain: PlainGraph): Map<number, number> => new Map(plain.vertices.map((id) => [id, id % 3]));
    await expectAgreement(
      (one, plain) => one.modularity({ communities: communities(plain), weights, resolution: 0.7 }),
      (plain) => naive(plain, communities(plain), weights),
    );
  },
);

function naive(plain: PlainGraph, of: Map<number, number>, weights: "ignore" | "use"): unknown[] {
  const { vertices, edges, directed } = plain;
  const total = sumOf(edges, ({ weight }) => (weights === "use" ? weight : 1));
  if (total === 0) return [{ modularity: null }];
  if (!directed) return [{ modularity: modularityOf(plain, of, weights, 0.7) }];
  const at = matrixOf(plain, weights);
  const term = (a: number, b: number): number => {
    const out = sumOf(vertices, (other) => at(a, other));
    const into = sumOf(vertices, (other) => at(other, b));
    return of.get(a) === of.get(b) ? at(a, b) / total - (0.7 * out * into) / total ** 2 : 0;
  };
  return [{ modularity: sumOf(vertices, (a) => sumOf(vertices, (b) => term(a, b))) }];
}

test("communities that are no map are refused", () => {
  expect(() => modularity({ communities: { 1: "a" } as never })).toThrow(
    'communities must be a map from ids to names: got "object"; use new Map(',
  );
});
