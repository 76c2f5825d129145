import type { ChartOptions } from "./chart-options.ts";
import { element, textElement, tooltip } from "./element.ts";
import { type Box, drawApart, type Placed } from "./network-room.ts";
import { picture } from "./picture.ts";
import { pixelWidth } from "./text-size.ts";
import { seriesColor } from "./theme.ts";

/** What a network is drawn from. */
export interface NetworkView {
  readonly nodes: readonly NetworkNode[];
  /** Both ends by their place among the nodes. */
  readonly links: readonly NetworkLink[];
}

export interface NetworkNode {
  readonly name: string;
  /** Where it is, on any scale that is the same for both. */
  readonly x: number;
  readonly y: number;
  /** How large its area is compared with others; from 0. */
  readonly size: number;
  /** Nodes of one group have one color. */
  readonly group: number;
}

export interface NetworkLink {
  readonly source: number;
  readonly target: number;
  /** How strong it is, from 0. Default 1. */
  readonly weight?: number;
}

const margin = 24;
const headHeight = 44;
const labelSize = 11.5;
const largestRadius = 14;

/**
 * A network as an SVG picture: nodes about where they are said to be, none over another where there is room, larger ones in front, a color for each group, and the names of as many
 * as there is room for without one over another, the largest first; the others are told while the pointer rests on them.
 *
 * @example
 * ```ts
 * import { networkChart } from "millrace/display";
 *
 * const nodes = [
 *   { name: "AMS", x: 0, y: 0, size: 3, group: 0 },
 *   { name: "CGN", x: 2, y: 1, size: 1, group: 0 },
 * ];
 * console.log(networkChart({ nodes, links: [{ source: 0, target: 1 }] }).startsWith("<svg")); // true
 * ```
 */
export function networkChart(view: NetworkView, options: ChartOptions = {}): string {
  const { width = 760, height = 620, title, subtitle } = options;
  const top = title === undefined && subtitle === undefined ? margin : margin + headHeight;
  const places = placesOf(view.nodes, { left: margin, top, right: width - margin, bottom: height - margin });
  const order = [...view.nodes.keys()].sort((a, b) => view.nodes[b]!.size - view.nodes[a]!.size || a - b);
  const body = [
    title === undefined ? "" : textElement({ class: "mr-title", x: margin, y: 30 }, title),
    subtitle === undefined ? "" : textElement({ class: "mr-subtitle", x: margin, y: 50 }, subtitle),
    linksOf(view, places),
    ...[...order].reverse().map((at) => nodeOf(view.nodes[at]!, places[at]!)),
    ...labelsOf(view.nodes, places, order, { left: 2, top: top - 16, right: width - 2, bottom: height - 2 }),
  ];
  return picture(title ?? "Network", width, height, body.join(""));
}

/** One scale for both directions, in the middle of the box. */
function placesOf(nodes: readonly NetworkNode[], box: Box): readonly Placed[] {
  const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)];
  const [left, right] = rangeOf(xs);
  const [top, bottom] = rangeOf(ys);
  const room = Math.min((box.right - box.left) / (right - left || 1), (box.bottom - box.top) / (bottom - top || 1));
  const most = nodes.reduce((greatest, { size }) => Math.max(greatest, size), 0) || 1;
  const least = nodes.length > 1000 ? 1.2 : nodes.length > 200 ? 2 : 3;
  const places = nodes.map(({ x, y, size }) => ({
    x: (box.left + box.right) / 2 + (x - (left + right) / 2) * room,
    y: (box.top + box.bottom) / 2 + (y - (top + bottom) / 2) * room,
    radius: least + (largestRadius - least) * Math.sqrt(size / most) * (nodes.length > 1000 ? 0.6 : 1),
  }));
  return drawApart(places, box);
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  return values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)] as const, [
    values[0] ?? 0,
    values[0] ?? 0,
  ] as const);
}

/** One path for all links of a strength: thousands of elements would take a browser seconds. */
function linksOf({ links, nodes }: NetworkView, places: readonly Placed[]): string {
  const most = links.reduce((greatest, { weight = 1 }) => Math.max(greatest, weight), 0) || 1;
  const paths = new Map<number, string[]>();
  for (const { source, target, weight = 1 } of links) {
    const [from, to] = [places[source]!, places[target]!];
    const strength = Math.ceil(4 * Math.sqrt(weight / most)) || 1;
    const path = paths.get(strength) ?? [];
    paths.set(strength, path);
    path.push(`M${from.x.toFixed(1)},${from.y.toFixed(1)}L${to.x.toFixed(1)},${to.y.toFixed(1)}`);
  }
  const opacity = Math.min(0.8, Math.max(0.25, nodes.length / Math.max(1, links.length)));
  return [...paths]
    .sort(([one], [other]) => one - other)
    .map(([strength, path]) =>
      element("path", {
        class: "mr-axis",
        d: path.join(""),
        fill: "none",
        style: "shape-rendering:auto",
        "stroke-opacity": String(opacity),
        "stroke-width": 0.4 + 0.5 * strength,
      }),
    )
    .join("");
}

function nodeOf({ name, group }: NetworkNode, { x, y, radius }: Placed): string {
  return element(
    "circle",
    { class: "mr-edge", cx: x, cy: y, r: radius, fill: seriesColor(group), "stroke-width": radius > 3 ? 1 : 0.3 },
    tooltip(name),
  );
}

/** Names beside, above or below their nodes, where they cover neither another name nor a larger node. */
function labelsOf(
  nodes: readonly NetworkNode[],
  places: readonly Placed[],
  order: readonly number[],
  within: Box,
): readonly string[] {
  const taken: Box[] = [];
  const most = 60;
  const large = order.slice(0, 4 * most).map((at) => boxOf(places[at]!));
  return order.flatMap((at, rank) => {
    if (taken.length >= most || rank > 8 * most) return [];
    const { x, y, radius } = places[at]!;
    const [half, beside] = [pixelWidth(nodes[at]!.name, labelSize) / 2, radius + 3];
    const middles = [
      [x + beside + half, y],
      [x - beside - half, y],
      [x, y - beside - labelSize / 2],
      [x, y + beside + labelSize / 2],
    ] as const;
    for (const [middle, line] of middles) {
      const box = {
        left: middle - half,
        right: middle + half,
        top: line - labelSize / 2,
        bottom: line + labelSize / 2,
      };
      const isFree =
        !taken.some((other) => overlap(box, other)) && !large.slice(0, rank).some((other) => overlap(box, other));
      if (!isFree || box.left < within.left || box.right > within.right) continue;
      if (box.top < within.top || box.bottom > within.bottom) continue;
      taken.push(box);
      return [
        textElement(
          { class: "mr-strong", x: middle, y: line + labelSize * 0.35, "text-anchor": "middle" },
          nodes[at]!.name,
        ),
      ];
    }
    return [];
  });
}

function boxOf({ x, y, radius }: Placed): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
