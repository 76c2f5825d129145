/** The value at a share of the way through sorted values, between two of them on the straight line, as pandas and NumPy have it. At least one value. */
export function sortedQuantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  // Of two infinite ones the difference would be no number.
  return low === high ? low : low + (high - low) * (place - Math.floor(place));
}
