import { expect, test } from "vitest";
import { networkChart } from "../../../../core/display/mod.ts";

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

test("names do not lie over one another, and none is outside of the picture", () => {
  const nodes = Array.from({ length: 300 }, (_, at) => ({
    name: `vertex ${at}`,
    x: Math.cos(at * 2.4) * Math.sqrt(at),
    y: Math.sin(at * 2.4) * Math.sqrt(at),
    size: 300 - at,
    group: at % 3,
  }));
  const svg = networkChart({ nodes, links: [{ source: 0, target: 299 }] }, { width: 500, height: 400 });
  const boxes = [...svg.matchAll(/<text class="mr-strong" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)</g)].map(
    ([, x, y, name]): Box => {
      const half = (name!.length * 11.5 * 0.58) / 2;
      return { left: Number(x) - half, right: Number(x) + half, top: Number(y) - 8.5, bottom: Number(y) + 2 };
    },
  );
  expect(boxes.length).toBeGreaterThan(10);
  for (const [at, one] of boxes.entries()) {
    expect(one.left >= 0 && one.right <= 500 && one.top >= 0 && one.bottom <= 400).toBe(true);
    for (const other of boxes.slice(at + 1)) {
      const isOver =
        one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
      expect(isOver).toBe(false);
    }
  }
  expect(svg.match(/<circle /g)).toHaveLength(300);
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
