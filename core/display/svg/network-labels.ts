import type { Box, Placed } from "./network-room.ts";
import { pixelWidth } from "./text-size.ts";

/** A name in a picture: where its text begins, or its middle or end is, on the line through its middle. */
export interface PlacedLabel {
  /** Which of the circles it names. */
  readonly at: number;
  readonly anchor: "start" | "middle" | "end";
  readonly x: number;
  readonly y: number;
  readonly box: Box;
}

export const labelSize = 11.5;
/** Pixels of the picture for each name: more names would be a crowd. Of a small network, more of which is wanted by name, fewer. */
const [pixelsEach, pixelsEachOfFew] = [7500, 4000];
const few = 120;
/** For so many times as many names room is looked for, as beyond there would be none. */
const tries = 8;
/** Share of a name that may lie over circles; a name over more could not be read. */
const mostCovered = 0.25;
/** Pixels of a side of the squares by which circles are found. */
const square = 40;

/**
 * Names beside their circles, the first of `order` first: none over another, none outside of `within`, and over as few circles as there is room
 * for; a name more than a quarter of which would lie over circles is left out.
 */
export function placeLabels(
  names: readonly string[],
  circles: readonly Placed[],
  order: readonly number[],
  within: Box,
): readonly PlacedLabel[] {
  const squares = squaresOf(circles);
  const placed: PlacedLabel[] = [];
  const area = (within.right - within.left) * (within.bottom - within.top);
  const most = Math.ceil(area / (circles.length <= few ? pixelsEachOfFew : pixelsEach));
  for (const at of order.slice(0, tries * most)) {
    if (placed.length === most) break;
    let best: { readonly label: PlacedLabel; readonly covered: number } | undefined;
    for (const label of candidatesOf(at, names[at]!, circles[at]!)) {
      if (!isWithin(label.box, within) || placed.some(({ box }) => areaOfBoth(label.box, box) > 0)) continue;
      const covered = coveredShare(label.box, circles, squares);
      if (covered <= mostCovered && (best === undefined || covered < best.covered)) best = { label, covered };
    }
    if (best !== undefined) placed.push(best.label);
  }
  return placed;
}

/** To the right, the left, above, below, and at the four corners: earlier ones are better. */
function candidatesOf(at: number, name: string, { x, y, radius }: Placed): readonly PlacedLabel[] {
  const width = pixelWidth(name, labelSize);
  const beside = radius + 3;
  const line = radius + labelSize / 2 + 1;
  const corner = 0.7 * radius + 3;
  const made = (anchor: PlacedLabel["anchor"], textX: number, textY: number): PlacedLabel => {
    const left = anchor === "start" ? textX : anchor === "end" ? textX - width : textX - width / 2;
    const box = { left, right: left + width, top: textY - labelSize / 2, bottom: textY + labelSize / 2 };
    return { at, anchor, x: textX, y: textY, box };
  };
  return [
    made("start", x + beside, y),
    made("end", x - beside, y),
    made("middle", x, y - line),
    made("middle", x, y + line),
    made("start", x + corner, y - corner),
    made("start", x + corner, y + corner),
    made("end", x - corner, y - corner),
    made("end", x - corner, y + corner),
  ];
}

/** Which circles reach into each square of the picture. */
function squaresOf(circles: readonly Placed[]): ReadonlyMap<string, readonly number[]> {
  const squares = new Map<string, number[]>();
  for (const [at, { x, y, radius }] of circles.entries()) {
    const box = { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
    for (const key of squaresUnder(box)) {
      const there = squares.get(key);
      if (there === undefined) squares.set(key, [at]);
      else there.push(at);
    }
  }
  return squares;
}

function squaresUnder({ left, right, top, bottom }: Box): readonly string[] {
  const keys: string[] = [];
  for (let column = Math.floor(left / square); column <= Math.floor(right / square); column++) {
    for (let row = Math.floor(top / square); row <= Math.floor(bottom / square); row++) keys.push(`${column},${row}`);
  }
  return keys;
}

/** How much of a box lies over circles, from 0; each is taken as the square around it that has its area. */
export function coveredShare(
  box: Box,
  circles: readonly Placed[],
  squares: ReadonlyMap<string, readonly number[]> = squaresOf(circles),
): number {
  const near = new Set(squaresUnder(box).flatMap((key) => squares.get(key) ?? []));
  let covered = 0;
  for (const at of near) {
    const { x, y, radius } = circles[at]!;
    const half = (radius * Math.sqrt(Math.PI)) / 2;
    covered += areaOfBoth(box, { left: x - half, right: x + half, top: y - half, bottom: y + half });
  }
  return covered / Math.max(1, (box.right - box.left) * (box.bottom - box.top));
}

function areaOfBoth(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > 0 && height > 0 ? width * height : 0;
}

function isWithin(box: Box, within: Box): boolean {
  return box.left >= within.left && box.right <= within.right && box.top >= within.top && box.bottom <= within.bottom;
}
