/**
 * Positions that suffice to draw a line through sorted places: of those within the same pixel the first, the lowest,
 * the highest and the last, and every gap between them. The picture is the same as of all the points.
 */
export function thinned(places: ArrayLike<number>, heights: ArrayLike<number>): number[] {
  const kept: number[] = [];
  for (let start = 0; start < places.length; ) {
    const pixel = Math.floor(places[start]!);
    let end = start + 1;
    while (end < places.length && Math.floor(places[end]!) === pixel) end++;
    if (end - start <= 4) for (let at = start; at < end; at++) kept.push(at);
    else keepPixel(heights, start, end, kept);
    start = end;
  }
  return kept;
}

function keepPixel(heights: ArrayLike<number>, start: number, end: number, kept: number[]): void {
  let lowest = -1;
  let highest = -1;
  let gap = -1;
  for (let at = start; at < end; at++) {
    const height = heights[at]!;
    if (Number.isNaN(height)) gap = gap < 0 ? at : gap;
    else {
      if (lowest < 0 || height < heights[lowest]!) lowest = at;
      if (highest < 0 || height > heights[highest]!) highest = at;
    }
  }
  const wanted = [start, lowest, highest, gap, end - 1].filter((at) => at >= 0);
  kept.push(...[...new Set(wanted)].sort((a, b) => a - b));
}
