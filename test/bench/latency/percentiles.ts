/** How often each value came, in steps of a width; values beyond the last step are counted with it. */
export interface Latencies {
  add(value: number, times: number): void;
  /** The least value that so much of all are not above, `share` in [0, 1]. */
  at(share: number): number;
  readonly count: number;
}

export function latencies(width = 0.05, steps = 100_000): Latencies {
  const counts = new Float64Array(steps);
  let count = 0;
  return {
    add: (value, times) => {
      counts[Math.min(steps - 1, Math.max(0, Math.floor(value / width)))]! += times;
      count += times;
    },
    at: (share) => {
      let seen = 0;
      for (let step = 0; step < steps; step++) {
        seen += counts[step]!;
        if (seen >= share * count) return (step + 1) * width;
      }
      return Number.NaN;
    },
    get count() {
      return count;
    },
  };
}
