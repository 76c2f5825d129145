import type { ChartOptions } from "./chart-options.ts";
import { element, textElement, tooltip } from "./element.ts";
import { labelSize, placeLabels } from "./network-labels.ts";
import { type Box, drawApart, type Placed } from "./network-room.ts";
import { picture } from "./picture.ts";
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
const largestRadius = 14;
/** Share of the box that circles take at most, so that the links between them are seen. */
const mostFilled = 0.12;

/**
 * A network as an SVG picture: nodes about where they are said to be, none over another where there is room, larger ones in front, a color for each group. Names stand
 * beside nodes, the largest first, as many as there is room for (some 60 in 760 × 620 pixels): none over another, none with more than a quarter of it over nodes; the others are told while the pointer rests on them.
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
  const places = placesOf(view, { left: margin, top, right: width - margin, bottom: height - margin });
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
function placesOf({ nodes, links }: NetworkView, box: Box): readonly Placed[] {
  const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)];
  const [left, right] = rangeOf(xs);
  const [top, bottom] = rangeOf(ys);
  const room = Math.min((box.right - box.left) / (right - left || 1), (box.bottom - box.top) / (bottom - top || 1));
  const most = nodes.reduce((greatest, { size }) => Math.max(greatest, size), 0) || 1;
  const least = nodes.length > 1000 ? 1.2 : nodes.length > 200 ? 2 : 3;
  const points = nodes.map(({ x, y }) => ({
    x: (box.left + box.right) / 2 + (x - (left + right) / 2) * room,
    y: (box.top + box.bottom) / 2 + (y - (top + bottom) / 2) * room,
  }));
  const largest = Math.max(least, Math.min(largestRadius, 0.45 * usualLength(links, points)));
  const radii = nodes.map(({ size }) => least + (largest - least) * Math.sqrt(size / most));
  const filled = radii.reduce((sum, radius) => sum + Math.PI * radius * radius, 0);
  const area = (box.right - box.left) * (box.bottom - box.top);
  const smaller = Math.min(1, Math.sqrt((mostFilled * area) / (filled || 1)));
  return drawApart(
    points.map((point, at) => ({ ...point, radius: Math.max(1, radii[at]! * smaller) })),
    box,
  );
}

/** The middle one of the lengths of links: of a path, which is one line of them, circles must be no larger. */
function usualLength(
  links: readonly NetworkLink[],
  points: readonly { readonly x: number; readonly y: number }[],
): number {
  const lengths = links.map(({ source, target }) => {
    const [from, to] = [points[source]!, points[target]!];
    return Math.sqrt((to.x - from.x) ** 2 + (to.y - from.y) ** 2);
  });
  return lengths.sort((a, b) => a - b)[lengths.length >> 1] ?? Number.POSITIVE_INFINITY;
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

/** The names of the largest nodes, with an edge in the color of the ground, so that they are read over lines. */
function labelsOf(
  nodes: readonly NetworkNode[],
  places: readonly Placed[],
  order: readonly number[],
  within: Box,
): readonly string[] {
  const names = nodes.map(({ name }) => name);
  return placeLabels(names, places, order, within).map(({ at, anchor, x, y }) =>
    textElement(
      {
        class: "mr-strong mr-edge",
        x,
        y: y + labelSize * 0.35,
        "text-anchor": anchor,
        "stroke-width": 3,
        "stroke-linejoin": "round",
        "paint-order": "stroke",
      },
      names[at]!,
    ),
  );
}
