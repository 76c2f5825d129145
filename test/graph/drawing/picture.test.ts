import { expect, test, vi } from "vitest";
import { from, generate } from "../../../core/mod.ts";
import { graph, plantedPartitionGraph } from "../../../graph/mod.ts";

const edges = from([
  { a: "Ann", b: "Bob", calls: 3 },
  { a: "Bob", b: "Cid", calls: 1 },
  { a: "Cid", b: "Ann", calls: 2 },
  { a: "Dan", b: "<Eve>", calls: 9 },
]);
const calls = graph({ edges, source: "a", target: "b", weight: "calls", directed: false });

test("a graph is drawn with a circle for each vertex, a color for each community, and names", async () => {
  const { svg, text } = await calls.picture({ title: "Calls & more" });
  const circles = [...svg.matchAll(/<circle [^>]*fill="(#[0-9a-f]{6})"[^>]*><title>([^<]*)<\/title>/g)];
  const colors = new Map(circles.map(([, color, name]) => [name, color]));
  expect([...colors.keys()].sort()).toEqual(["&lt;Eve&gt;", "Ann", "Bob", "Cid", "Dan"]);
  expect(colors.get("Ann")).toBe(colors.get("Cid"));
  expect(colors.get("Ann")).not.toBe(colors.get("Dan"));
  expect(svg).toContain(">Calls &amp; more</text>");
  expect(svg).toContain(">5 vertices, 4 edges, 2 communities</text>");
  expect(text).toContain("5 vertices, 4 edges, 2 communities");
  expect(text).toMatch(/█ 3\n.*█+.* 2$/);
});

test("a graph of more than 5,000 vertices is drawn as its communities", async () => {
  const large = plantedPartitionGraph({ groups: 3, size: 1700, inside: 0.01, between: 0.0001, seed: 2 });
  const { svg } = await large.picture();
  expect(svg).toMatch(/>5,100 vertices, [\d,]+ edges, drawn as 3 communities</);
  expect(svg.match(/<circle /g)).toHaveLength(3);
}, 60_000);

test("degrees and components are plots", async () => {
  const degrees = await calls.picture({ of: "degrees" });
  expect(degrees.svg).toContain(">Degrees</text>");
  const components = await calls.picture({ of: "components", title: "Parts" });
  expect(components.svg).toContain(">Parts</text>");
  expect(components.text).toMatch(/Ann .*3\n.*<Eve> .*2/);
});

test("a notebook is shown the picture, a terminal its text", async () => {
  const picture = await calls.picture();
  const shown = (picture as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!();
  expect(shown).toEqual({ "text/plain": picture.text, "text/html": picture.svg });
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await calls.show();
  expect(log.mock.calls).toEqual([[picture.text]]);
  log.mockRestore();
});

test("edges that never end, and options that there are not, are refused", async () => {
  const endless = from(generate({ make: (n) => ({ a: n, b: n + 1 }) }));
  expect(() => graph({ edges: endless, source: "a", target: "b" }).picture()).toThrow(
    /Cannot draw a graph as its edges must end: got "an unbounded dataset"; use limit\(n\) before it/,
  );
  expect(() => calls.picture({ of: "edges" as never })).toThrow(
    /must be "graph" or "degrees" or "components": got "edges"/,
  );
});

test("a graph without vertices is an empty picture", async () => {
  const none = graph({ edges: from<{ a: number; b: number }>([]), source: "a", target: "b" });
  expect((await none.picture()).svg).toContain(">0 vertices, 0 edges, 0 communities</text>");
});
