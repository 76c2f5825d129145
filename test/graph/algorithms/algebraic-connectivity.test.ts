import { expect, test } from "vitest";
import { algebraicConnectivity } from "../../../graph/mod.ts";
import { expectAgreement, graphOfPairs, type PlainGraph } from "../naive.ts";

test("a path of three is 1, a whole graph of four 4, and parts 0", async () => {
  const of = async (pairs: [number, number][]): Promise<number> =>
    (await graphOfPairs(pairs).apply(algebraicConnectivity()).collect())[0]!.connectivity;
  expect(
    await of([
      [1, 2],
      [2, 3],
    ]),
  ).toBeCloseTo(1, 10);
  expect(
    await of([
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 1],
      [1, 3],
      [2, 4],
    ]),
  ).toBeCloseTo(4, 10);
  expect(
    await of([
      [1, 2],
      [3, 4],
    ]),
  ).toBeCloseTo(0, 10);
  expect(await of([[1, 1]])).toBe(0);
});

test("it is the second smallest eigenvalue of the Laplacian", async () => {
  await expectAgreement((one) => one.algebraicConnectivity(), naive);
});

/** Jacobi's rotations until nothing is left beside the diagonal. */
function naive({ vertices, edges }: PlainGraph): unknown[] {
  const n = vertices.length;
  if (n < 2) return [{ connectivity: 0 }];
  const a = vertices.map((one) =>
    vertices.map((other) => {
      const near = edges.filter(({ source, target }) => source !== target && (source === one || target === one));
      if (one === other) return near.length;
      return -near.filter(({ source, target }) => source === other || target === other).length;
    }),
  );
  for (let round = 0; round < 60; round++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p]![q]!) < 1e-15) continue;
        const angle = 0.5 * Math.atan2(2 * a[p]![q]!, a[q]![q]! - a[p]![p]!);
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (let k = 0; k < n; k++)
          [a[k]![p], a[k]![q]] = [c * a[k]![p]! - s * a[k]![q]!, s * a[k]![p]! + c * a[k]![q]!];
        for (let k = 0; k < n; k++)
          [a[p]![k], a[q]![k]] = [c * a[p]![k]! - s * a[q]![k]!, s * a[p]![k]! + c * a[q]![k]!];
      }
    }
  }
  return [{ connectivity: a.map((row, at) => row[at]!).sort((x, y) => x - y)[1]! }];
}
