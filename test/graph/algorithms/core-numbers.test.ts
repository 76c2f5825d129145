import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { coreNumbers, graph } from "../../../graph/mod.ts";
import { expectAgreement, neighboursOf, type PlainGraph } from "../naive.ts";

test("a triangle with a tail is a core of 2 with one vertex of core 1", async () => {
  const edges = from([
    { a: 1, b: 2 },
    { a: 2, b: 3 },
    { a: 3, b: 1 },
    { a: 3, b: 4 },
    { a: 4, b: 4 },
  ]);
  const rows = await graph({ edges, source: "a", target: "b" }).apply(coreNumbers()).collect();
  expect(rows.map(({ core }) => core)).toEqual([2, 2, 2, 1]);
});

test("core numbers are what leaving out vertices of fewer than k neighbours again and again gives", async () => {
  await expectAgreement((one) => one.coreNumbers(), naive);
});

function naive(plain: PlainGraph): unknown[] {
  const cores = new Map(plain.vertices.map((id) => [id, 0]));
  const neighbours = neighboursOf(plain);
  let left = plain.vertices;
  for (let k = 1; left.length > 0; k++) {
    const few = (id: number): boolean => left.filter((other) => neighbours.get(id)!.has(other)).length < k;
    for (let out = left.filter(few); out.length > 0; out = left.filter(few))
      left = left.filter((id) => !out.includes(id));
    for (const id of left) cores.set(id, k);
  }
  return plain.vertices.map((id) => ({ id, core: cores.get(id)! }));
}
