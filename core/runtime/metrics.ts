/** Counters of a run, by step and name. Live: read them while the run goes on. */
export interface Metrics {
  add(step: string, metric: string, by: number): void;
  get(step: string, metric: string): number;
  /** `{ step: { metric: value } }`. */
  all(): Record<string, Record<string, number>>;
  /** The sum of a metric over all steps. */
  total(metric: string): number;
}

export function newMetrics(): Metrics {
  const steps = new Map<string, Map<string, number>>();
  return {
    add: (step, metric, by) => {
      let counters = steps.get(step);
      if (counters === undefined) {
        counters = new Map();
        steps.set(step, counters);
      }
      counters.set(metric, (counters.get(metric) ?? 0) + by);
    },
    get: (step, metric) => steps.get(step)?.get(metric) ?? 0,
    all: () => Object.fromEntries([...steps].map(([step, counters]) => [step, Object.fromEntries(counters)])),
    total: (metric) => [...steps.values()].reduce((sum, counters) => sum + (counters.get(metric) ?? 0), 0),
  };
}
