import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { coveredShare } from "../../../core/display/svg/network-labels.ts";
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
  const picture = await large.picture();
  const { svg } = picture;
  // Each with its number of vertices, not of what is drawn.
  const sizes = [...String(picture).matchAll(/█.* ([\d,.k]+)$/gm)].map(([, size]) => size);
  expect(sizes).toEqual(["1700", "1700", "1700"]);
  expect(svg).toMatch(/>5,100 vertices, [\d,]+ edges, drawn as 3 communities</);
  expect(svg.match(/<circle /g)).toHaveLength(3);
});

test("communities that would be less than a dot are left out, and how many there are is told", async () => {
  const large = plantedPartitionGraph({ groups: 2, size: 2600, inside: 0.01, between: 0.0002, seed: 2 });
  const alone = large.addVertices(from(Array.from({ length: 400 }, (_, at) => ({ id: 10_000 + at }))));
  const { svg } = await alone.picture();
  expect(svg).toMatch(/>5,600 vertices, [\d,]+ edges, drawn as the largest 2 of 402 communities</);
  expect(svg.match(/<circle /g)).toHaveLength(2);
});

test("of Les Misérables nine in ten are named, over no circles or nearly none", async () => {
  const file = new URL("../../../node_modules/vega-datasets/data/miserables.json", import.meta.url);
  const { nodes, links } = JSON.parse(readFileSync(file, "utf8")) as {
    nodes: { name: string }[];
    links: { source: number; target: number }[];
  };
  const met = links.map(({ source, target }) => ({ a: nodes[source]!.name, b: nodes[target]!.name }));
  const { svg } = await graph({ edges: from(met), source: "a", target: "b", directed: false }).picture();
  const circles = [...svg.matchAll(/ cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/g)].map(([, x, y, radius]) => ({
    x: Number(x),
    y: Number(y),
    radius: Number(radius),
  }));
  const covered = [...svg.matchAll(/mr-edge" x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)"[^>]*>([^<]+)</g)].map(
    ([, x, y, anchor, name]) => coveredShare(boxOf(Number(x), Number(y), anchor!, name!), circles),
  );
  expect(circles).toHaveLength(77);
  expect(covered.length).toBeGreaterThan(69);
  expect(Math.max(...covered)).toBeLessThan(0.26);
  expect(covered.reduce((sum, share) => sum + share, 0) / covered.length).toBeLessThan(0.03);
});

function boxOf(x: number, y: number, anchor: string, name: string): Parameters<typeof coveredShare>[0] {
  const width = name.length * 11.5 * 0.58;
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  return { left, right: left + width, top: y - 9.8, bottom: y + 1.7 };
}

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
