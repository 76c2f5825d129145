import { cutToWidth, textWidth } from "../text-width.ts";

/** Pixels of the text of tick labels. */
const labelSize = 11.5;

/** Mean width of a character in a sans-serif face, as a share of its size; no font can be measured here. */
const characterWidth = 0.58;

/** About how many pixels a text takes. */
export function pixelWidth(text: string, size: number = labelSize): number {
  return textWidth(text) * size * characterWidth;
}

/** A text cut to about a number of pixels. */
export function cutToPixels(text: string, pixels: number, size: number = labelSize): string {
  return cutToWidth(text, Math.max(1, Math.floor(pixels / (size * characterWidth))));
}
