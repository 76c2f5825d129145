const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** The axis of a bar: its values at both ends, and its characters. */
export interface BarRoom {
  readonly low: number;
  readonly high: number;
  readonly width: number;
}

/**
 * A bar from zero to a value, filled with spaces to the width of its axis. It ends at an eighth of a character; to
 * the left of zero at a half, as there are no other blocks that grow from the right.
 */
export function barBlocks(value: number, { low, high, width }: BarRoom): string {
  const unit = high > low ? width / (high - low) : 0;
  const zero = Math.round(-low * unit);
  if (value < 0) return `${leftwards(Math.min(zero, -value * unit)).padStart(zero)}${" ".repeat(width - zero)}`;
  return " ".repeat(zero) + rightwards(Math.min(width - zero, value * unit)).padEnd(width - zero);
}

function rightwards(length: number): string {
  const steps = Math.round(length * 8);
  return "█".repeat(steps >> 3) + eighths[steps & 7]!;
}

function leftwards(length: number): string {
  const halves = Math.round(length * 2);
  return (halves % 2 === 1 ? "▐" : "") + "█".repeat(halves >> 1);
}
