import { type Batch, changeKind, lengthOf } from "../data/batch.ts";
import { takesBack } from "../data/change-pairs.ts";
import { take } from "../data/compact.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { type GroupState, groupState } from "../state/group-state.ts";
import { keyedTable } from "../state/keyed-table.ts";
import { type RowStore, rowStore } from "../state/row-store.ts";
import { rowCount } from "./aggregation-spec.ts";
import { askedRows } from "./asked-rows.ts";
import { joinOutput } from "./join-output.ts";
import { type JoinSpec, nullsFor } from "./join-spec.ts";
import { KeyChains } from "./key-chains.ts";
import { meetingInputs } from "./key-meeting.ts";
import type { KeyedInput } from "./keyed-input.ts";
import type { Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { type RowFinder, rowFinder } from "./row-finder.ts";
import { bringRows } from "./rows-at-hand.ts";
import { notThere } from "./taken-back.ts";

interface ExistenceSpec extends JoinSpec {
  readonly changes: readonly [left: boolean, right: boolean];
}

/** Semi and anti joins of inputs that may take rows back: of the right side only how many rows a key has is kept. */
export function updatingExistence(
  spec: ExistenceSpec,
): Pick<Operator, "state" | "open" | "changes"> & { gives?: "changes" } {
  const left = askedRows(rowStore("left rows", "rows", "memory or disk"));
  const right = groupState("right counts", [rowCount]);
  return {
    // A left row that has found its partner stays, unless partners go.
    ...(spec.how === "semi" ? { changes: "keeps" } : { changes: "accepts", gives: "changes" }),
    state: [left, right],
    open: (context) => new ExistenceTask(spec, context, context.state(left), context.state(right)),
  };
}

class ExistenceTask implements OperatorTask {
  readonly #spec: ExistenceSpec;
  readonly #context: OperatorContext;
  readonly #store: RowStore;
  readonly #counts: GroupState;
  readonly #reads;
  readonly #table = keyedTable([]);
  readonly #chains = new KeyChains();
  readonly #finder: RowFinder | undefined;
  readonly #select;
  readonly #nullKey: number;
  readonly #changes: boolean;
  #entries = new Int32Array(0);
  #places = new Int32Array(0);

  constructor(spec: ExistenceSpec, context: OperatorContext, store: RowStore, counts: GroupState) {
    this.#spec = spec;
    this.#context = context;
    this.#store = store;
    this.#counts = counts;
    this.#reads = meetingInputs(context, nullsFor(spec.how, spec.keys));
    this.#finder = spec.changes[0] ? rowFinder(store) : undefined;
    this.#select = spec.select === undefined ? undefined : joinOutput(spec, context);
    this.#nullKey = context.keys.numberOf(null);
    this.#changes = spec.how === "anti" || spec.changes.includes(true);
    this.#chain(store.live());
  }

  batch(batch: Batch, input: number): void {
    const keyed = lengthOf(batch) === 0 ? undefined : this.#reads[input]!(batch);
    if (keyed === undefined) return;
    this.#counts.readAhead(keyed.keys, keyed.batch.selection, lengthOf(keyed.batch));
    bringRows([this.#store], keyed, this);
    if (input === 0) this.#left(keyed);
    else this.#right(keyed);
  }

  /** Rows that were put away came back. */
  learn(_: number, places: Int32Array): void {
    this.#chain(places);
    this.#finder?.addKept(places);
  }

  /** All rows were put away. */
  forget(): void {
    this.#table.clear();
    this.#chains.clear();
    this.#finder?.clear();
  }

  #chain(places: Int32Array): void {
    const entries = new Int32Array(places.length);
    this.#table.locate(gatherFloat64(this.#store.keys, places), undefined, 0, places.length, entries);
    this.#chains.reserve(this.#table.keys.length, this.#store.capacity);
    places.forEach((place, k) => this.#chains.append(entries[k]!, place));
  }

  /** Keeps left rows, and lets those through whose key has, or has not, a partner. */
  #left({ batch, keys }: KeyedInput): void {
    const { selection, kinds } = batch;
    const length = lengthOf(batch);
    this.#locate(keys, selection, length);
    const rowAt = (k: number): number => (selection === undefined ? k : selection[k]!);
    const coming = Int32Array.from({ length }, (_, k) => rowAt(k)).filter((row) => !isBack(kinds, row));
    this.#store.take(coming.length, this.#places);
    this.#store.put(batch, coming, coming.length, keys, this.#places);
    this.#chains.reserve(this.#table.keys.length, this.#store.capacity);
    const passing: number[] = [];
    const gone: number[] = [];
    let came = 0;
    for (let k = 0; k < length; k++) {
      const row = rowAt(k);
      if (isBack(kinds, row)) {
        const place = this.#finder?.take(batch, row, keys[row]!) ?? -1;
        if (place < 0) {
          notThere(this.#context, batch, row);
          continue;
        }
        this.#chains.unlink(this.#entries[k]!, place);
        gone.push(place);
      } else {
        const place = this.#places[came++]!;
        this.#finder?.add(place, batch, row, keys[row]!);
        this.#chains.append(this.#entries[k]!, place);
      }
      if (this.#passes(keys[row]!)) passing.push(row);
    }
    this.#emitLeft(batch, Int32Array.from(passing));
    for (const place of gone) this.#store.remove(place);
    if (gone.length > 0) this.#forget(this.#entries.subarray(0, length));
  }

  #passes(key: number): boolean {
    const counts = this.#counts.table;
    const hasPartner = key !== this.#nullKey && counts.find(key) >= 0;
    return hasPartner === (this.#spec.how === "semi");
  }

  #emitLeft(batch: Batch, rows: Int32Array): void {
    if (rows.length === 0) return;
    const kinds = this.#changes
      ? Uint8Array.from({ length: batch.rowCount }, (_, row) => kindOf(batch, row))
      : undefined;
    if (this.#select === undefined) {
      this.#context.emit({ ...batch, times: undefined, kinds, selection: rows });
      return;
    }
    this.#send(batch, rows, kinds && Uint8Array.from(rows, (row) => kinds[row]!));
  }

  /** Counts right rows; the left rows of keys that get their first, or lose their last, come or go. */
  #right({ batch, keys }: KeyedInput): void {
    const counts = this.#counts.table;
    const places: number[] = [];
    const kinds: number[] = [];
    const turn = (key: number, has: boolean): void => {
      const entry = this.#table.find(key);
      if (entry < 0) return;
      const kind = has === (this.#spec.how === "semi") ? changeKind.insert : changeKind.delete;
      for (let place = this.#chains.heads[entry]!; place >= 0; place = this.#chains.next[place]!) {
        places.push(place);
        kinds.push(kind);
      }
    };
    for (let k = 0; k < lengthOf(batch); k++) {
      const row = batch.selection === undefined ? k : batch.selection[k]!;
      const key = keys[row]!;
      if (!isBack(batch.kinds, row)) {
        const isNew = counts.find(key) < 0;
        const entry = counts.add(key);
        counts.partials[0]!.numbers[entry]! += 1;
        if (isNew) turn(key, true);
        continue;
      }
      const entry = counts.find(key);
      if (entry < 0) notThere(this.#context, batch, row);
      else if (--counts.partials[0]!.numbers[entry]! === 0) {
        counts.remove(entry);
        turn(key, false);
      }
    }
    if (places.length > 0) {
      this.#send(this.#store.rows()!, Int32Array.from(places), this.#changes ? Uint8Array.from(kinds) : undefined);
    }
  }

  /** Some left rows, in any order and more than once. */
  #send(left: Batch, leftRows: Int32Array, kinds: Uint8Array | undefined): void {
    const rightRows = new Int32Array(leftRows.length).fill(-1);
    const output = this.#select ?? this.#whole;
    this.#context.emit(
      output({ left, leftRows, right: undefined, rightRows, keysFrom: "left", times: undefined, kinds }),
    );
  }

  readonly #whole: ReturnType<typeof joinOutput> = ({ left, leftRows, kinds }) => ({
    ...take(left, leftRows!),
    times: undefined,
    kinds,
  });

  #locate(keys: Float64Array, selection: Int32Array | undefined, length: number): void {
    if (this.#entries.length < length) {
      this.#entries = new Int32Array(length);
      this.#places = new Int32Array(length);
    }
    this.#table.locate(keys, selection, 0, length, this.#entries);
  }

  #forget(entries: Int32Array): void {
    const empty = [...new Set(entries)].filter((entry) => this.#chains.counts[entry] === 0);
    for (const entry of empty.sort((a, b) => b - a)) {
      const last = this.#table.size - 1;
      this.#table.remove(entry);
      if (entry !== last) this.#chains.move(last, entry);
    }
  }
}

function isBack(kinds: Uint8Array | undefined, row: number): boolean {
  return kinds !== undefined && takesBack(kinds[row]!);
}

/** Without updates: the other half of one may have another key. */
function kindOf({ kinds }: Batch, row: number): number {
  return isBack(kinds, row) ? changeKind.delete : changeKind.insert;
}
