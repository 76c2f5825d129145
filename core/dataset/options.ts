import type { KnownOptions } from "../data/options.ts";
import type { Sink } from "../io/sink.ts";
import type { BadRecord } from "../io/source.ts";

/** What happens to a record that cannot be read or processed. Skipped and dead-lettered ones are counted in the metrics. */
export type OnError = "fail" | "skip" | { readonly deadLetter: Sink<BadRecord> };

/** Sends records that cannot be processed to a sink, as rows `{ source, position, column, text, message }`. */
export function deadLetter(sink: Sink<BadRecord>): { readonly deadLetter: Sink<BadRecord> } {
  return { deadLetter: sink };
}

/** Options of a step. */
export interface StepOptions {
  /** Name of the step in plans, errors and metrics. Default: what it does and its number. */
  readonly name?: string;
  /**
   * What becomes of records that cannot be processed. Default `"fail"`. An error of a trigger or an evictor ends the run
   * whatever is said here: nobody knows then what its window would have given.
   */
  readonly onError?: OnError;
}

export const stepOptions: KnownOptions<StepOptions> = { name: true, onError: true };

/** What a step itself takes of options that say more. */
export function ofStep({ name, onError }: StepOptions): StepOptions {
  return { ...(name === undefined ? {} : { name }), ...(onError === undefined ? {} : { onError }) };
}

export interface ProcessOptions extends StepOptions {
  /** Names of the side outputs that the function gives rows to. */
  readonly sideOutputs?: readonly string[];
}

export const processOptions: KnownOptions<ProcessOptions> = { sideOutputs: true, ...stepOptions };

export interface SampleOptions extends StepOptions {
  /** Another seed gives another sample. Default 0. */
  readonly seed?: number;
}

export const sampleOptions: KnownOptions<SampleOptions> = { seed: true, ...stepOptions };
