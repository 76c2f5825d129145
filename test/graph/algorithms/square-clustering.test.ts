import { expect, test } from "vitest";
import { squareClustering } from "../../../graph/mod.ts";
import { expectAgreement, graphOfPairs, neighboursOf, type PlainGraph } from "../naive.ts";

test("a square closes all of its four paths", async () => {
  const ring = graphOfPairs([
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 1],
  ]);
  expect(await ring.apply(squareClustering()).collect()).toEqual([{ squares: 1, paths: 4, coefficient: 1 }]);
});

test("squares and paths are what walking three edges from every vertex gives", async () => {
  await expectAgreement((one) => one.squareClustering(), naive);
});

function naive(plain: PlainGraph): unknown[] {
  const neighbours = neighboursOf(plain);
  const walks = plain.vertices.flatMap((a) =>
    [...neighbours.get(a)!].flatMap((b) =>
      [...neighbours.get(b)!]
        .filter((c) => c !== a)
        .flatMap((c) =>
          [...neighbours.get(c)!].filter((d) => d !== a && d !== b).map((d) => neighbours.get(d)!.has(a)),
        ),
    ),
  );
  const [paths, squares] = [walks.length / 2, walks.filter((closed) => closed).length / 8];
  return [{ squares, paths, coefficient: paths === 0 ? 0 : (4 * squares) / paths }];
}
