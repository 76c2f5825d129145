import type { BadRecord } from "../../io/source.ts";
import { deadLetterSinks, type PlanNode } from "../../plan/node.ts";
import type { DeadLetters } from "../dead-letters.ts";
import type { Calls } from "./calls.ts";

/** Records that could not be processed, of one sink (by its number), behind one barrier (0: before the first). */
export interface SentLetters {
  readonly sink: number;
  readonly behind: number;
  readonly records: BadRecord[];
}

/**
 * Records that could not be processed are written by the main thread: there is one file of them, or one array.
 *
 * @param lastBarrier The last barrier that has passed a stage.
 */
export function sentLetters(
  plan: readonly PlanNode[],
  calls: Calls,
  lastBarrier: (stage: string) => number,
): DeadLetters {
  const sinks = deadLetterSinks(plan);
  let gathered: SentLetters[] = [];
  return {
    open: async () => undefined,
    add: (given, record, stage) => {
      const sink = sinks.indexOf(given);
      const behind = lastBarrier(stage);
      const found = gathered.find((one) => one.sink === sink && one.behind === behind);
      if (found === undefined) gathered.push({ sink, behind, records: [record] });
      else found.records.push(record);
    },
    flush: async () => {
      if (gathered.length === 0) return;
      const sent = gathered;
      gathered = [];
      await calls.call("dead letters", sent);
    },
    prepare: () => [],
    sinks: [],
    close: async () => undefined,
  };
}

/** The main thread's end: records that are behind a barrier wait until what is before it has been prepared. */
export class HeardLetters {
  readonly #sinks: ReturnType<typeof deadLetterSinks>;
  #preparedId = 0;
  #waiting: SentLetters[] = [];

  constructor(plan: readonly PlanNode[]) {
    this.#sinks = deadLetterSinks(plan);
  }

  async hear(letters: readonly SentLetters[], deadLetters: DeadLetters): Promise<void> {
    for (const each of letters) {
      if (each.behind > this.#preparedId) this.#waiting.push(each);
      else for (const record of each.records) deadLetters.add(this.#sinks[each.sink]!, record, "");
    }
    await deadLetters.flush();
  }

  /** What is before a barrier is prepared, or never will be. */
  prepared(barrier: number, deadLetters: DeadLetters): void {
    this.#preparedId = Math.max(this.#preparedId, barrier);
    const waiting = this.#waiting;
    this.#waiting = [];
    void this.hear(waiting, deadLetters);
  }
}
