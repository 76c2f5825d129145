import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph } from "../../../graph/mod.ts";
import { expectContents, idsOf } from "./contents.ts";

test("a simplified graph has no self-loops and one edge between two ends", () =>
  expectContents(
    (one) => one.simplified(),
    ({ vertices, edges, directed }) => ({
      vertices: idsOf(vertices),
      edges: edges.filter(({ source, target }, at) => {
        const first = edges.findIndex(
          (other) =>
            (other.source === source && other.target === target) ||
            (!directed && other.source === target && other.target === source),
        );
        return source !== target && first === at;
      }),
    }),
  ));

test.each([{ most: 3 }, { least: 2 }, { least: 1, most: 4 }, { most: 0 }])(
  "vertices of %j edges are left with the edges between them",
  (range) => {
    const { least = 0, most = Number.POSITIVE_INFINITY }: { least?: number; most?: number } = range;
    return expectContents(
      (one) => one.filterDegrees(range),
      ({ vertices, edges }) => {
        const degree = (id: number): number =>
          edges.reduce((sum, { source, target }) => sum + Number(source === id) + Number(target === id), 0);
        const passes = (id: number): boolean => degree(id) >= least && degree(id) <= most;
        return {
          vertices: idsOf(vertices.filter(passes)),
          edges: edges.filter(({ source, target }) => passes(source) && passes(target)),
        };
      },
    );
  },
);

test("a range of degrees that holds none is refused", () => {
  const one = graph({ edges: from([{ a: 1, b: 2 }]), source: "a", target: "b" });
  expect(() => one.filterDegrees({ least: 4, most: 3 })).toThrow(/least must be from 0 to its most/);
  expect(() => one.filterDegrees({ max: 3 } as never)).toThrow(/max/);
});
