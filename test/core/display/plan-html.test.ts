import { expect, test } from "vitest";
import { planHtml, type TreeView } from "../../../core/display/mod.ts";

const leaf: TreeView = { label: "source <b>", details: [["rows", "3 & more"]], children: [] };

test("each node is an item of a list within the one above it, and everything is escaped", () => {
  const html = planHtml({ label: "join", details: [], children: [leaf, { ...leaf, label: "other" }] });
  expect(html.replaceAll(/ style="[^"]*"/g, "")).toBe(
    "<ul><li><span>join</span>" +
      "<ul><li><span>source &lt;b&gt;</span> <small>rows: 3 &amp; more</small></li></ul>" +
      "<ul><li><span>other</span> <small>rows: 3 &amp; more</small></li></ul>" +
      "</li></ul>",
  );
});

test("a plan that is deeper than the stack is drawn", () => {
  let tree: TreeView = leaf;
  for (let depth = 0; depth < 50_000; depth++) tree = { label: "map", details: [], children: [tree] };
  expect(planHtml(tree).match(/<\/li>/g)).toHaveLength(50_001);
});
