import { type Batch, lengthOf } from "../data/batch.ts";
import { type DataType, float64 } from "../data/data-type.ts";
import { folder } from "../expression/fold.ts";
import type { KeyedTable } from "../state/keyed-table.ts";
import { type PaneState, paneState } from "../state/pane-state.ts";
import { type AggregationSpec, aggregationCode, needsRows, rowCount } from "./aggregation-spec.ts";
import { foldFailureOf } from "./fold-failure.ts";
import { type JoinedEntries, joinedEntries } from "./joined-entries.ts";
import { columnsReadBy, type KeyedInput, type KeySpec, keyedInput } from "./keyed-input.ts";
import type { Held, Operator, OperatorContext, OperatorTask } from "./operator.ts";
import { type PaneRuns, paneRuns } from "./pane-runs.ts";
import { heldInPanes, type Panes } from "./panes.ts";
import { partialEncoder } from "./partial-batch.ts";
import { withoutTime } from "./without-time.ts";

export interface CombineOptions {
  readonly key: KeySpec;
  readonly aggregates: AggregationSpec;
  /** The panes that records are combined in; undefined for one over all time. */
  readonly panes: Panes | undefined;
  /** How long something is held at most, ms of processing time, where no watermark may come. Default: until one does. */
  readonly heldMs?: number;
}

/** Records a pane holds at most before it is sent on. */
const heldKeys = 65_536;

/**
 * Folds records into partial results by key and pane and sends those on: before an exchange, so that it carries a row a
 * key and not a row a record. A pane is sent when a watermark that could close one of its windows passes or has passed, when it
 * has many keys, when it has been held for `heldMs`, and at the end.
 */
export function combine({ key, aggregates, panes, heldMs }: CombineOptions): Operator {
  const counted = [...aggregates.foldings, rowCount];
  const state = paneState("panes", counted, "apart", aggregates.names);
  return {
    name: "combine",
    details: { aggregates: aggregates.names.join(", ") },
    state: [state],
    selection: "accepts",
    code: (schema) => aggregationCode(key, aggregates, schema),
    reads: () => [columnsReadBy(key, aggregates.values, needsRows(aggregates))],
    open: (context) => new CombineTask({ key, aggregates, panes, heldMs }, context, context.state(state)),
  };
}

type TaskOptions = Omit<CombineOptions, "heldMs"> & { readonly heldMs: number | undefined };

class CombineTask implements OperatorTask {
  readonly #panes: Panes | undefined;
  readonly #runs: PaneRuns | undefined;
  readonly #context: OperatorContext;
  readonly #state: PaneState;
  readonly #input: (batch: Batch) => KeyedInput | undefined;
  readonly #folder;
  readonly #encode;
  /** Panes that are sent together. */
  readonly #joined: JoinedEntries;
  readonly #heldMs: number | undefined;
  /** When what is held is sent, by processing time; undefined while nothing is. */
  #dueMs: number | undefined;
  #keyType: DataType = float64;
  #entries = new Int32Array(0);

  constructor({ key, aggregates, panes, heldMs }: TaskOptions, context: OperatorContext, state: PaneState) {
    this.#heldMs = heldMs;
    this.#panes = panes;
    this.#runs = panes && paneRuns(panes);
    this.#context = context;
    this.#state = state;
    this.#input = keyedInput(context, key, [...aggregates.values, undefined], aggregates);
    const foldings = [...aggregates.foldings, rowCount];
    this.#folder = folder(foldings, foldFailureOf(context, { names: aggregates.names, foldings }));
    this.#encode = partialEncoder(key, context.keys, foldings);
    this.#joined = joinedEntries(foldings);
    if (state.panes.size > 0) this.#setDue();
  }

  batch(batch: Batch): void {
    if (this.#panes !== undefined && batch.times === undefined) throw withoutTime(this.#context.step);
    const input = this.#input(batch);
    if (input === undefined) return;
    this.#keyType = input.keyType;
    const length = lengthOf(input.batch);
    if (this.#entries.length < length) this.#entries = new Int32Array(length);
    if (this.#runs === undefined) this.#foldRun(input, 0, 0, length);
    else this.#runs(input.batch, (part, pane, from, to) => this.#foldRun({ ...input, batch: part }, pane, from, to));
    for (const [pane, table] of this.#state.panes) if (table.size > heldKeys) this.#send(pane);
    // Behind the watermark, but not late while other subtasks hold event time back: no watermark that comes is sure to be in time.
    if (this.#panes !== undefined) this.#sendEnded(this.#context.watermark);
    this.#setDue();
  }

  processingTime(timeMs: number): void {
    if (this.#dueMs === undefined) return;
    // It may have been set back.
    if (timeMs < this.#dueMs && timeMs > this.#dueMs - this.#heldMs!) return this.#context.wakeAt(this.#dueMs);
    this.#dueMs = undefined;
    this.prepare();
  }

  watermark(timeMs: number): void {
    if (this.#panes === undefined) this.prepare();
    else this.#sendEnded(timeMs);
  }

  /** The panes that are of windows that have ended. */
  #sendEnded(timeMs: number): void {
    const panes: number[] = [];
    for (const pane of this.#state.panes.keys()) if (this.#panes!.firstEnd(pane) - 1 <= timeMs) panes.push(pane);
    this.#sendTogether(panes);
  }

  /** With one subtask nothing is combined: there would be nobody to give it to. */
  prepare(): void {
    this.#sendTogether([...this.#state.panes.keys()]);
  }

  holds(key: number | undefined): Held {
    const panes = this.#panes;
    if (panes !== undefined) return heldInPanes(panes, this.#state, Number.NEGATIVE_INFINITY, key);
    const tables = [...this.#state.panes.values()].filter((table) => key === undefined || table.find(key) >= 0);
    const count = key === undefined ? tables.reduce((sum, { size }) => sum + size, 0) : tables.length;
    return { count, of: "partial results" };
  }

  #setDue(): void {
    if (this.#heldMs === undefined || this.#dueMs !== undefined) return;
    this.#dueMs = this.#context.clock.nowMs() + this.#heldMs;
    this.#context.wakeAt(this.#dueMs);
  }

  #foldRun({ batch, keys, values }: KeyedInput, pane: number, from: number, to: number): void {
    const table = this.#state.pane(pane);
    table.locate(keys, batch.selection, from, to, this.#entries);
    this.#folder.fold("add", { batch, from, to, entries: this.#entries }, values, table.partials);
  }

  #send(pane: number): void {
    const table = this.#state.panes.get(pane)!;
    this.#emit(table, new Float64Array(table.size).fill(pane));
    this.#state.drop(pane);
  }

  /** In few batches: after an exchange each subtask gets but a few rows of a pane. */
  #sendTogether(panes: readonly number[]): void {
    if (panes.length === 1) return this.#send(panes[0]!);
    for (const pane of panes) this.#join(pane);
    this.#sendJoined();
  }

  #join(pane: number): void {
    const table = this.#state.panes.get(pane)!;
    if (this.#joined.size + table.size > heldKeys) this.#sendJoined();
    if (!this.#joined.add(table, pane)) {
      this.#sendJoined();
      this.#joined.add(table, pane);
    }
    this.#state.drop(pane);
  }

  #sendJoined(): void {
    this.#emit(this.#joined, this.#joined.marks());
    this.#joined.clear();
  }

  #emit({ size, keys, partials }: Pick<KeyedTable, "size" | "keys" | "partials">, panes: Float64Array): void {
    if (size === 0) return;
    const rows = partials.at(-1)!.numbers;
    this.#context.emit(this.#encode({ size, keys, partials: partials.slice(0, -1) }, panes, this.#keyType, rows));
  }
}
