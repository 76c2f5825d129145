import { expect, test } from "vitest";
import { planText, type TreeView } from "../../../core/display/plan-text.ts";

const leaf = (label: string): TreeView => ({ label, details: [], children: [] });

test("a node stands above its details, and these above its children", () => {
  const join: TreeView = {
    label: "join",
    details: [
      ["parallelism", "2"],
      ["key", "origin"],
    ],
    children: [{ label: "source flights", details: [["rows", "3,000,000"]], children: [] }, leaf("source airports")],
  };
  expect(planText({ label: "sink collect", details: [["guarantee", "exactly-once"]], children: [join] })).toBe(
    [
      "sink collect",
      "│  guarantee: exactly-once",
      "└─ join",
      "   │  parallelism: 2",
      "   │  key: origin",
      "   ├─ source flights",
      "   │     rows: 3,000,000",
      "   └─ source airports",
    ].join("\n"),
  );
});

test("a single node is its label", () => {
  expect(planText(leaf("source"))).toBe("source");
});

test("a line break or an escape sequence in a label cannot break the tree", () => {
  expect(planText({ label: "a\nb", details: [["c", "\u001b[2J"]], children: [] })).toBe("a\\nb\n   c: \\u001b[2J");
});

test("on a terminal lines and names are dim, labels bold", () => {
  const text = planText({ label: "a", details: [["b", "c"]], children: [] }, { color: "terminal" });
  expect(text).toBe("\u001b[1ma\u001b[22m\n\u001b[2m   \u001b[22m\u001b[2mb:\u001b[22m c");
});

test("a tree deeper than the stack is drawn", () => {
  let tree = leaf("source");
  for (let depth = 0; depth < 3_000; depth++) tree = { label: "step", details: [], children: [tree] };
  expect(planText(tree).split("\n").length).toBe(3_001);
});
