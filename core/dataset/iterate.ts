import { each, into } from "../io/memory-sink.ts";
import type { Sink } from "../io/sink.ts";

/** What a run puts into a sink. */
export async function collectedRows<Row>(run: (sink: Sink<Row>) => Promise<unknown>): Promise<Row[]> {
  const rows: Row[] = [];
  await run(into(rows));
  return rows;
}

/**
 * Turns a run that pushes rows into one that rows are pulled from: the next row is only taken when it is asked for.
 * Leaving early stops the run; its failure is thrown at the next row.
 */
export function rowIterator<Row>(
  start: (sink: Sink<Row>, signal: AbortSignal) => Promise<unknown>,
): AsyncIterator<Row> {
  const abort = new AbortController();
  const hand: Handover<Row> = { row: undefined, taken: undefined, wanted: undefined, ended: undefined };
  let running: Promise<void> | undefined;
  const begin = (): Promise<void> =>
    start(
      each<Row>((row) => {
        abort.signal.throwIfAborted();
        return offer(hand, row);
      }),
      abort.signal,
    ).then(
      () => finish(hand, {}),
      (error: unknown) => finish(hand, { error }),
    );
  return {
    next: () => {
      running ??= begin();
      hand.taken?.();
      return wait(hand);
    },
    return: async () => {
      abort.abort(new DOMException("The loop over the rows was left", "AbortError"));
      hand.taken?.();
      await running;
      return { done: true, value: undefined };
    },
  };
}

interface Handover<Row> {
  row: { readonly value: Row } | undefined;
  /** Lets the run go on after a row. */
  taken: (() => void) | undefined;
  wanted: ((result: IteratorResult<Row>) => void) | undefined;
  ended: { readonly error?: unknown } | undefined;
}

function offer<Row>(hand: Handover<Row>, value: Row): Promise<void> {
  return new Promise((resolve) => {
    hand.taken = () => {
      hand.taken = undefined;
      resolve();
    };
    if (hand.wanted === undefined) hand.row = { value };
    else {
      const give = hand.wanted;
      hand.wanted = undefined;
      give({ done: false, value });
    }
  });
}

function wait<Row>(hand: Handover<Row>): Promise<IteratorResult<Row>> {
  if (hand.row !== undefined) {
    const { value } = hand.row;
    hand.row = undefined;
    return Promise.resolve({ done: false, value });
  }
  return new Promise((resolve, reject) => {
    const end = (): void => {
      if (hand.ended !== undefined && "error" in hand.ended) reject(hand.ended.error);
      else resolve({ done: true, value: undefined });
    };
    if (hand.ended !== undefined) return end();
    hand.wanted = (result) => (result.done === true ? end() : resolve(result));
  });
}

function finish<Row>(hand: Handover<Row>, ended: { error?: unknown }): void {
  hand.ended = ended;
  hand.wanted?.({ done: true, value: undefined });
}
