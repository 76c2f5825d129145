/** Counters of a run, by step and name, and how far event time is. Live: read them while the run goes on. */
export interface Metrics {
  add(step: string, metric: string, by: number): void;
  get(step: string, metric: string): number;
  /** The event time that a step has reached, ms: all its rows up to then have come. Null before the first watermark; +∞ at the end. */
  watermark(step: string): number | null;
  /** `{ step: { metric: value } }`; `currentInputWatermark` among them once there is one. */
  all(): Record<string, Record<string, number>>;
  /** The sum of a metric over all steps. */
  total(metric: string): number;
}

/** Metrics as the runtime keeps them: some are looked up only when somebody asks. */
export interface RunMetrics extends Metrics {
  /** A part of a counter that its owner counts: the parts of a step are added up. */
  watch(step: string, metric: string, read: () => number): void;
  /** How far one subtask of a step is: the least of a step's counts. */
  watchTime(step: string, read: () => number): void;
}

type Readers = Map<string, (() => number)[]>;

export function newMetrics(): RunMetrics {
  const steps = new Map<string, Map<string, number>>();
  const watched = new Map<string, Readers>();
  const times: Readers = new Map();
  const read = (step: string, metric: string): number => {
    const readers = watched.get(step)?.get(metric) ?? [];
    return readers.reduce((sum, reader) => sum + reader(), steps.get(step)?.get(metric) ?? 0);
  };
  const watermark = (step: string): number | null => {
    const least = Math.min(...(times.get(step) ?? []).map((reader) => reader()));
    return times.has(step) && least !== Number.NEGATIVE_INFINITY ? least : null;
  };
  const namesOf = (step: string): string[] => [
    ...new Set([...(steps.get(step)?.keys() ?? []), ...(watched.get(step)?.keys() ?? [])]),
  ];
  const allOf = (step: string): Record<string, number> => {
    const counters = Object.fromEntries(namesOf(step).map((metric) => [metric, read(step, metric)]));
    const timeMs = watermark(step);
    return timeMs === null ? counters : { ...counters, currentInputWatermark: timeMs };
  };
  const known = (): string[] => [...new Set([...steps.keys(), ...watched.keys()])];
  return {
    add: (step, metric, by) => {
      let counters = steps.get(step);
      if (counters === undefined) {
        counters = new Map();
        steps.set(step, counters);
      }
      counters.set(metric, (counters.get(metric) ?? 0) + by);
    },
    get: read,
    watermark,
    all: () => Object.fromEntries(known().map((step) => [step, allOf(step)])),
    total: (metric) => known().reduce((sum, step) => sum + read(step, metric), 0),
    watch: (step, metric, reader) => {
      const readers = watched.get(step) ?? new Map();
      watched.set(step, readers.set(metric, [...(readers.get(metric) ?? []), reader]));
    },
    watchTime: (step, reader) => void times.set(step, [...(times.get(step) ?? []), reader]),
  };
}
