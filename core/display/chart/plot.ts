import type { Scale } from "../scale/scale.ts";
import type { Legend } from "./legend.ts";
import { styleSheet } from "./style.ts";
import { lineSvg, svgDocument, textPx, textSvg } from "./svg.ts";

/** Pixels within a picture. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface PlotTick {
  /** 0 at the axis' start, 1 at its end. */
  readonly at: number;
  readonly text: string;
  readonly context?: string | undefined;
}

export interface PlotAxis {
  readonly label: string | undefined;
  readonly ticks: readonly PlotTick[];
  readonly lines: "grid" | "none";
}

export interface PlotSpec {
  readonly kind: string;
  readonly title: string | undefined;
  readonly width: number;
  readonly height: number;
  /** What explains the colours, below the title. */
  readonly legend: (left: number, top: number, width: number) => Legend;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly style?: string;
  /** Pixels kept free at the right of the marks. Default 20. */
  readonly right?: number;
  /** Undefined where there is nothing to draw. */
  readonly marks: ((area: Area) => string) | undefined;
}

/** The ticks of a scale, where they stand on their axis. */
export function ticksOf(scale: Scale): PlotTick[] {
  return scale.ticks.map(({ value, text, context }) => ({ at: scale.at(value), text, context }));
}

/** One place for each text, all equally wide, the first at the axis' start. */
export function bandTicks(texts: readonly string[]): PlotTick[] {
  return texts.map((text, at) => ({ at: (at + 0.5) / texts.length, text }));
}

const edge = 16;

/** A picture of marks between two axes, with a title and a legend. */
export function plotSvg(spec: PlotSpec): string {
  const { title, width, height, x, y } = spec;
  const inner = width - 2 * edge;
  const legend = spec.legend(edge, title === undefined ? 10 : 38, inner);
  const head = (title === undefined ? 10 : 38) + legend.height;
  const area = areaOf(spec, head);
  const body = [
    title === undefined ? "" : textSvg(title, { x: edge, y: 26, class: "title", widest: inner * 0.8 }),
    legend.svg,
    y.label === undefined ? "" : textSvg(y.label, { x: edge, y: head + 12, widest: inner }),
    yAxisSvg(y, area),
    xAxisSvg(x, area),
    x.label === undefined ? "" : textSvg(x.label, { x: area.right, y: height - 10, anchor: "end", widest: inner }),
    spec.marks === undefined ? textSvg("no data", { ...middleOf(area), anchor: "middle" }) : spec.marks(area),
  ];
  const label = title === undefined ? spec.kind : `${title} (${spec.kind})`;
  return svgDocument({ width, height, label, style: spec.style ?? styleSheet(), body: body.join("") });
}

function areaOf({ width, height, x, y, right = 20 }: PlotSpec, head: number): Area {
  const widest = y.ticks.reduce((most, { text }) => Math.max(most, textPx(text)), 0);
  const below = 22 + (x.ticks.some(({ context }) => context !== undefined) ? 16 : 0) + (x.label === undefined ? 4 : 22);
  const top = head + (y.label === undefined ? 8 : 24);
  const left = edge + Math.min(width * 0.4, widest) + (y.ticks.length > 0 ? 8 : 0);
  return { left, right: width - right, top, bottom: Math.max(top + 10, height - below) };
}

function middleOf({ left, right, top, bottom }: Area): { x: number; y: number } {
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

function yAxisSvg({ ticks, lines }: PlotAxis, { left, right, top, bottom }: Area): string {
  let last = Number.POSITIVE_INFINITY;
  const drawn = ticks.map(({ at, text }) => {
    const y = bottom - at * (bottom - top);
    const line = lines === "grid" ? lineSvg(left, y, right, y, "grid") : "";
    if (Math.abs(y - last) < 11) return line;
    last = y;
    return line + textSvg(text, { x: left - 8, y: y + 4, anchor: "end", class: "num", widest: left - edge - 4 });
  });
  return drawn.join("");
}

function xAxisSvg({ ticks, lines }: PlotAxis, { left, right, top, bottom }: Area): string {
  let free = Number.NEGATIVE_INFINITY;
  let freeBelow = Number.NEGATIVE_INFINITY;
  const drawn = ticks.map(({ at, text, context }) => {
    const x = left + at * (right - left);
    const half = Math.min(textPx(text), 120) / 2;
    let svg = lines === "grid" ? lineSvg(x, top, x, bottom, "grid") : "";
    if (x - half >= free) {
      svg += textSvg(text, { x, y: bottom + 18, anchor: "middle", class: "num", widest: 120 });
      free = x + half + 8;
    }
    if (context === undefined || x - half < freeBelow) return svg;
    freeBelow = x - half + textPx(context) + 8;
    return svg + textSvg(context, { x: x - half, y: bottom + 34, class: "num" });
  });
  return drawn.join("") + lineSvg(left, bottom, right, bottom, "axis");
}
