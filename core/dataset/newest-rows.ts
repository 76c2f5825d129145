import type { Batch } from "../data/batch.ts";
import { changeKind, lengthOf } from "../data/batch.ts";
import type { DataType } from "../data/data-type.ts";
import type { TableView } from "../display/mod.ts";
import { rowReader } from "../expression/row-reader.ts";
import { noteFields } from "../io/memory-sink.ts";
import type { Sink } from "../io/sink.ts";
import { changeNames } from "../operators/changelog.ts";
import type { PlanNode } from "../plan/node.ts";
import type { RunnablePlan } from "../runtime/run.ts";
import { columnNames, isRecord, unknownNames, viewOf } from "./table/cells.ts";

/** How many rows of each sink are kept. */
export interface KeptRows {
  /** First rows. */
  readonly head: number;
  /** Newest rows. */
  readonly tail: number;
}

/** What has come to a sink. */
export interface SinkRows {
  readonly sink: string;
  /** The rows that are kept, and how many have come. */
  readonly view: TableView;
}

/**
 * The first and the newest rows that come to the sinks of a run, for whoever looks at it while it goes on: so many of each and no
 * more, however many come. Of a run that begins anew after a failure the rows that come again are counted again. Rows that reach
 * their sink in another thread are not seen.
 */
export class NewestRows {
  readonly #kept: KeptRows;
  readonly #seen = new Map<number, SeenRows>();

  constructor(kept: KeptRows) {
    this.#kept = kept;
  }

  /** A plan whose sinks are looked at. Where a run begins anew, those of its new plan take the places of the old. */
  of(plan: RunnablePlan): RunnablePlan {
    return { ...plan, build: () => this.#watching(plan.build()) };
  }

  #watching(sinks: readonly PlanNode[]): PlanNode[] {
    return sinks.map((node, at) => {
      if (node.kind !== "sink") return node;
      const seen = this.#seen.get(at) ?? new SeenRows(node.name, this.#kept);
      this.#seen.set(at, seen);
      return { ...node, sink: watched(node.sink, (batch) => seen.note(batch)) };
    });
  }

  /** Of the sinks that have had a row. */
  tables(): SinkRows[] {
    return [...this.#seen.values()]
      .filter((seen) => seen.count > 0)
      .map((seen) => ({ sink: seen.sink, view: seen.view() }));
  }
}

class SeenRows {
  readonly sink: string;
  readonly #kept: KeptRows;
  readonly #types = new Map<string, DataType>();
  readonly #first: unknown[] = [];
  #newest: unknown[] = [];
  count = 0;

  constructor(sink: string, kept: KeptRows) {
    this.sink = sink;
    this.#kept = kept;
  }

  note(batch: Batch): void {
    const { head, tail } = this.#kept;
    const rows = lengthOf(batch);
    const read = rowAt(batch);
    const wanted = Math.min(rows, Math.max(0, head - this.#first.length));
    for (let k = 0; k < wanted; k++) this.#first.push(read(k));
    const news: unknown[] = [];
    for (let k = Math.max(wanted, rows - tail); k < rows; k++) news.push(read(k));
    if (news.length > 0) this.#newest = [...this.#newest, ...news].slice(-tail);
    noteFields(this.#types, batch.schema.fields);
    this.count += rows;
  }

  view(): TableView {
    const rows = [...this.#first, ...this.#newest];
    const { columns } = viewOf({ rows, names: columnNames(rows, unknownNames), types: this.#types });
    // How many values of all are absent nobody has counted.
    const known = columns.map(({ name, type, values }) => ({ name, type, values }));
    return { columns: known, rowCount: this.count, headRows: this.#first.length };
  }
}

/** Of a changelog each row says what it changes. */
function rowAt(batch: Batch): (k: number) => unknown {
  const read = rowReader(batch);
  const { kinds, selection } = batch;
  const at = (k: number): number => (selection === undefined ? k : selection[k]!);
  if (kinds === undefined) return (k) => read(at(k));
  return (k) => {
    const row = read(at(k));
    const change = changeNames[kinds[at(k)] ?? changeKind.insert];
    return isRecord(row) ? { change, ...row } : { change, value: row };
  };
}

/** A sink that tells of each batch before it takes it. It may be of any class: all else is asked of the sink itself. */
function watched(sink: Sink<never>, note: (batch: Batch) => void): Sink<never> {
  return instead(sink, "open", async (context) => {
    const writer = await sink.open(context);
    return instead(writer, "write", (batch) => {
      note(batch);
      return writer.write(batch);
    });
  });
}

/** An object with another method in the place of one of its own. */
function instead<Type extends object, Name extends keyof Type>(whole: Type, name: Name, made: Type[Name]): Type {
  return new Proxy(whole, {
    get: (_, asked) => {
      if (asked === name) return made;
      const value: unknown = Reflect.get(whole, asked);
      return typeof value === "function" ? value.bind(whole) : value;
    },
  });
}
