import { escapeHtml } from "./escape.ts";
import type { TreeView } from "./plan-text.ts";

/**
 * A tree as HTML without script: each label, behind it its details, below them its children. Everything is escaped; colors follow
 * the page that it stands in.
 *
 * @example
 * ```ts
 * import { planHtml } from "millrace/display";
 *
 * const source = { label: "source flights", details: [["rows", "3,000,000"] as const], children: [] };
 * const html = planHtml({ label: "sink collect", details: [], children: [source] });
 * console.log(html.startsWith("<ul")); // true
 * ```
 */
export function planHtml(tree: TreeView): string {
  const parts: string[] = [];
  // Depth first, without recursion: a plan may be deeper than the stack. A text is what ends a node that was begun.
  const open: (TreeView | string)[] = [tree];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === "string") {
      parts.push(next);
      continue;
    }
    parts.push(`<ul style="${list}"><li style="${item}">${nodeHtml(next)}`);
    open.push("</li></ul>", ...next.children.toReversed());
  }
  return parts.join("");
}

// Styles stand on the elements, because notebooks strip style sheets; greys are see-through, to suit light and dark.
const list = "list-style:none;margin:0;padding:0 0 0 1.2em";
const item = "margin:.15em 0;padding:0 0 0 .6em;border-left:2px solid rgba(128,128,128,.35)";

function nodeHtml({ label, details }: TreeView): string {
  const facts = details.map(([name, value]) => `${escapeHtml(name)}: ${escapeHtml(value)}`).join(" · ");
  const behind = facts === "" ? "" : ` <small style="opacity:.65">${facts}</small>`;
  return `<span style="font-weight:600">${escapeHtml(label)}</span>${behind}`;
}
