import type { TickFormat } from "../axis/axis.ts";
import type { RampKind } from "../color-ramp.ts";
import { visible } from "../escape.ts";
import type { GridShares } from "../grid-shares.ts";
import { type Color, paintFor } from "../paint.ts";
import { cutToWidth } from "../text-width.ts";

export interface HeatLook {
  readonly colors: RampKind;
  readonly color: Color;
}

/** Shades from the least to the greatest; blank is left to cells that are not there. */
const shades = "░▒▓█";

/**
 * The ramps of the pictures in the 256 colors of a terminal. Picked by eye: the nearest colors of its coarse cube are
 * greys and pinks that no ramp has.
 */
const ramps: Readonly<Record<RampKind, readonly number[]>> = {
  sequential: [53, 54, 61, 25, 31, 37, 36, 72, 71, 113, 149, 185, 220],
  diverging: [25, 31, 68, 74, 110, 152, 254, 223, 216, 209, 167, 160, 124],
};

/** A cell of some characters; NaN is a value that is missing. */
export function heatCell(share: number, { colors, color }: HeatLook, width: number): string {
  if (Number.isNaN(share)) return "·".padStart((width + 1) >> 1).padEnd(width);
  if (color === "plain") return shades[Math.min(3, Math.floor(share * 4))]!.repeat(width);
  const codes = ramps[colors];
  return paintFor(color).behind(codes[Math.round(share * (codes.length - 1))]!, " ".repeat(width));
}

/** What the shades or colors mean: their ends with the least and the greatest value beside them, in some characters. */
export function heatKey({ low, high }: GridShares, look: HeatLook, format: TickFormat, room: number): string {
  const steps = look.color === "plain" || room < 24 ? 4 : 13;
  const end = (value: number): string => cutToWidth(visible(format(value)), Math.max(1, (room - steps - 2) >> 1));
  const strip = Array.from({ length: steps }, (_, at) => heatCell(at / (steps - 1), look, 1)).join("");
  return `${end(low)} ${strip} ${end(high)}`;
}
