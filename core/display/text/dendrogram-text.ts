import { linearAxis } from "../axis/linear-axis.ts";
import { type DendrogramNode, type DendrogramOptions, type DendrogramView, drawnDendrogram } from "../dendrogram.ts";
import { visible } from "../escape.ts";
import { paintFor } from "../paint.ts";
import { cutToWidth, padToWidth, textWidth } from "../text-width.ts";
import { chartLine, xAxisLines } from "./axis-lines.ts";
import { headLines } from "./head-lines.ts";
import { chartWidth, type TextChartOptions } from "./text-chart-options.ts";

/**
 * What was merged with what, for a terminal: a line for each leaf, and the farther to the right two are joined the farther they were from
 * each other.
 *
 * @param options Width in characters.
 * @throws RangeError where the merges are not those of the leaves.
 * @example
 * ```ts
 * import { dendrogramText } from "millrace/display";
 *
 * const merges = { left: [0, 2, 3], right: [1, 4, 5], distances: [1, 2, 6] };
 * console.log(dendrogramText({ labels: ["cat", "lynx", "dog", "owl"], ...merges }, { width: 40 }));
 * ```
 */
export function dendrogramText(
  view: DendrogramView,
  options: TextChartOptions & Pick<DendrogramOptions, "most" | "format"> = {},
): string {
  const { title, color = "plain" } = options;
  const [width, paint] = [chartWidth(options), paintFor(color)];
  const { leaves, merges, root } = drawnDendrogram(view, options);
  const head = headLines({ title, names: [] }, width, paint);
  if (root === undefined) return [...head, paint.dim("no data")].join("\n");
  const labels = leaves.map((label) => cutToWidth(visible(label), Math.floor(width / 3)));
  const left = Math.max(...labels.map(textWidth)) + 1;
  const columns = width - left;
  const axis = linearAxis([0, root.distance || 1], { count: columns / 14, ends: "nice", format: options.format });
  const columnOf = (distance: number): number =>
    Math.min(columns - 1, Math.round(axis.share(distance) * (columns - 1)));
  const cells = labels.map(() => new Uint8Array(columns));
  for (const merge of merges) draw(cells, merge, columnOf);
  return [
    ...head,
    ...labels.map((label, at) => `${padToWidth(label, left - 1, "right")} ${lineOf(cells[at]!)}`.trimEnd()),
    ...xAxisLines(axis, columns).map((line) => paint.dim(chartLine(" ".repeat(left) + line, width))),
  ].join("\n");
}

/** Which ways lines go from the middle of a cell. */
const ways = { left: 1, right: 2, up: 4, down: 8 } as const;
const characters: readonly string[] = [..." ╴╶─╵┘└┴╷┐┌┬│┤├┼"];

function draw(cells: readonly Uint8Array[], merge: DendrogramNode, columnOf: (distance: number) => number): void {
  const [upper, lower] = merge.children!;
  const at = columnOf(merge.distance);
  const [top, bottom] = [rowOf(upper), rowOf(lower)];
  for (const [child, row, way] of [
    [upper, top, ways.down],
    [lower, bottom, ways.up],
  ] as const) {
    const from = columnOf(child.distance);
    for (let column = from; column < at; column++) {
      cells[row]![column]! |= ways.right | (column > from || child.children === undefined ? ways.left : 0);
    }
    cells[row]![at]! |= way | (at > from || child.children === undefined ? ways.left : 0);
  }
  for (let row = top + 1; row < bottom; row++) cells[row]![at]! |= ways.up | ways.down;
}

function rowOf({ place }: DendrogramNode): number {
  return Math.floor(place);
}

function lineOf(cells: Uint8Array): string {
  return Array.from(cells, (cell) => characters[cell]).join("");
}
