/** The least and greatest of some values. */
export type Extent = readonly [low: number, high: number];

/** Least and greatest of those numbers that `counts` accepts; undefined if there are none. */
export function extentOf(
  columns: readonly ArrayLike<number>[],
  counts: (value: number) => boolean = Number.isFinite,
): Extent | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (let at = 0; at < column.length; at++) {
      const value = column[at]!;
      if (!counts(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : undefined;
}

/** An extent that has a width: around a single value half of it to either side. */
export function widened([low, high]: Extent): Extent {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > Math.max(size * 1e-12, 1e-300)) return [low, high];
  if (size < 1e-300) return [0, 1];
  return low < 0 ? [low - size / 2, high + size / 2] : [low - low / 2, high + high / 2];
}

/** An extent down or up to zero where zero is near enough to waste little of the picture. */
export function towardsZero([low, high]: Extent): Extent {
  const reach = (high - low) / 2;
  if (low > 0 && low <= reach) return [0, high];
  return high < 0 && -high <= reach ? [low, 0] : [low, high];
}

/** An extent that holds zero, where bars begin. */
export function withZero([low, high]: Extent): Extent {
  return [Math.min(0, low), Math.max(0, high)];
}
