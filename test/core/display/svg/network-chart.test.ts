import { expect, test } from "vitest";
import { networkChart } from "../../../../core/display/mod.ts";

test("large nodes are named beside, small ones that have no room are not, and every name has an edge in the color of the ground", () => {
  const spiral = Array.from({ length: 300 }, (_, at) => ({
    name: `vertex ${at}`,
    x: Math.cos(at * 2.4) * Math.sqrt(at),
    y: Math.sin(at * 2.4) * Math.sqrt(at),
    size: 300 - at,
    group: at % 3,
  }));
  const svg = networkChart({ nodes: spiral, links: [{ source: 0, target: 299 }] }, { width: 500, height: 400 });
  const names = [...svg.matchAll(/<text class="mr-strong mr-edge"[^>]* paint-order="stroke">([^<]+)</g)];
  expect(names.length).toBeGreaterThan(10);
  expect(names.length).toBeLessThan(40);
  expect(names[0]![1]).toBe("vertex 0");
  expect(svg.match(/<circle /g)).toHaveLength(300);
});

test("circles take an eighth of the picture at most, and along a line of many nodes no more than half of the way to the next", () => {
  const radiiOf = (svg: string): number[] => [...svg.matchAll(/ r="([\d.]+)"/g)].map(([, radius]) => Number(radius));
  const nodes = Array.from({ length: 900 }, (_, at) => ({
    name: `${at}`,
    x: at % 30,
    y: Math.floor(at / 30),
    size: 1,
    group: 0,
  }));
  const filled = radiiOf(networkChart({ nodes, links: [] }, { width: 600, height: 600 }));
  expect(filled).toHaveLength(900);
  expect(filled.reduce((sum, radius) => sum + Math.PI * radius ** 2, 0)).toBeLessThan(0.125 * 600 * 600);
  const line = nodes.slice(0, 50).map((node, at) => ({ ...node, x: at, y: 0 }));
  const links = line.slice(1).map((_, at) => ({ source: at, target: at + 1 }));
  const [radius] = radiiOf(networkChart({ nodes: line, links }, { width: 548, height: 400 }));
  expect(radius).toBeLessThan(5.1); // 500 pixels for 49 steps
  expect(radius).toBeGreaterThan(4);
});

test("links of one strength are one path, and a name is no markup", () => {
  const nodes = ["<a>", "b", "c"].map((name, at) => ({ name, x: at, y: at * at, size: 1, group: 0 }));
  const links = [
    { source: 0, target: 1, weight: 16 },
    { source: 1, target: 2, weight: 1 },
    { source: 0, target: 2, weight: 1 },
  ];
  const svg = networkChart({ nodes, links });
  expect([...svg.matchAll(/<path [^>]*d="([^"]+)"/g)].map(([, path]) => path!.match(/M/g)!.length)).toEqual([2, 1]);
  expect(svg).toContain("&lt;a&gt;");
  expect(svg).not.toContain("<a>");
});

test("a network of nothing is a picture", () => {
  expect(networkChart({ nodes: [], links: [] })).toMatch(/^<svg /);
});
