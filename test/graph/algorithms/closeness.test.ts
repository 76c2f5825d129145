import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { type ClosenessOptions, closeness, graph } from "../../../graph/mod.ts";
import { distancesOf, expectAgreement, type PlainGraph, positiveGraphs, sumOf } from "../naive.ts";

test("the middle of a path is nearest, and a small part counts less unless igraph's convention is asked for", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 3 },
    { a: 4, b: 5 },
  ]);
  const one = graph({ edges, source: "a", target: "b", directed: false });
  const [scaled, plain] = [closeness(), closeness({ convention: "igraph" })];
  expect((await one.apply(scaled).collect()).map((row) => row.closeness)).toEqual([1 / 3, 0.5, 0.25, 1 / 3, 0.25]);
  expect((await one.apply(plain).collect()).map((row) => row.closeness)).toEqual([2 / 3, 1, 1, 2 / 3, 1]);
});

test.each([{}, { along: "out", convention: "igraph" }, { weights: "use" }] satisfies ClosenessOptions[])(
  "closeness is what all distances give: %j",
  async (options) => {
    await expectAgreement(
      (one) => one.closeness(options),
      (plain) => naive(plain, options),
      positiveGraphs(),
    );
  },
);

function naive(
  plain: PlainGraph,
  { along = "in", weights = "ignore", convention = "NetworkX" }: ClosenessOptions,
): unknown[] {
  const distance = distancesOf(plain, weights);
  return plain.vertices.map((id) => {
    const to = (other: number): number => (along === "in" ? distance(other, id) : distance(id, other));
    const others = plain.vertices.filter((other) => other !== id && Number.isFinite(to(other)));
    const share = convention === "NetworkX" ? others.length / (plain.vertices.length - 1) : 1;
    return { id, closeness: others.length === 0 ? 0 : (others.length / sumOf(others, to)) * share };
  });
}
