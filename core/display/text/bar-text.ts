import type { Extent } from "../scale/extent.ts";

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

export interface DrawnBar {
  /** Before the bar. */
  readonly space: string;
  readonly bar: string;
}

/**
 * Draws bars of an extent that holds zero into `room` characters: to the right in eighths of a character, to the left,
 * for which there are no such blocks, in halves. What is not zero is never invisible.
 */
export function barDrawer({ from, to }: Extent, room: number): (value: number) => DrawnBar {
  const half = to / 2 - from / 2 || 1;
  const zero = Math.min(from < 0 ? Math.max(1, Math.round((-from / 2 / half) * room)) : 0, to > 0 ? room - 1 : room);
  return (value) => {
    if (!(value < 0)) {
      const length = value > 0 ? Math.max(1, Math.round((value / 2 / half) * room * 8)) : 0;
      const filled = Math.min(length, (room - zero) * 8);
      return { space: " ".repeat(zero), bar: "█".repeat(filled >> 3) + eighths[filled & 7]! };
    }
    const length = Math.min(zero * 2, Math.max(1, Math.round((-value / 2 / half) * room * 2)));
    const bar = (length & 1 ? "▐" : "") + "█".repeat(length >> 1);
    return { space: " ".repeat(zero - bar.length), bar };
  };
}
