import { expect, test } from "vitest";
import { drawnDendrogram } from "../../../core/display/dendrogram.ts";
import { dendrogramChart, dendrogramText } from "../../../core/display/mod.ts";

const merges = { left: [0, 2, 3], right: [1, 4, 5], distances: [1, 2, 6] };
const pets = { labels: ["cat", "lynx", "dog", "owl"], ...merges };

test("leaves stand in the order of the merges, and each merge in the middle of its two", () => {
  const { leaves, merges: drawn } = drawnDendrogram(pets, {});
  expect(leaves).toEqual(["owl", "dog", "cat", "lynx"]);
  expect(drawn.map(({ place, distance }) => [place, distance])).toEqual([
    [2.5, 1],
    [1.75, 2],
    [0.875, 6],
  ]);
});

test("what was merged first is one leaf where there are more leaves than wanted", () => {
  expect(drawnDendrogram(pets, { most: 3 }).leaves).toEqual(["owl", "dog", "(2)"]);
  expect(drawnDendrogram(pets, { most: 1 }).leaves).toEqual(["owl", "(3)"]);
});

test("below the cut each cluster has a number, above it there is none", () => {
  const { merges: drawn } = drawnDendrogram(pets, { cut: 2 });
  expect(drawn.map(({ cluster }) => cluster)).toEqual([2, undefined, undefined]);
});

test("a text has a line for each leaf, joined as far to the right as they were apart", () => {
  expect(dendrogramText(pets, { width: 30 }).split("\n")).toEqual([
    " owl ──────────────┐",
    " dog ─────┬────────┘",
    " cat ──┬──┘",
    "lynx ──┘",
    "     ┬───────────┬───────────┬",
    "     0           5          10",
  ]);
});

test("a picture has a path for each merge, and the cut", () => {
  const svg = dendrogramChart(pets, { cut: 4, title: "Pets & more", valueLabel: "distance" });
  expect(svg.match(/class="mr-line/g)).toHaveLength(3);
  expect(svg).toContain("<title>cut at 4</title>");
  expect(svg).toContain(">Pets &amp; more</text>");
});

test("100,000 leaves do not overflow the stack, and none and one are drawn", () => {
  const count = 100_000;
  const chain = {
    labels: Array.from({ length: count }, (_, at) => String(at)),
    left: Array.from({ length: count - 1 }, (_, at) => at + 1),
    right: Array.from({ length: count - 1 }, (_, at) => (at === 0 ? 0 : count + at - 1)),
    distances: Array.from({ length: count - 1 }, (_, at) => at),
  };
  expect(drawnDendrogram(chain, { most: count }).leaves.length).toBe(count);
  expect(drawnDendrogram(chain, {}).leaves.at(-1)).toBe("(99,961)");
  const none = { labels: [], left: [], right: [], distances: [] };
  expect(dendrogramText(none)).toBe("no data");
  expect(dendrogramChart(none)).toContain("<svg");
  expect(dendrogramText({ ...none, labels: ["a"] })).toMatch(/^a/);
});

test("merges of other rows, of what is not made yet, and of one node twice are refused", () => {
  expect(() => dendrogramChart({ ...pets, labels: ["a"] })).toThrow("1 leaf must have 0 merges: got 3 left");
  expect(() => dendrogramText({ ...pets, left: [5, 2, 3] })).toThrow("got node 5 in merge 0");
  expect(() => dendrogramText({ ...pets, right: [1, 4, 4] })).toThrow("got node 4 in merge 2");
});
