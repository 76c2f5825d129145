import { expect, test } from "vitest";
import { from } from "../../../core/mod.ts";
import { graph } from "../../../graph/mod.ts";
import { expectContents, idsOf } from "./contents.ts";

test("vertices keep their ids, and get the columns that a function gives", () =>
  expectContents(
    (one) => one.mapVertices(({ id }) => ({ half: id / 2 })),
    ({ vertices, edges }) => ({ vertices: vertices.map((id) => ({ id, half: id / 2 })), edges }),
  ));

test("edges keep their ends and their weight, and get the columns that a function gives", () =>
  expectContents(
    (one) => one.mapEdges(({ weight }) => ({ double: 2 * weight })),
    ({ vertices, edges }) => ({
      vertices: idsOf(vertices),
      edges: edges.map((edge) => ({ ...edge, double: 2 * edge.weight })),
    }),
  ));

test("ids become others in vertices and edges alike", () =>
  expectContents(
    (one) => one.mapIds((id) => `v${id}`),
    ({ vertices, edges }) => ({
      vertices: vertices.map((id) => ({ id: `v${id}` })),
      edges: edges.map(({ source, target, weight }) => ({ source: `v${source}`, target: `v${target}`, weight })),
    }),
  ));

const roads = graph({
  edges: from([
    { a: "x", b: "y", km: 4 },
    { a: "y", b: "z", km: 1 },
  ]),
  source: "a",
  target: "b",
  weight: "km",
});

test("the weight of a mapped edge is what it was, or what the function gives as weight", async () => {
  const lengths = async (one: { sssp: typeof roads.sssp }): Promise<unknown> =>
    (await one.sssp({ from: "x" }).collect()).map(({ distance }) => distance);
  expect(await lengths(roads.mapEdges(({ km }) => ({ metres: 1000 * km })))).toEqual([0, 4, 5]);
  expect(await lengths(roads.mapEdges(({ km }) => ({ weight: 1000 * km })))).toEqual([0, 4000, 5000]);
});

test("ids that become one are refused where vertices are given, and are one vertex where they are not", async () => {
  const one = roads.mapIds(() => 0);
  expect(await one.vertices.collect()).toEqual([{ id: 0 }]);
  const cities = from([{ city: "x" }, { city: "y" }, { city: "z" }]);
  const given = graph({ edges: roads.edges, source: "a", target: "b", vertices: cities, id: "city" });
  await expect(
    given
      .mapIds(() => 0)
      .connectedComponents()
      .collect(),
  ).rejects.toThrow(/each must have an id of its own/);
});

test.each([
  ["a promise", async () => ({})],
  ["4", () => 4],
])("what a function gives as columns is an object at once: got %s", async (got, call) => {
  await expect(roads.mapEdges(call as never).edges.collect()).rejects.toThrow(
    `Cannot take columns in mapEdges as its function must give an object at once: got ${got}; write for instance`,
  );
  await expect(roads.mapVertices(call as never).vertices.collect()).rejects.toThrow("in mapVertices");
});

test("what maps is a function", () => {
  expect(() => roads.mapVertices("name" as never)).toThrow(
    "Cannot use mapVertices as it takes a function: got string; write for instance mapVertices((row) => …)",
  );
});
