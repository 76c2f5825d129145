import type { WebAbortSignal } from "../data/web-types.ts";
/** What a function that answers later is given beside its argument. */
export interface AsyncContext {
  /** Aborted when nobody waits for the answer any more: at the timeout, and when the run ends or stops. */
  readonly signal: WebAbortSignal;
  /** 1 at first, more when it is tried again. */
  readonly attempt: number;
  /** Settles after so many ms of the run's own clock, which tests can hold. Rejects when the signal is aborted. */
  sleep(ms: number): Promise<void>;
}
