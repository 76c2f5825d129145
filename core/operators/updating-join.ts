import { type Batch, changeKind, lengthOf } from "../data/batch.ts";
import { takesBack } from "../data/change-pairs.ts";
import { compact } from "../data/compact.ts";
import { gatherFloat64 } from "../data/kernels/gather.ts";
import { type ColumnsState, columnsState } from "../state/columns-state.ts";
import { keyedTable } from "../state/keyed-table.ts";
import { type RowStore, rowStore } from "../state/row-store.ts";
import { askedRows } from "./asked-rows.ts";
import { type JoinOutput, joinOutput, noColumns, padded } from "./join-output.ts";
import { joinCommon, narrowing } from "./join-plan.ts";
import { type JoinSpec, keepsLeft, keepsRight, nullsFor, onlyLeft } from "./join-spec.ts";
import { countUp } from "./kernels/count-up.ts";
import { pairRows } from "./kernels/pair-rows.ts";
import { rowsByKind } from "./kernels/touched.ts";
import { KeyChains } from "./key-chains.ts";
import { meetingInputs } from "./key-meeting.ts";
import type { KeyedInput } from "./keyed-input.ts";
import { onlyObjects, ownColumns } from "./object-columns.ts";
import type { Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { allCame, chunks, mostPairs, type Pairing, pairing } from "./pairs-under-way.ts";
import { type RowFinder, rowFinder } from "./row-finder.ts";
import { bringRows, putRowsAway } from "./rows-at-hand.ts";
import { notThere } from "./taken-back.ts";
import { updatingExistence } from "./updating-existence.ts";

export interface UpdatingJoinSpec extends JoinSpec {
  /** Whether the left and the right input are changelogs: then their rows must be found again. */
  readonly changes: readonly [left: boolean, right: boolean];
}

/**
 * Joins two inputs that may never end and may take rows back: all rows of both sides are kept, and each row that comes or
 * goes meets those of the other side at once. A row stands beside nulls as long as it has no partner.
 *
 * Morally: `for (change of input) emit(difference(join(left, right), join(left with change, right with change)))`.
 */
export function updatingJoin(spec: UpdatingJoinSpec): Operator {
  const shared = joinCommon(spec);
  const common = { ...shared, name: "join", details: { ...shared.details, strategy: "symmetric hash" } };
  if (onlyLeft(spec.how)) return { ...common, ...updatingExistence(spec) };
  const outer = spec.how !== "inner";
  const declared = {
    left: askedRows(rowStore("left rows", "rows", "memory or disk")),
    right: askedRows(rowStore("right rows", "rows", "memory or disk")),
    leftColumns: columnsState("left columns"),
    rightColumns: columnsState("right columns"),
  };
  return {
    ...common,
    ...(outer ? { changes: "accepts", gives: "changes" } : { changes: "keeps" }),
    ...narrowing(spec, updatingJoin),
    state: Object.values(declared),
    open: (context) =>
      new UpdatingJoinTask(
        spec,
        context,
        [context.state(declared.left), context.state(declared.right)],
        [context.state(declared.leftColumns), context.state(declared.rightColumns)],
      ),
  };
}

const allRows = new Int32Array(0);
const pairCount = new Int32Array(1);

/** One side: its rows, and how they are found by key and by content. */
interface Side {
  readonly input: 0 | 1;
  readonly store: RowStore;
  readonly columns: ColumnsState;
  /** The columns it has as long as none were seen. */
  readonly known: Batch | undefined;
  readonly chains: KeyChains;
  readonly finder: RowFinder | undefined;
  /** Whether rows of it without a partner come out. */
  readonly kept: boolean;
  readonly read: (batch: Batch) => KeyedInput | undefined;
  readonly toColumns: (batch: Batch) => Batch;
}

class UpdatingJoinTask implements OperatorTask {
  readonly #spec: UpdatingJoinSpec;
  readonly #context: OperatorContext;
  readonly #sides: readonly [Side, Side];
  readonly #stores: readonly RowStore[];
  readonly #table = keyedTable([]);
  readonly #output: JoinOutput;
  readonly #nullKey: number;
  /** Whether what comes out says what it does. */
  readonly #changes: boolean;
  /** Pairs of both sides; rows of the side that changes that have no partner; those of the other that lose or get one. */
  readonly #pairs = pairing();
  readonly #single = pairing();
  readonly #lonely = pairing();
  #entries = new Int32Array(0);
  #rows = new Int32Array(0);
  #places = new Int32Array(0);

  constructor(
    spec: UpdatingJoinSpec,
    context: OperatorContext,
    stores: readonly [RowStore, RowStore],
    columns: readonly [ColumnsState, ColumnsState],
  ) {
    this.#spec = spec;
    this.#context = context;
    this.#output = joinOutput(spec, context);
    this.#nullKey = context.keys.numberOf(null);
    this.#changes = spec.how !== "inner" || spec.changes.includes(true);
    const kept = [keepsLeft(spec.how), keepsRight(spec.how)] as const;
    const reads = meetingInputs(context, nullsFor(spec.how, spec.keys), spec.select);
    const side = (input: 0 | 1): Side => ({
      input,
      store: stores[input],
      columns: columns[input],
      known: spec.known?.[input] && padded(spec.known[input]),
      chains: new KeyChains(),
      finder: spec.changes[input] ? rowFinder(stores[input]) : undefined,
      kept: kept[input],
      read: reads[input]!,
      toColumns: ownColumns(),
    });
    this.#sides = [side(0), side(1)];
    this.#stores = stores;
    for (const { store, columns: seen, input } of this.#sides) {
      if (seen.seen !== undefined) store.see(seen.seen);
      this.#chain(input, store.live());
    }
  }

  batch(given: Batch, input: number): void {
    const [own, other] = input === 0 ? this.#sides : this.#sides.toReversed();
    const keyed = this.#prepared(own!, given);
    if (keyed === undefined) return;
    this.#see(own!, other!, keyed.batch);
    const { batch, keys } = keyed;
    const length = lengthOf(batch);
    if (length === 0) return;
    bringRows(this.#stores, keyed, this);
    this.#keep(own!, batch, keys, length);
    this.#single.from = own!.input;
    this.#lonely.from = other!.input;
    const onlyPairs = batch.kinds === undefined && own!.finder === undefined && !own!.kept && !other!.kept;
    if (onlyPairs) this.#pair(own!, other!, keyed, length);
    const { gone, came } = onlyPairs ? allCame(length) : this.#change(own!, other!, keyed, length);
    for (const pairs of [this.#pairs, this.#single, this.#lonely]) this.#flush(pairs);
    for (const place of gone) own!.store.remove(place);
    // Also the key of a row that was to go and never came.
    if (came < length) this.#forget(length);
  }

  /** Rows that were put away came back. */
  learn(input: number, places: Int32Array): void {
    this.#chain(input, places);
    this.#sides[input]!.finder?.addKept(places);
  }

  /** All rows were put away. */
  forget(): void {
    this.#table.clear();
    for (const { chains, finder } of this.#sides) {
      chains.clear();
      finder?.clear();
    }
  }

  /** Chains are not state: they are made of the rows. */
  #chain(input: number, places: Int32Array): void {
    const { store, chains } = this.#sides[input]!;
    const entries = new Int32Array(places.length);
    this.#table.locate(gatherFloat64(store.keys, places), undefined, 0, places.length, entries);
    for (const side of this.#sides) side.chains.reserve(this.#table.keys.length, side.store.capacity);
    places.forEach((place, k) => chains.append(entries[k]!, place));
  }

  /** The rows of a batch with their keys, as columns unless the user selects from them. */
  #prepared(own: Side, given: Batch): KeyedInput | undefined {
    const selects = this.#spec.select !== undefined;
    const rows = selects ? given : onlyObjects(this.#context, given);
    if (lengthOf(rows) === 0) {
      // An announcement of columns.
      if (!selects && rows.schema.shape === "row") this.#see(own, this.#sides[1 - own.input]!, compact(rows));
      return undefined;
    }
    const keyed = own.read(rows);
    if (keyed === undefined || selects) return keyed;
    const { selection, schema } = keyed.batch;
    const isObjects = schema.shape === "value";
    const batch = isObjects ? own.toColumns(compact(keyed.batch)) : keyed.batch;
    const keys = isObjects && selection !== undefined ? gatherFloat64(keyed.keys, selection) : keyed.keys;
    // Where the other side's rows may stand alone, nulls are what is missing beside them.
    const alone = this.#sides[1 - own.input]!.kept;
    return { ...keyed, batch: alone ? padded(batch) : batch, keys };
  }

  /** Learns of columns. Rows that stand alone are given anew when those beside them get more columns. */
  #see(own: Side, other: Side, batch: Batch): void {
    own.columns.see(batch);
    const before = own.store.rows() ?? own.known;
    own.store.see(batch);
    const after = own.store.rows();
    if (this.#spec.select !== undefined || !other.kept || other.store.isEmpty) return;
    if (before !== undefined && after!.schema.fields.length === before.schema.fields.length) return;
    if (other.store.away === undefined) return this.#giveAloneAnew(own, other, before);
    const keys = other.store.away.allKeys();
    for (let from = 0; from < keys.length; from += mostPairs) {
      putRowsAway(this.#stores, this);
      const some = keys.subarray(from, from + mostPairs);
      for (const { store, input } of this.#sides) this.learn(input, store.away!.bring(some, undefined, some.length));
      this.#giveAloneAnew(own, other, before);
    }
  }

  /** Of the keys at hand. */
  #giveAloneAnew(own: Side, other: Side, before: Batch | undefined): void {
    const alone: number[] = [];
    const { heads, next } = other.chains;
    for (let entry = 0; entry < this.#table.size; entry++) {
      if (own.chains.counts[entry]! > 0 && this.#table.keys[entry] !== this.#nullKey) continue;
      for (let place = heads[entry]!; place >= 0; place = next[place]!) alone.push(place);
    }
    for (const places of chunks(alone, mostPairs)) this.#giveAnew(own, other, places, before);
  }

  #giveAnew(own: Side, other: Side, places: readonly number[], before: Batch | undefined): void {
    const pairs = this.#lonely;
    pairs.from = other.input;
    for (const place of places) this.#add(pairs, place, -1, other, changeKind.delete);
    this.#send(
      pairs,
      [0, 1].map((input) => (input === own.input ? before : other.store.rows())),
    );
    pairs.kinds.fill(changeKind.insert, 0, pairs.count);
    this.#flush(pairs);
  }

  /** Puts the rows that come into the store, before their turn: `#places[k]` is that of row k, −1 where it is taken back. */
  #keep(own: Side, batch: Batch, keys: Float64Array, length: number): void {
    if (this.#entries.length < length) {
      this.#entries = new Int32Array(length);
      this.#rows = new Int32Array(length);
      this.#places = new Int32Array(length);
    }
    const coming = this.#coming(batch, length);
    own.store.take(coming.length, this.#places);
    own.store.put(batch, coming, coming.length, keys, this.#places);
    this.#table.locate(keys, batch.selection, 0, length, this.#entries);
    for (const side of this.#sides) side.chains.reserve(this.#table.keys.length, side.store.capacity);
  }

  /** The numbers of the rows that come. */
  #coming({ selection, kinds }: Batch, length: number): Int32Array {
    if (kinds === undefined) return selection ?? countUp(0, this.#rows.subarray(0, length));
    const coming = rowsByKind(kinds, selection ?? allRows, length, 0, this.#rows);
    if (selection !== undefined) for (let at = 0; at < coming.length; at++) coming[at] = selection[coming[at]!]!;
    return coming;
  }

  /** Rows that only come, on sides whose rows are nothing without a partner. */
  #pair(own: Side, other: Side, { batch, keys }: KeyedInput, length: number): void {
    const rows = batch.selection ?? this.#rows;
    const { heads, tails, counts, next } = own.chains;
    const pairs = this.#pairs;
    const [ownPlaces, otherPlaces] = own.input === 0 ? pairs.places : [pairs.places[1], pairs.places[0]];
    for (let k = 0; ; ) {
      pairCount[0] = pairs.count;
      k = pairRows(
        k,
        length,
        this.#entries,
        this.#places,
        rows,
        keys,
        this.#nullKey,
        heads,
        tails,
        counts,
        next,
        other.chains.heads,
        other.chains.counts,
        other.chains.next,
        ownPlaces,
        otherPlaces,
        pairCount,
      );
      pairs.kinds.fill(changeKind.insert, pairs.count, pairCount[0]);
      pairs.count = pairCount[0]!;
      if (k === length) return;
      if (pairs.count > 0) this.#flush(pairs);
      // More partners than a batch has room for.
      else this.#come(own, other, this.#entries[k]!, this.#places[k++]!, false);
    }
  }

  /** Row by row what comes and goes; gives the places that are free afterwards, and how many rows came. */
  #change(own: Side, other: Side, { batch, keys }: KeyedInput, length: number): { gone: number[]; came: number } {
    const { selection, kinds } = batch;
    const gone: number[] = [];
    let came = 0;
    for (let k = 0; k < length; k++) {
      const row = selection === undefined ? k : selection[k]!;
      const entry = this.#entries[k]!;
      const isNull = keys[row] === this.#nullKey;
      if (kinds === undefined || !takesBack(kinds[row]!)) {
        const place = this.#places[came++]!;
        own.finder?.add(place, batch, row, keys[row]!);
        this.#come(own, other, entry, place, isNull);
        continue;
      }
      const place = own.finder === undefined ? -1 : own.finder.take(batch, row, keys[row]!);
      if (place < 0) {
        notThere(this.#context, batch, row);
        continue;
      }
      gone.push(place);
      this.#go(own, other, entry, place, isNull);
    }
    return { gone, came };
  }

  #come(own: Side, other: Side, entry: number, place: number, isNull: boolean): void {
    const { chains } = own;
    const partner = isNull ? -1 : other.chains.heads[entry]!;
    const isFirst = chains.counts[entry] === 0;
    chains.append(entry, place);
    if (partner < 0) {
      if (own.kept) this.#add(this.#single, place, -1, own, changeKind.insert);
      return;
    }
    if (isFirst && other.kept) this.#alone(other, partner, changeKind.delete);
    const { next } = other.chains;
    for (let each = partner; each >= 0; each = next[each]!) this.#add(this.#pairs, place, each, own, changeKind.insert);
  }

  #go(own: Side, other: Side, entry: number, place: number, isNull: boolean): void {
    const partner = isNull ? -1 : other.chains.heads[entry]!;
    own.chains.unlink(entry, place);
    if (partner < 0) {
      if (own.kept) this.#add(this.#single, place, -1, own, changeKind.delete);
      return;
    }
    const { next } = other.chains;
    for (let each = partner; each >= 0; each = next[each]!) this.#add(this.#pairs, place, each, own, changeKind.delete);
    if (other.kept && own.chains.counts[entry] === 0) this.#alone(other, partner, changeKind.insert);
  }

  /** The rows of a key that lose their last partner, or get their first. */
  #alone(side: Side, first: number, kind: number): void {
    const { next } = side.chains;
    for (let place = first; place >= 0; place = next[place]!) this.#add(this.#lonely, place, -1, side, kind);
  }

  /** A pair of a place of `side` and one of the other. */
  #add(pairs: Pairing, place: number, partner: number, side: Side, kind: number): void {
    if (pairs.count === mostPairs) this.#flush(pairs);
    const at = pairs.count++;
    const [left, right] = pairs.places;
    left[at] = side.input === 0 ? place : partner;
    right[at] = side.input === 0 ? partner : place;
    pairs.kinds[at] = kind;
  }

  #flush(pairs: Pairing): void {
    this.#send(
      pairs,
      this.#sides.map(({ store, known }) => store.rows() ?? known),
    );
    pairs.count = 0;
  }

  #send({ count, places, kinds, from }: Pairing, rows: readonly (Batch | undefined)[]): void {
    if (count === 0) return;
    this.#context.emit(
      this.#output({
        left: rows[0] ?? noColumns,
        leftRows: places[0].subarray(0, count),
        right: rows[1],
        rightRows: places[1].subarray(0, count),
        keysFrom: from === 0 ? "left" : "right",
        times: undefined,
        kinds: this.#changes ? kinds.slice(0, count) : undefined,
      }),
    );
  }

  /** Keys that have no rows left on either side. The last entry of all takes the place of a removed one. */
  #forget(length: number): void {
    const [left, right] = this.#sides;
    const empty = new Set(this.#entries.subarray(0, length)).values().filter((entry) => {
      return left.chains.counts[entry] === 0 && right.chains.counts[entry] === 0;
    });
    for (const entry of [...empty].sort((a, b) => b - a)) {
      const last = this.#table.size - 1;
      this.#table.remove(entry);
      if (entry === last) continue;
      for (const side of this.#sides) side.chains.move(last, entry);
    }
  }
}
