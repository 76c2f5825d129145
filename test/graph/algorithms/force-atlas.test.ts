import { expect, test } from "vitest";
import { forceAtlas } from "../../../graph/mod.ts";
import { graphOfPairs } from "../naive.ts";

const far = (one: { x: number; y: number }, other: { x: number; y: number }): number =>
  Math.hypot(one.x - other.x, one.y - other.y);

test("vertices of one clique lie nearer to one another than to those of another", async () => {
  const clique = (of: readonly number[]): [number, number][] =>
    of.flatMap((one, at) => of.slice(at + 1).map((other): [number, number] => [one, other]));
  const cliques = [
    [1, 2, 3, 4, 5],
    [6, 7, 8, 9, 10],
  ];
  const places = await graphOfPairs([...cliques.flatMap(clique), [1, 6]], false)
    .forceAtlas()
    .collect();
  const at = new Map(places.map((place) => [place.id, place]));
  const within = Math.max(...cliques.flatMap(clique).map(([one, other]) => far(at.get(one)!, at.get(other)!)));
  expect(far(at.get(3)!, at.get(8)!)).toBeGreaterThan(2 * within);
  expect(places.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
});

test("two vertices come to rest where repulsion, attraction and gravity are equal", async () => {
  // (1 + 1)² · 2 / d = d + (1 + 1) · 1: the distance is 2.
  const [one, other] = await graphOfPairs([[1, 2]])
    .apply(forceAtlas({ iterations: 2000 }))
    .collect();
  expect(far(one!, other!)).toBeCloseTo(2, 1);
});

test("one seed gives one picture, and options that cannot be are refused", async () => {
  const path = graphOfPairs([
    [1, 2],
    [2, 3],
  ]);
  expect(await path.forceAtlas({ seed: 4 }).collect()).toEqual(await path.forceAtlas({ seed: 4 }).collect());
  expect(await path.forceAtlas({ seed: 4 }).collect()).not.toEqual(await path.forceAtlas().collect());
  expect(() => path.forceAtlas({ scaling: 0 })).toThrow(/its scaling must be above 0: got 0; leave it out for 2/);
  expect(() => path.forceAtlas({ gravity: -1 })).toThrow(/its gravity must not be below 0: got -1; leave it out for 1/);
});

test("weights count by their shares of the greatest, in any unit, from 1e-100 to 1e100", async () => {
  const places = (weights: readonly number[], options: object): Promise<readonly object[]> =>
    graphOfPairs([
      [1, 2, weights[0]!],
      [2, 3, weights[1]!],
      [1, 3, weights[2]!],
    ])
      .forceAtlas({ iterations: 50, ...options })
      .collect();
  const alike = await places([1, 1, 1], { weights: "ignore" });
  for (const size of [2 ** -300, 0.1, 1e6, 1e100])
    expect(await places([size, size, size], { weights: "use" })).toEqual(alike);
  const unlike = await places([4, 2, 1], { weights: "use" });
  expect(unlike).not.toEqual(alike);
  expect(await places([4 * 2 ** 300, 2 * 2 ** 300, 2 ** 300], { weights: "use" })).toEqual(unlike);
  expect(await places([0, 0, 0], { weights: "use" })).not.toEqual(alike);
  for (const one of (await places([1e100, 1e-100, 1], { weights: "use" })) as { x: number; y: number }[])
    expect(Math.hypot(one.x, one.y)).toBeLessThan(100);
});
