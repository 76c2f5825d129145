import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { edgeDegrees, graph } from "../../../graph/mod.ts";
import { expectAgreement, type PlainGraph } from "../naive.ts";

test("each edge has the degrees of its ends", async () => {
  const edges = from([
    { a: "x", b: "y" },
    { a: "z", b: "y" },
  ]);
  expect(
    await graph({ edges, source: "a", target: "b" })
      .apply(edgeDegrees())
      .filter(({ source }) => source === "z")
      .collect(),
  ).toEqual([
    {
      source: "z",
      target: "y",
      sourceDegree: 1,
      sourceInDegree: 0,
      sourceOutDegree: 1,
      targetDegree: 2,
      targetInDegree: 2,
      targetOutDegree: 0,
    },
  ]);
});

test("degrees of ends are what going through all edges for each gives", () =>
  expectAgreement((one) => one.edgeDegrees(), naive));

function naive({ edges, directed }: PlainGraph): unknown[] {
  const out = (id: number): number => edges.filter(({ source }) => source === id).length;
  const into = (id: number): number => edges.filter(({ target }) => target === id).length;
  const all = (id: number): number => out(id) + into(id);
  const [inOf, outOf] = directed ? [into, out] : [all, all];
  return edges.map(({ source, target }) => ({
    source,
    target,
    sourceDegree: all(source),
    sourceInDegree: inOf(source),
    sourceOutDegree: outOf(source),
    targetDegree: all(target),
    targetInDegree: inOf(target),
    targetOutDegree: outOf(target),
  }));
}
