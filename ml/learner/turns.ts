import type { FitInput } from "../stages/fit-input.ts";

/** Computing lets timers and signals wait for so long, and for a block of rows more. */
export const longestTurnMs: number = 50;

/** Gives way, now and then, while an estimator computes for long between two passes. */
export class Turns {
  readonly #input: Pick<FitInput, "signal"> & Partial<Pick<FitInput, "report">>;
  #last = performance.now();

  /** @param input What may be stopped, and told that it goes on. */
  constructor(input: Pick<FitInput, "signal"> & Partial<Pick<FitInput, "report">>) {
    this.#input = input;
  }

  /** Lets others work where it has computed for long. @throws The reason of the signal of the fit, where that was stopped. */
  async give(): Promise<void> {
    if (performance.now() - this.#last <= longestTurnMs) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#input.signal?.throwIfAborted();
    this.#input.report?.({});
    this.#last = performance.now();
  }
}
