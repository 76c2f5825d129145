/** A place on an axis that is labelled. */
export interface Tick {
  readonly value: number;
  readonly label: string;
  /** What the label is within, where it begins or changes: the day of an hour, the year of a month. */
  readonly context?: string;
}

/** Where values stand, independent of pixels and characters. */
export interface Axis {
  readonly ticks: readonly Tick[];
  /** 0 at the low end, 1 at the high end; NaN for a value without a place, as 0 on a logarithmic axis. */
  readonly share: (value: number) => number;
}

/** What a value is called at a tick. */
export type TickFormat = (value: number) => string;
