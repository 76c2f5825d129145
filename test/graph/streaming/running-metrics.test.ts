import { expect, test } from "vitest";
import { from, generate } from "../../../core/mod.ts";
import { at, row, verifyOperator, watermark } from "../../../core/testing/mod.ts";
import { runningMetrics } from "../../../graph/mod.ts";
import { runningMetricsOperator } from "../../../graph/operator/running-metrics-operator.ts";
import { graphOf, testGraphs } from "../naive.ts";

const metrics = (
  source: string,
  target: string,
  [vertices, edges, components, triangles]: number[],
  bipartite: boolean,
): object => ({
  source,
  target,
  vertices,
  edges,
  components,
  triangles,
  bipartite,
});

test("each edge is told with what the graph is like by then, at its own time, and goes on after a crash", () =>
  verifyOperator(
    runningMetricsOperator("a", (edge: { b: string }) => edge.b),
    {
      input: [
        at(1, { a: "x", b: "y" }),
        at(2, { a: "z", b: "w" }),
        watermark(2),
        at(3, { a: "y", b: "z" }),
        at(4, { a: "z", b: "x" }),
        at(5, { a: "x", b: "z" }),
      ],
      output: [
        at(1, metrics("x", "y", [2, 1, 1, 0], true)),
        at(2, metrics("z", "w", [4, 2, 2, 0], true)),
        watermark(2),
        at(3, metrics("y", "z", [4, 3, 1, 0], true)),
        at(4, metrics("z", "x", [4, 4, 1, 1], false)),
        at(5, metrics("x", "z", [4, 5, 1, 1], false)),
      ],
    },
  ));

test("an edge without an id is a failed record, and counts for nothing", () =>
  verifyOperator(runningMetricsOperator("a", "b"), {
    input: [row({ a: "x", b: null }), row({ a: "x", b: "y" })],
    output: [row(metrics("x", "y", [2, 1, 1, 0], true))],
    failures: [/Cannot take the id of the target of an edge in .* as an id must be a number, text or bigint: got null/],
  }));

test("a dataset that never ends gives rows as edges come", async () => {
  const endless = from(generate({ make: (n) => ({ a: n, b: n + 1 }) }));
  const rows = await endless
    .apply(runningMetrics({ source: "a", target: "b" }))
    .limit(3)
    .collect();
  expect(rows.map(({ vertices, components }) => [vertices, components])).toEqual([
    [2, 1],
    [3, 1],
    [4, 1],
  ]);
});

test("the last row is what the algorithms of a bounded graph give", async () => {
  for (const plain of testGraphs().filter(({ edges }) => edges.length > 0)) {
    const met = plain.vertices.filter((id) => plain.edges.some(({ source, target }) => source === id || target === id));
    const one = graphOf({ ...plain, vertices: met });
    const edges = from(plain.edges.map((edge) => ({ ...edge })));
    const last = (await edges.apply(runningMetrics({ source: "source", target: "target" })).collect()).at(-1)!;
    const components = new Set((await one.connectedComponents().collect()).map(({ component }) => component)).size;
    const sides = (await one.bipartition().collect()).map(({ side }) => side);
    const [row] = await one.transitivity().collect();
    expect(last, plain.name).toMatchObject({
      vertices: met.length,
      edges: plain.edges.length,
      components,
      triangles: row!.triangles,
      bipartite: !sides.includes(null),
    });
  }
});

test("ids that are texts are known behind watermarks, however many there are", async () => {
  const count = 80_000;
  const edges = Array.from({ length: count }, (_, k) => ({ a: `v${k % 70_000}`, b: `v${(k + 1) % 70_000}`, k }));
  const timed = from(edges).withEventTime(({ k }) => k);
  const last = (await timed.apply(runningMetrics({ source: "a", target: "b" })).collect()).at(-1)!;
  expect(last).toMatchObject({ vertices: 70_000, edges: count, components: 1 });
});
