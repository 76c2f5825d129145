import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { eccentricity, graph } from "../../../graph/mod.ts";
import { distancesOf, expectAgreement, type PlainGraph } from "../naive.ts";

test("a vertex that does not reach all others has none by NetworkX's convention, and one among those it reaches by igraph's", async () => {
  const one = graph({ edges: from([{ a: 1, b: 2 }]), source: "a", target: "b" });
  const rows = await one.apply(eccentricity()).collect();
  const others = await one.apply(eccentricity({ convention: "igraph" })).collect();
  expect(rows.map((row) => row.eccentricity)).toEqual([1, null]);
  expect(others.map((row) => row.eccentricity)).toEqual([1, 0]);
});

test("eccentricity is the greatest of all distances", async () => {
  await expectAgreement((one) => one.eccentricity(), naive("ignore"));
  await expectAgreement((one) => one.eccentricity({ weights: "use" }), naive("use"));
});

function naive(weights: "ignore" | "use"): (plain: PlainGraph) => unknown[] {
  return (plain) => {
    const distance = distancesOf(plain, weights);
    return plain.vertices.map((id) => {
      const greatest = Math.max(...plain.vertices.map((other) => distance(id, other)));
      return { id, eccentricity: greatest === Number.POSITIVE_INFINITY ? null : greatest };
    });
  };
}
