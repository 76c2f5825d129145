import { visible } from "../escape.ts";
import type { ChartOptions } from "./chart-options.ts";
import { decimalText, element, textElement, tooltip } from "./element.ts";
import { type FlowPlace, flowPlaces } from "./flow-layout.ts";
import { header, padding } from "./header.ts";
import { picture } from "./picture.ts";
import { cutToPixels } from "./text-size.ts";

/** What the picture of a plan is drawn from. */
export interface FlowView {
  readonly steps: readonly FlowStep[];
}

export interface FlowStep {
  readonly name: string;
  /** Where its rows come from: names of steps. Others are left out. */
  readonly inputs: readonly FlowInput[];
  /** What is written below its name, a line each. */
  readonly lines?: readonly string[];
  /** Color of its edge: how it does. Default `"plain"`. */
  readonly tone?: FlowTone;
  /** From 0 to 1: how much of it is filled from the left, as of a gauge. Default 0. */
  readonly filled?: number;
  /** Where a click on it leads: an address within the site that shows the picture. */
  readonly href?: string;
}

/** `"low"` and `"high"` are degrees of trouble; `"quiet"` is over, or does nothing. */
export type FlowTone = "plain" | "good" | "low" | "high" | "quiet";

export interface FlowInput {
  readonly step: string;
  /** Stands at the link: how rows meet the step, say. */
  readonly label?: string;
}

const box = { width: 190, gapX: 58, gapY: 18, inset: 10, line: 15, head: 26 };
const tones: Readonly<Record<FlowTone, string | undefined>> = {
  plain: undefined,
  good: "#3ca951",
  low: "#efb118",
  high: "#ff725c",
  quiet: undefined,
};

/**
 * A plan as an SVG picture: steps from left to right, links between them. It is as large as it has to be, whatever `width` says.
 *
 * @example
 * ```ts
 * import { flowChart } from "millrace/display";
 *
 * const svg = flowChart({
 *   steps: [
 *     { name: "flights", inputs: [], lines: ["1.2M/s"] },
 *     { name: "delays by airport", inputs: [{ step: "flights", label: "key" }], tone: "high" },
 *   ],
 * });
 * console.log(svg.startsWith("<svg")); // true
 * ```
 */
export function flowChart({ steps }: FlowView, options: Omit<ChartOptions, "width" | "height"> = {}): string {
  const numbers = new Map(steps.map(({ name }, at) => [name, at]));
  const edges = steps.flatMap(({ inputs }, to) =>
    inputs.flatMap(({ step, label }) => {
      const from = numbers.get(step);
      return from === undefined ? [] : [{ from, to, label }];
    }),
  );
  const lines = steps.reduce((most, step) => Math.max(most, step.lines?.length ?? 0), 0);
  const height = box.head + lines * box.line + (lines === 0 ? 0 : 6);
  const places = flowPlaces(steps.length, edges);
  const across = places.reduce((most, { layer }) => Math.max(most, layer + 1), 0);
  const down = places.reduce((most, { row }) => Math.max(most, row + 1), 0);
  const width = Math.max(260, 2 * padding + across * (box.width + box.gapX) - box.gapX);
  const top = header({ title: options.title, subtitle: options.subtitle, names: [], width });
  const at = ({ layer, row }: FlowPlace): Corner => ({
    x: padding + layer * (box.width + box.gapX),
    y: top.height + row * (height + box.gapY),
  });
  const corners = places.map(at);
  const body = [
    top.markup,
    ...edges.map(({ from, to, label }) => linkMarkup(corners[from]!, corners[to]!, height, label)),
    ...steps.map((step, n) => stepMarkup(step, corners[n]!, height)),
  ];
  const total = top.height + Math.max(0, down * (height + box.gapY) - box.gapY) + padding;
  const role = steps.some(({ href }) => href !== undefined) ? "group" : "img";
  return picture(options.title ?? "Plan", width, total, body.join(""), role);
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

/** With an edge in the color of the ground, so that it is read over lines. */
const labelPlace = {
  class: "mr-label mr-edge",
  "text-anchor": "end",
  style: "font-size:10px",
  "stroke-width": 3,
  "paint-order": "stroke",
};

function linkMarkup(from: Corner, to: Corner, height: number, label: string | undefined): string {
  const [x1, y1, x2, y2] = [from.x + box.width, from.y + height / 2, to.x, to.y + height / 2].map(Math.round) as [
    number,
    number,
    number,
    number,
  ];
  const bend = Math.max(box.gapX / 2, Math.abs(x2 - x1) / 3);
  const d = `M${x1},${y1}C${decimalText(x1 + bend)},${y1} ${decimalText(x2 - bend)},${y2} ${x2 - 5},${y2}`;
  const head = `M${x2},${y2}l-7,-4v8z`;
  const line = element("path", {
    class: "mr-axis",
    d,
    fill: "none",
    style: "shape-rendering:auto",
    "stroke-width": 1.5,
  });
  const arrow = element("path", {
    class: "mr-axis",
    d: head,
    fill: "currentColor",
    style: "shape-rendering:auto;fill:#9aa2ab",
  });
  if (label === undefined) return line + arrow;
  const place = { ...labelPlace, x: x2 - 10, y: y2 - 5 };
  return line + arrow + textElement(place, cutToPixels(visible(label), box.gapX - 12, 10));
}

function stepMarkup(step: FlowStep, { x, y }: Corner, height: number): string {
  const { name, lines = [], tone = "plain", filled = 0, href } = step;
  const color = tones[tone];
  const inner = box.width - 2 * box.inset;
  const share = Math.min(1, Math.max(0, filled || 0));
  const marks = [
    element("rect", { class: "mr-surface", x, y, width: box.width, height, rx: 5 }),
    share === 0
      ? ""
      : element("rect", {
          class: "mr-fill",
          x,
          y,
          width: share * box.width,
          height,
          rx: 5,
          fill: color ?? "#4a7ae0",
          "fill-opacity": "0.16",
        }),
    element("rect", {
      class: color === undefined ? "mr-axis" : undefined,
      ...(color === undefined ? {} : { stroke: color }),
      x,
      y,
      width: box.width,
      height,
      rx: 5,
      fill: "none",
      style: "shape-rendering:auto",
      "stroke-width": tone === "high" ? 2.5 : color === undefined ? 1 : 1.8,
      "stroke-dasharray": tone === "quiet" ? "4 3" : undefined,
    }),
    textElement(
      { class: "mr-strong", x: x + box.inset, y: y + 17, style: "font-weight:600" },
      cutToPixels(visible(name), inner, 12),
    ),
    ...lines.map((line, at) =>
      textElement(
        { class: "mr-label", x: x + box.inset, y: y + box.head + 9 + at * box.line },
        cutToPixels(visible(line), inner),
      ),
    ),
    tooltip([name, ...lines].join("\n")),
  ].join("");
  return href === undefined ? element("g", {}, marks) : element("a", { href, "aria-label": name }, marks);
}
