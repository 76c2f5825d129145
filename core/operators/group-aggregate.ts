import { type Batch, changeKind, lengthOf, makeBatch } from "../data/batch.ts";
import { compact } from "../data/compact.ts";
import { type DataType, float64 } from "../data/data-type.ts";
import { folder } from "../expression/fold.ts";
import { partialsMerger } from "../expression/merge-partials.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import { paneState } from "../state/pane-state.ts";
import {
  type AggregationSpec,
  aggregationCode,
  keyColumns,
  type NamedColumn,
  needsRows,
  resultColumns,
  schemaMaker,
} from "./aggregation-spec.ts";
import { combine } from "./combine.ts";
import { countUp } from "./kernels/count-up.ts";
import { columnsReadBy, type KeyedInput, type KeySpec, keyedInput } from "./keyed-input.ts";
import type { Combination, Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { type PartialRows, partialDecoder } from "./partial-batch.ts";

export interface GroupAggregateOptions {
  readonly key: KeySpec;
  readonly aggregates: AggregationSpec;
  /** `"final"`: one row a key at the end of input; `"changes"`: a changelog that is right after every batch. */
  readonly emit: "final" | "changes";
  /** `"rows"`: key and results; `"values"`: the only result itself. */
  readonly output: "rows" | "values";
  /** What arrives: records, or what `combine` made of them. Default `"rows"`. */
  readonly input?: "rows" | "partials";
}

/** Aggregates all records of a key, over all time. */
export function groupAggregate(options: GroupAggregateOptions): Operator {
  const { key, aggregates } = options;
  const groups = paneState("groups", aggregates.foldings);
  const retracts = aggregates.foldings.every(({ retract }) => retract !== undefined);
  return {
    name: `aggregate(${aggregates.names.join(", ")})`,
    details: { key: key?.names.join(", ") ?? "none", emit: options.emit },
    state: [groups],
    ...combination(options),
    selection: "accepts",
    code: (schema) => aggregationCode(key, aggregates, schema),
    ...(retracts ? { changes: "accepts" as const } : {}),
    ...(options.emit === "changes" ? { gives: "changes" as const } : {}),
    reads: () => [options.input === "partials" ? "all" : columnsReadBy(key, aggregates.values, needsRows(aggregates))],
    open: (context) => new GroupTask(options, context, context.state(groups).pane(0)),
  };
}

function combination(options: GroupAggregateOptions): { combine?: Combination } {
  const { key, aggregates, input } = options;
  if (input === "partials") return {};
  const names = key?.names ?? [];
  const before = combine({ key, aggregates, panes: undefined });
  return {
    combine: {
      before,
      after: groupAggregate({ ...options, input: "partials" }),
      key: key && { columns: names, names },
    },
  };
}

interface Located {
  /** Entries there were before. */
  readonly before: number;
  readonly length: number;
  readonly fold: () => void;
}

class GroupTask implements OperatorTask {
  readonly #options: GroupAggregateOptions;
  readonly #context: OperatorContext;
  readonly #table: KeyedTable;
  readonly #input: (batch: Batch) => KeyedInput | undefined;
  readonly #folder;
  readonly #results;
  readonly #merge;
  readonly #decode: (batch: Batch) => PartialRows | undefined;
  readonly #schemaOf = schemaMaker();
  #keyType: DataType = float64;
  #entries = new Int32Array(0);

  constructor(options: GroupAggregateOptions, context: OperatorContext, table: KeyedTable) {
    this.#options = options;
    this.#context = context;
    this.#table = table;
    this.#input = keyedInput(context, options.key, options.aggregates.values);
    this.#folder = folder(options.aggregates.foldings);
    this.#merge = partialsMerger(options.aggregates.foldings);
    this.#decode = partialDecoder(options.key, options.aggregates.foldings, context);
    this.#results = resultColumns(options.aggregates);
  }

  batch(batch: Batch): void {
    const located = this.#options.input === "partials" ? this.#locatePartials(batch) : this.#locateRows(batch);
    if (located === undefined) return;
    const { before, length, fold } = located;
    if (this.#options.emit === "final") return fold();
    const touched = Int32Array.from(new Set(this.#entries.subarray(0, length)));
    const old = touched.filter((entry) => entry < before);
    if (old.length > 0) this.#emit(old, changeKind.updateBefore);
    fold();
    this.#emitNew(touched, before);
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
    return { before, length, fold: () => this.#fold(input, length) };
  }

  #locatePartials(batch: Batch): Located | undefined {
    const given = this.#decode(compact(batch));
    if (given === undefined) return undefined;
    this.#keyType = given.keyType;
    const length = given.batch.rowCount;
    const before = this.#locate(given.keys, undefined, length);
    return { before, length, fold: () => this.#merge(this.#table.partials, this.#entries, given.partials, length) };
  }

  /** Finds the entry of each row; gives how many entries there were. */
  #locate(keys: Float64Array, selection: Int32Array | undefined, length: number): number {
    if (this.#entries.length < length) this.#entries = new Int32Array(length);
    const before = this.#table.size;
    this.#table.locate(keys, selection, 0, length, this.#entries);
    return before;
  }

  #fold(input: KeyedInput, length: number): void {
    const { kinds } = input.batch;
    if (kinds === undefined) return this.#foldRun("add", input, 0, length);
    for (let from = 0; from < length; ) {
      const how = this.#takesAway(input.batch, from) ? "retract" : "add";
      let to = from + 1;
      while (to < length && this.#takesAway(input.batch, to) === (how === "retract")) to++;
      this.#foldRun(how, input, from, to);
      from = to;
    }
  }

  #takesAway(batch: Batch, k: number): boolean {
    const kind = batch.kinds![batch.selection === undefined ? k : batch.selection[k]!]!;
    return kind === changeKind.updateBefore || kind === changeKind.delete;
  }

  #foldRun(how: "add" | "retract", input: KeyedInput, from: number, to: number): void {
    this.#folder.fold(
      how,
      { batch: input.batch, from, to, entries: this.#entries },
      input.values,
      this.#table.partials,
    );
  }

  #emitNew(touched: Int32Array, before: number): void {
    const added = touched.filter((entry) => entry >= before);
    const changed = touched.filter((entry) => entry < before);
    if (changed.length > 0) this.#emit(changed, changeKind.updateAfter);
    if (added.length > 0) this.#emit(added, changeKind.insert);
  }

  #emit(entries: Int32Array, kind: number | undefined): void {
    const { key, output } = this.#options;
    const numbers = Float64Array.from(entries, (entry) => this.#table.keys[entry]!);
    const results = this.#results(this.#table.partials, entries);
    const keys = output === "values" ? [] : keyColumns(this.#context.keys, numbers, key?.names ?? [], this.#keyType);
    const columns: NamedColumn[] = [...keys, ...results];
    const schema = this.#schemaOf(columns);
    const kinds = kind === undefined ? undefined : new Uint8Array(entries.length).fill(kind);
    const shaped = output === "values" ? { ...schema, shape: "value" as const } : schema;
    this.#context.emit(
      makeBatch(
        shaped,
        entries.length,
        columns.map(({ column }) => column),
        { kinds },
      ),
    );
  }
}
