/** The range that an axis covers, `from < to`. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** Smallest and largest finite number of the lists; undefined where there is none. */
export function extentOf(
  lists: readonly ArrayLike<number>[],
  accepts: (value: number) => boolean = Number.isFinite,
): Extent | undefined {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const list of lists) {
    for (let at = 0; at < list.length; at++) {
      const value = list[at]!;
      if (!accepts(value)) continue;
      if (value < from) from = value;
      if (value > to) to = value;
    }
  }
  return from <= to ? { from: from + 0, to: to + 0 } : undefined;
}

/** The extent with zero inside, as bars need it. */
export function withZero({ from, to }: Extent): Extent {
  return { from: Math.min(0, from), to: Math.max(0, to) };
}

/** The extent, widened to both sides where all values are equal; `around` is half the width that is then given. */
export function widened({ from, to }: Extent, around: number = Math.abs(from) / 2 || 1): Extent {
  if (from < to) return { from, to };
  const wide = { from: Math.max(-Number.MAX_VALUE, from - around), to: Math.min(Number.MAX_VALUE, to + around) };
  return wide.from < wide.to ? wide : { from: from - 1, to: to + 1 };
}
