import type { TickFormat } from "../axis/axis.ts";
import { type RampKind, rampRgb } from "../color-ramp.ts";
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

/** A cell of some characters; NaN is a value that is missing. */
export function heatCell(share: number, { colors, color }: HeatLook, width: number): string {
  if (Number.isNaN(share)) return "·".padStart((width + 1) >> 1).padEnd(width);
  if (color === "plain") return shades[Math.min(3, Math.floor(share * 4))]!.repeat(width);
  return paintFor(color).behind(nearestCode(rampRgb(colors, share)), " ".repeat(width));
}

/** What the shades or colors mean: their ends with the least and the greatest value beside them, in some characters. */
export function heatKey({ low, high }: GridShares, look: HeatLook, format: TickFormat, room: number): string {
  const steps = look.color === "plain" || room < 24 ? 4 : 16;
  const end = (value: number): string => cutToWidth(visible(format(value)), Math.max(1, (room - steps - 2) >> 1));
  const strip = Array.from({ length: steps }, (_, at) => heatCell(at / (steps - 1), look, 1)).join("");
  return `${end(low)} ${strip} ${end(high)}`;
}

/** The nearest color of the 6 × 6 × 6 cube that a terminal of 256 colors has; its levels are 0, 95, 135, … 255. */
function nearestCode(rgb: readonly [number, number, number]): number {
  const [red, green, blue] = rgb.map((channel) => (channel < 48 ? 0 : Math.max(1, Math.round((channel - 55) / 40))));
  return 16 + 36 * red! + 6 * green! + blue!;
}
