import { type Batch, changeKind, lengthOf, makeBatch } from "../data/batch.ts";
import { compact } from "../data/compact.ts";
import { type DataType, float64 } from "../data/data-type.ts";
import { gatherFloat64, gatherInt32 } from "../data/kernels/gather.ts";
import type { Folding } from "../data/partial-columns.ts";
import { partialsMerger } from "../expression/merge-partials.ts";
import { type GroupState, groupState } from "../state/group-state.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import { spilledRows } from "../state/spilled-rows.ts";
import {
  type AggregationSpec,
  aggregationCode,
  isChecked,
  keyColumns,
  needsRows,
  overChanges,
  resultColumns,
  rowCount,
  schemaMaker,
} from "./aggregation-spec.ts";
import { askedGroups } from "./asked-groups.ts";
import { combine } from "./combine.ts";
import { asPlainValues, GroupChanges, touchedEntries } from "./group-changes.ts";
import { type GroupFolder, groupFolder } from "./group-fold.ts";
import { type GroupSpill, groupSpill } from "./group-spill.ts";
import { isAscending } from "./kernels/ascending.ts";
import { countUp } from "./kernels/count-up.ts";
import { rowsByKind } from "./kernels/touched.ts";
import { columnsReadBy, type KeyedInput, type KeySpec, keyedInput, keyInColumns } from "./keyed-input.ts";
import type { Combination, Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { type PartialRows, partialDecoder } from "./partial-batch.ts";
import { resultSchema } from "./result-schema.ts";
import { takenBack } from "./taken-back.ts";

export interface GroupAggregateOptions {
  readonly key: KeySpec;
  readonly aggregates: AggregationSpec;
  /** `"final"`: one row a key at the end of input; `"changes"`: a changelog that is right after every batch. */
  readonly emit: "final" | "changes";
  /** `"rows"`: key and results; `"values"`: the only result itself. */
  readonly output: "rows" | "values";
  /**
   * What arrives: records; those of a changelog, where a key whose last record is taken back is gone; or what `combine`
   * made of them. Default `"rows"`.
   */
  readonly input?: "rows" | "changes" | "partials";
  /** Whether records come in the order of their keys: then groups are given as soon as the next ones begin. */
  readonly inOrder?: true;
  /** Whether records at which aggregates throw are left out: then what may throw folds records only, where they are known. */
  readonly leavesOut?: boolean;
}

/** Aggregates all records of a key, over all time. */
export function groupAggregate(options: GroupAggregateOptions): Operator {
  const { key } = options;
  const aggregates = options.input === "changes" ? overChanges(options.aggregates) : options.aggregates;
  const counts = options.input === "changes";
  const foldings = counts ? [...aggregates.foldings, rowCount] : aggregates.foldings;
  // At the end all groups are gone through.
  const where = options.emit === "changes" && key !== undefined ? "memory or disk" : "memory";
  const declared = groupState("groups", foldings, distinctOf({ ...options, aggregates }), where, aggregates.names);
  const isAsked = options.emit === "changes" && key !== undefined;
  const groups = isAsked ? askedGroups(declared, aggregates, options.output) : declared;
  const spilled = spilledRows("spilled groups", "keyed");
  // What a changelog takes back must still be there, and a changelog given needs all that was given before.
  const spills = key !== undefined && options.emit === "final" && options.input !== "changes";
  return {
    name: `aggregate(${aggregates.names.join(", ")})`,
    details: { key: key?.names.join(", ") ?? "none", emit: emitText(options) },
    ...(spills && options.inOrder === undefined ? { inOrder: orderedGroups(options) } : {}),
    state: spills ? [groups, spilled] : [groups],
    ...combination(options),
    selection: "accepts",
    ...resultSchema(options),
    code: (schema) => aggregationCode(key, aggregates, schema),
    ...(counts ? { changes: "accepts" as const } : {}),
    ...(options.emit === "changes" ? { gives: "changes" as const } : {}),
    reads: () => [options.input === "partials" ? "all" : columnsReadBy(key, aggregates.values, needsRows(aggregates))],
    open: (context) => {
      const kept = context.state(groups);
      const spill = spills ? groupSpill(key, aggregates, kept.table, context.state(spilled), context) : undefined;
      return new GroupTask({ ...options, aggregates }, foldings, context, kept, spill);
    },
  };
}

function emitText({ emit, inOrder }: GroupAggregateOptions): string {
  return inOrder === true ? `${emit}, each key when the next one comes` : emit;
}

/** Where rows ascend by all columns of the key, and by nothing else before those, the rows of a key come one behind another. */
function orderedGroups(options: GroupAggregateOptions): NonNullable<Operator["inOrder"]> {
  const { key } = options;
  return (ascending) => {
    const isByKey =
      key !== undefined && "columns" in key && key.columns.length === 1 && key.columns[0] === ascending[0];
    return isByKey ? groupAggregate({ ...options, inOrder: true }) : undefined;
  };
}

/** Sets of distinct values lie together where they only ever grow, by rows that nothing is wrong with. */
function distinctOf({ emit, input = "rows", key, aggregates }: GroupAggregateOptions): "together" | "apart" {
  const grow = emit === "changes" && input === "rows" && key !== undefined;
  return grow && isChecked(aggregates) ? "together" : "apart";
}

/** How late changes are at most by what is held before an exchange, ms. */
const longestHeldMs = 100;

function combination(options: GroupAggregateOptions): { combine?: Combination } {
  const { key, aggregates, input, leavesOut } = options;
  if (input === "partials" || input === "changes") return {};
  if (leavesOut === true && !isChecked(aggregates)) return {};
  // Whoever waits for changes gets them also where no watermarks come.
  const held = options.emit === "changes" ? { heldMs: longestHeldMs } : {};
  const before = combine({ key, aggregates, panes: undefined, ...held });
  return {
    combine: {
      before,
      after: groupAggregate({ ...options, input: "partials" }),
      key: keyInColumns(key),
    },
  };
}

interface Located {
  /** Entries there were before. */
  readonly before: number;
  readonly length: number;
  /** Gives the k of rows that were left out. */
  readonly fold: () => readonly number[];
  /** Whether no key that comes now or later is less than those before, and all are numbers. */
  readonly ascends?: boolean;
}

const noEntries: ReadonlySet<number> = new Set();
const allRows = new Int32Array(0);

class GroupTask implements OperatorTask {
  readonly #options: GroupAggregateOptions;
  readonly #context: OperatorContext;
  readonly #groups: GroupState;
  readonly #table: KeyedTable;
  readonly #spill: GroupSpill | undefined;
  /** Whether the last partial result is the number of records of a key. */
  readonly #counts: boolean;
  /** Whether a key without records is gone. Without a key an aggregate of nothing is a row, a reduction of nothing is none. */
  readonly #forgets: boolean;
  readonly #input: (batch: Batch) => KeyedInput | undefined;
  readonly #folder: GroupFolder;
  readonly #changes: GroupChanges;
  readonly #results;
  readonly #merge;
  readonly #decode: (batch: Batch) => PartialRows | undefined;
  readonly #schemaOf = schemaMaker();
  readonly #touched = touchedEntries();
  /** Of rows that come in the order of their keys. */
  readonly #lastKey = Float64Array.of(Number.NEGATIVE_INFINITY);
  #keyType: DataType = float64;
  #entries = new Int32Array(0);

  constructor(
    options: GroupAggregateOptions,
    foldings: readonly Folding[],
    context: OperatorContext,
    groups: GroupState,
    spill: GroupSpill | undefined,
  ) {
    this.#options = options;
    this.#context = context;
    this.#groups = groups;
    const { table } = groups;
    this.#table = table;
    this.#spill = spill;
    this.#counts = foldings.length > options.aggregates.foldings.length;
    this.#forgets = this.#counts && (options.key !== undefined || options.output === "values");
    const { values } = options.aggregates;
    this.#input = keyedInput(context, options.key, this.#counts ? [...values, undefined] : values, options.aggregates);
    this.#folder = groupFolder(context, { names: options.aggregates.names, foldings }, table);
    this.#changes = new GroupChanges(options, context);
    this.#merge = partialsMerger(options.aggregates.foldings);
    this.#decode = partialDecoder(options.key, options.aggregates.foldings, context);
    this.#results = resultColumns(options.aggregates, context.step);
  }

  batch(batch: Batch): void {
    const located = this.#options.input === "partials" ? this.#locatePartials(batch) : this.#locateRows(batch);
    if (located === undefined) return;
    const { before, length, fold } = located;
    if (this.#options.emit === "final") {
      this.#remove(this.#untouched(fold(), before, length));
      // The last group of a batch may have gone to disk, and go on in the next: then all are put together at the end.
      if (located.ascends === true && this.#spill?.hasSpilled !== true) this.#emitPassed();
      this.#spill?.spillWhenLarge(this.#keyType);
      if (this.#forgets) this.#remove(this.#emptyOf(this.#touched(this.#entries, length, this.#table.size)));
      return;
    }
    const touched = this.#touched(this.#entries, length, before);
    const added = countUp(before, new Int32Array(this.#table.size - before));
    this.#changes.before(this.#table, touched, added.length);
    const none = this.#untouched(fold(), before, length);
    const gone = this.#forgets ? this.#emptyOf(touched) : noEntries;
    const removed = this.#forgets ? none.union(gone).union(this.#emptyOf(added)) : none;
    const left = removed.size === 0 ? added : added.filter((entry) => !removed.has(entry));
    const changes = this.#changes.after(this.#table, touched, left, gone, this.#keyType);
    if (changes !== undefined) this.#context.emit(changes);
    this.#remove(removed);
  }

  /** New entries whose records were all left out: their keys are not there. */
  #untouched(leftOut: readonly number[], before: number, length: number): ReadonlySet<number> {
    if (leftOut.length === 0) return noEntries;
    const untouched = new Set(leftOut.map((k) => this.#entries[k]!).filter((entry) => entry >= before));
    const left = new Set(leftOut);
    for (let k = 0; k < length; k++) if (!left.has(k)) untouched.delete(this.#entries[k]!);
    return untouched;
  }

  /** Entries of keys that have no records left. */
  #emptyOf(entries: Int32Array): ReadonlySet<number> {
    const counts = this.#table.partials.at(-1)!.numbers;
    return new Set(entries.filter((entry) => counts[entry] === 0));
  }

  /** From the last on, as the last entry of all takes the place of a removed one. */
  #remove(entries: ReadonlySet<number>): void {
    for (const entry of [...entries].sort((a, b) => b - a)) this.#table.remove(entry);
  }

  end(): void {
    // Aggregates of no rows at all are a row, in a stream as in stored data.
    const ofNothing = this.#options.key === undefined && this.#context.subtask === 0 && this.#table.size === 0;
    if (ofNothing) this.#table.add(0);
    if (this.#options.emit === "changes") {
      if (ofNothing && this.#options.output === "rows") this.#emit(Int32Array.of(0), changeKind.insert);
      return;
    }
    if (ofNothing && this.#options.output === "values") return;
    if (this.#spill?.hasSpilled !== true) return this.#emitAll();
    this.#spill.eachPart(this.#keyType, (keyType) => {
      this.#keyType = keyType;
      this.#emitAll();
    });
  }

  /** Gives all groups but the last: no row of theirs comes any more. */
  #emitPassed(): void {
    const last = this.#table.find(this.#lastKey[0]!);
    if (last < 0 || this.#table.size === 1) return;
    const passed = countUp(0, new Int32Array(this.#table.size)).filter((entry) => entry !== last);
    this.#emit(passed, undefined);
    this.#table.keepOnly(last);
  }

  #emitAll(): void {
    const step = 16_384;
    for (let from = 0; from < this.#table.size; from += step) {
      const size = Math.min(step, this.#table.size - from);
      this.#emit(countUp(from, new Int32Array(size)), undefined);
    }
  }

  #locateRows(batch: Batch): Located | undefined {
    const input = this.#input(batch);
    if (input === undefined) return undefined;
    this.#keyType = input.keyType;
    const length = lengthOf(input.batch);
    const before = this.#locate(input.keys, input.batch.selection, length);
    const { inOrder } = this.#options;
    const ascends = inOrder === true && isAscending(input.keys, input.batch.selection, length, this.#lastKey) === 1;
    return { before, length, fold: () => this.#fold(input, length), ascends };
  }

  #locatePartials(batch: Batch): Located | undefined {
    const given = this.#decode(compact(batch));
    if (given === undefined) return undefined;
    this.#keyType = given.keyType;
    const length = given.batch.rowCount;
    const before = this.#locate(given.keys, undefined, length);
    const fold = (): readonly number[] => {
      this.#merge(this.#table.partials, this.#entries, given.partials, length);
      return [];
    };
    return { before, length, fold };
  }

  /** Finds the entry of each row; gives how many entries there were. */
  #locate(keys: Float64Array, selection: Int32Array | undefined, length: number): number {
    if (this.#entries.length < length) this.#entries = new Int32Array(length);
    this.#groups.readAhead(keys, selection, length);
    const before = this.#table.size;
    this.#table.locate(keys, selection, 0, length, this.#entries);
    return before;
  }

  #fold(input: KeyedInput, length: number): readonly number[] {
    const { kinds } = input.batch;
    if (kinds === undefined) return this.#foldRun("add", input, 0, length);
    // All that comes before all that goes: each value is there when it is taken back, and neighbouring halves of updates
    // would be a run each.
    const rows = input.batch.selection ?? allRows;
    const coming = rowsByKind(kinds, rows, length, 0, new Int32Array(length));
    const going = rowsByKind(kinds, rows, length, 1, new Int32Array(length));
    const leftOut = this.#foldPart("add", input, coming);
    const given = { batch: input.batch, entries: this.#entries, going };
    const counts = this.#counts ? this.#table.partials.at(-1)!.numbers : undefined;
    const { there, missing } = takenBack(this.#context, given, counts);
    return [...leftOut, ...missing, ...this.#foldPart("retract", input, there)];
  }

  /** Folds the rows of some k; gives those that were left out. */
  #foldPart(how: "add" | "retract", input: KeyedInput, part: Int32Array): readonly number[] {
    const { batch } = input;
    const selection = batch.selection === undefined ? part : gatherInt32(batch.selection, part);
    const entries = gatherInt32(this.#entries, part);
    const rows = { batch: { ...batch, selection }, from: 0, to: part.length, entries };
    return this.#folder(how, rows, input.values, this.#table).map((at) => part[at]!);
  }

  #foldRun(how: "add" | "retract", input: KeyedInput, from: number, to: number): readonly number[] {
    return this.#folder(how, { batch: input.batch, from, to, entries: this.#entries }, input.values, this.#table);
  }

  #emit(entries: Int32Array, kind: number | undefined): void {
    if (entries.length === 0) return;
    const { key, output } = this.#options;
    const numbers = gatherFloat64(this.#table.keys, entries);
    const results = this.#results(this.#table.partials, entries);
    const keys = output === "values" ? [] : keyColumns(this.#context.keys, numbers, key?.names ?? [], this.#keyType);
    const columns = [...keys, ...results];
    const batch = makeBatch(
      this.#schemaOf(columns),
      entries.length,
      columns.map(({ column }) => column),
      { kinds: kind === undefined ? undefined : new Uint8Array(entries.length).fill(kind) },
    );
    this.#context.emit(output === "values" ? asPlainValues(batch) : batch);
  }
}
