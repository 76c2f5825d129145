import type { Extent } from "../axis/extent.ts";

/** A bar and the spaces before it. */
export interface DrawnBar {
  readonly before: string;
  readonly bar: string;
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

/**
 * Draws bars of an extent that holds zero into `room` characters: to the right in eighths of a character, to the left,
 * for which there are no such blocks, in halves. What is not zero is never invisible.
 */
export function barDrawer([low, high]: Extent, room: number): (value: number) => DrawnBar {
  const left = low < 0 ? Math.max(1, Math.min(room - (high > 0 ? 1 : 0), Math.round((-low / (high - low)) * room))) : 0;
  const right = room - left;
  return (value) => {
    if (value < 0) {
      const halves = Math.max(1, Math.round((value / low) * left * 2));
      const bar = `${halves % 2 === 1 ? "▐" : ""}${"█".repeat(halves >> 1)}`;
      return { before: " ".repeat(left - bar.length), bar };
    }
    const parts = value > 0 ? Math.max(1, Math.round((value / high) * right * 8)) : 0;
    return { before: " ".repeat(left), bar: "█".repeat(parts >> 3) + eighths[parts & 7]! };
  };
}
