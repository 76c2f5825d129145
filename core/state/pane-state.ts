import { type ByteReader, type ByteWriter, byteWriter, readValue, writeValue, writtenBytes } from "../data/codec.ts";
import { type Folding, partialAt, partialForm, setPartial } from "../data/partial-columns.ts";
import type { KeySpace } from "./key-space.ts";
import { type KeyedTable, keyedTable } from "./keyed-table.ts";
import { OrderedNumbers } from "./ordered-numbers.ts";
import { keyedBytes, type Recoverable, type StateDeclaration, type StateSnapshot } from "./state.ts";

/** Partial results by pane and key: a table for each pane (a time, or any number that tells them apart). */
export interface PaneState {
  readonly panes: ReadonlyMap<number, KeyedTable>;
  /** The times of the panes there are. */
  readonly times: OrderedNumbers;
  /** The table of a pane, made when first asked for. */
  pane(time: number): KeyedTable;
  drop(time: number): void;
}

const spareTables = 4;

/** A table that was once huge is not kept for panes that may be small. */
const largestSpare = 65_536;

export interface PaneFolding extends Folding {
  readonly codec?: { readonly encode: (partial: never) => Uint8Array; readonly decode: (bytes: Uint8Array) => unknown };
}

/**
 * Declares state of partial results by pane and key.
 *
 * @param distinct Where sets of distinct values are kept: `"together"` for all entries, or `"apart"`, each by itself.
 */
export function paneState(
  name: string,
  foldings: readonly PaneFolding[],
  distinct: "together" | "apart" = "apart",
): StateDeclaration<PaneState> {
  const form = `panes(${foldings.map((folding) => `${folding.name}: ${JSON.stringify(partialForm(folding))}`).join(", ")})`;
  return { name, scope: "keyed", form, create: ({ keys }) => memoryPanes(foldings, keys, distinct) };
}

function memoryPanes(
  foldings: readonly PaneFolding[],
  keys: KeySpace,
  distinct: "together" | "apart",
): PaneState & Recoverable {
  const panes = new Map<number, KeyedTable>();
  const times = new OrderedNumbers();
  // Tables of dropped panes, for the next ones.
  const spare: KeyedTable[] = [];
  const pane = (time: number): KeyedTable => {
    let table = panes.get(time);
    if (table === undefined) {
      table = spare.pop() ?? keyedTable(foldings, distinct === "together" ? keys : undefined);
      panes.set(time, table);
      times.add(time);
    }
    return table;
  };
  return {
    panes,
    times,
    pane,
    drop: (time) => {
      const table = panes.get(time);
      if (table === undefined) return;
      panes.delete(time);
      times.remove(time);
      if (spare.length >= spareTables || table.size > largestSpare) return;
      table.clear();
      spare.push(table);
    },
    snapshot: () => snapshotPanes(panes, foldings, keys),
    restore: (parts) => {
      for (const bytes of keyedBytes(parts)) restorePanes({ bytes, at: 0 }, foldings, keys, pane);
    },
    eachKey: (visit) => {
      for (const table of panes.values()) {
        for (let entry = 0; entry < table.size; entry++) visit(table.keys[entry]!);
        table.eachDistinct(visit);
      }
    },
  };
}

// A key group's bytes: entries of pane, key, and a partial result for each aggregate, until the end.

function snapshotPanes(
  panes: ReadonlyMap<number, KeyedTable>,
  foldings: readonly PaneFolding[],
  keys: KeySpace,
): StateSnapshot {
  const writers = new Map<number, ByteWriter>();
  for (const [time, table] of panes) {
    for (let entry = 0; entry < table.size; entry++) {
      const key = table.keys[entry]!;
      const writer = groupWriter(writers, keys.groupOf(key));
      writeValue(writer, time);
      writeValue(writer, keys.keyOf(key));
      foldings.forEach((folding, at) => writePartial(writer, folding, partialAt(table.partials[at]!, entry)));
    }
  }
  return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
}

function restorePanes(
  reader: ByteReader,
  foldings: readonly PaneFolding[],
  keys: KeySpace,
  pane: (time: number) => KeyedTable,
): void {
  while (reader.at < reader.bytes.length) {
    const table = pane(readValue(reader) as number);
    const before = table.size;
    const entry = table.add(keys.numberOf(readValue(reader)));
    foldings.forEach((folding, at) => {
      const stored = readPartial(reader, folding);
      const column = table.partials[at]!;
      // In front of an exchange several subtasks may hold a part of one key.
      const partial = table.size > before ? stored : folding.merge(partialAt(column, entry) as never, stored as never);
      setPartial(column, entry, partial);
    });
  }
}

export function groupWriter(writers: Map<number, ByteWriter>, group: number): ByteWriter {
  let writer = writers.get(group);
  if (writer === undefined) {
    writer = byteWriter();
    writers.set(group, writer);
  }
  return writer;
}

export function writePartial(writer: ByteWriter, { codec }: PaneFolding, partial: unknown): void {
  writeValue(writer, codec === undefined ? partial : codec.encode(partial as never));
}

export function readPartial(reader: ByteReader, { codec }: PaneFolding): unknown {
  const value = readValue(reader);
  return codec === undefined ? value : codec.decode(value as Uint8Array);
}
