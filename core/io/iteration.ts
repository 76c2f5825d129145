// What sources of iterators share: of a user's code, which may throw, or give what is no iterator.
import { explained } from "../data/explained-error.ts";
import { shown } from "../data/options.ts";

const notYet = Symbol("not yet");

/** The item that was asked for and has not come yet. */
export interface PendingItem<Item> {
  next: Promise<IteratorResult<Item>> | undefined;
}

/** At least one item, and those that are there without waiting; none at the end. */
export async function drain<Row>(
  iterator: AsyncIterator<Row>,
  pending: PendingItem<Row>,
  batchRows: number,
  from: { readonly name: string; readonly at: number },
): Promise<Row[]> {
  const rows: Row[] = [];
  try {
    while (rows.length < batchRows) {
      pending.next ??= iterator.next();
      const next = rows.length === 0 ? await pending.next : await Promise.race([pending.next, soon()]);
      if (next === notYet) break;
      pending.next = undefined;
      if (mustBeResult(next as IteratorResult<Row>).done === true) break;
      rows.push((next as IteratorResult<Row>).value);
    }
  } catch (error) {
    throw notNext(from.name, from.at + rows.length, error);
  }
  return rows;
}

/** The iterator that a user's iterable begins. */
export function begun<Iteration extends object>(begin: () => Iteration, name: string): Iteration {
  let iterator: Iteration;
  try {
    iterator = begin();
  } catch (error) {
    throw explained(`read ${name} from its beginning`, error, "mend the function that makes its iterator");
  }
  if (typeof (iterator as { next?: unknown } | undefined)?.next === "function") return iterator;
  throw new TypeError(
    `Cannot read ${name} as what it is asked for must be an iterator with a next(): got ${shown(iterator)}; use for instance a generator function`,
  );
}

export function nextOf<Row>(iterator: Iterator<Row>, at: number): IteratorResult<Row> {
  try {
    return mustBeResult(iterator.next());
  } catch (error) {
    throw notNext("iterable", at, error);
  }
}

/** As the language itself asks of what `next` gives. */
function mustBeResult<Result extends object>(next: Result): Result {
  if (typeof next === "object" && next !== null) return next;
  throw new TypeError(
    `Cannot take what next() of an iterator gives as it must be an object of done and value: got ${shown(next)}; use for instance a generator function`,
  );
}

function notNext(name: string, row: number, error: unknown): Error {
  return explained(`read ${name} at row ${row.toLocaleString("en-US")}`, error, "mend what gives its rows");
}

/** Settles after promises that need no more than a few turns of the queue. */
async function soon(): Promise<typeof notYet> {
  for (let turn = 0; turn < 8; turn++) await undefined;
  return notYet;
}

/** Ends an iteration. */
export async function ended<Row>(iterator: AsyncIterator<Row>, pending: PendingItem<Row>): Promise<void> {
  // A generator that is waiting for its next value can only return once it has it.
  if (pending.next === undefined) await iterator.return?.();
  else void Promise.resolve(iterator.return?.()).catch(() => undefined);
}
