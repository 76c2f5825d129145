const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

/** The axis of bars: its values at both ends, zero among them, and its characters. */
export interface BarRoom {
  readonly low: number;
  readonly high: number;
  readonly width: number;
}

/**
 * A bar from zero to a value and the spaces before it. It ends at an eighth of a character; to the left of zero at a
 * half, as there are no other blocks that grow from the right. What is not zero is never invisible.
 */
export function barBlocks(value: number, room: BarRoom): readonly [spaces: string, bar: string] {
  const zero = zeroColumn(room);
  const right = room.width - zero;
  // Both sides in the same unit, so that lengths can be compared across zero.
  const perCharacter = Math.max(room.low < 0 ? -room.low / zero : 0, room.high > 0 ? room.high / right : 0);
  const length = Math.abs(value) / perCharacter;
  if (value < 0) {
    const halves = Math.max(1, Math.round(Math.min(zero, length) * 2));
    const bar = (halves % 2 === 1 ? "▐" : "") + "█".repeat(halves >> 1);
    return [" ".repeat(zero - bar.length), bar];
  }
  const steps = value > 0 ? Math.max(1, Math.round(Math.min(right, length) * 8)) : 0;
  return [" ".repeat(zero), "█".repeat(steps >> 3) + eighths[steps & 7]!];
}

/** At least one character for each side that has values. */
function zeroColumn({ low, high, width }: BarRoom): number {
  if (!(low < 0)) return 0;
  return Math.max(1, Math.min(width - (high > 0 ? 1 : 0), Math.round((-low / (high - low)) * width)));
}
