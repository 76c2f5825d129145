import { type ByteWriter, byteWriter } from "../data/codec.ts";
import { partialForm } from "../data/partial-columns.ts";
import { BlockMemory } from "./block-memory.ts";
import { DiskPanes } from "./disk/disk-panes.ts";
import { eachBlock } from "./disk/read-blocks.ts";
import type { KeySpace } from "./key-space.ts";
import { type KeyedTable, keyedTable } from "./keyed-table.ts";
import { OrderedNumbers } from "./ordered-numbers.ts";
import { encodeBlock, restoreBlock, restoreEntries } from "./pane-blocks.ts";
import type { PaneFolding } from "./pane-folding.ts";
import { partialFields } from "./schema/state-schema.ts";
import {
  type Footprint,
  type GroupRange,
  keyedBytes,
  pieceBytes,
  type Recoverable,
  type StateDeclaration,
  type StateHost,
} from "./state.ts";

/** Partial results by pane and key: a table for each pane (a time, or any number that tells them apart). */
export interface PaneState {
  readonly panes: ReadonlyMap<number, KeyedTable>;
  /** The times of the panes there are. */
  readonly times: OrderedNumbers;
  /** The table of a pane, made when first asked for. */
  pane(time: number): KeyedTable;
  drop(time: number): void;
  /** What does not fit into memory, where there is a disk for it. */
  readonly away?: PanesAway;
}

/** Panes of which partial results were put away: the tables have those that came since. */
export interface PanesAway {
  /** Whether nothing is away. */
  readonly isEmpty: boolean;
  has(time: number): boolean;
  /** Partial results that are away of a pane: a key may have several. */
  sizeOf(time: number): number;
  /** Puts away what is too much, between two batches; tells whether it did. Tables that were given are not the panes' any more then. */
  relieve(): boolean;
  /**
   * Calls back with tables that have together all partial results of some panes, from the earliest on, each key in one. A table
   * is valid during the call.
   */
  gather(times: readonly number[], visit: (table: KeyedTable) => void): void;
  /** Into how many parts by key group what there is of some panes is to be taken, so that each fits into memory; 0 where none is away. */
  partsOf(times: readonly number[]): number;
  /** All partial results of some panes and key groups, whether they were away or not. Valid until the next call. */
  within(times: readonly number[], groups: GroupRange): KeyedTable;
  /** What is away of a pane and a key, beside others. Valid until the next call. */
  tableOf(time: number, key: number): KeyedTable;
  /** A key of each key group of which something is away. */
  sampleKeys(): Iterable<number>;
}

/** Entries that tables which are kept for later panes have room for, and so has each of them: one that was once huge goes. */
const spareEntries = 262_144;
const largestSpare = 131_072;

/**
 * Declares state of partial results by pane and key.
 *
 * @param distinct Where sets of distinct values are kept: `"together"` for all entries, or `"apart"`, each by itself.
 * @param names What the results are called: what an upgraded job finds their partial results by.
 * @param where On disk for operators that look at what is away.
 */
export function paneState(
  name: string,
  foldings: readonly PaneFolding[],
  distinct: "together" | "apart" = "apart",
  names: readonly string[] = [],
  where: "memory" | "memory or disk" = "memory",
): StateDeclaration<PaneState> {
  const form = `panes(${foldings.map((folding) => `${folding.name}: ${JSON.stringify(partialForm(folding))}`).join(", ")})`;
  const fields = partialFields(foldings, names);
  const create = (host: StateHost): PaneState & Recoverable =>
    where === "memory or disk" && host.disk !== undefined
      ? new DiskPanes(foldings, host, host.disk)
      : memoryPanes(foldings, host.keys, distinct);
  return { name, scope: "keyed", form, fields, ...(where === "memory" ? {} : { onDisk: true }), create };
}

function memoryPanes(
  foldings: readonly PaneFolding[],
  keys: KeySpace,
  distinct: "together" | "apart",
): PaneState & Recoverable {
  const panes = new Map<number, KeyedTable>();
  const times = new OrderedNumbers();
  let lastId = 0;
  const nextId = (): number => ++lastId;
  const memory = new BlockMemory();
  // Tables of dropped panes, for the next ones.
  const spare: KeyedTable[] = [];
  let spareSize = 0;
  const pane = (time: number): KeyedTable => {
    let table = panes.get(time);
    if (table === undefined) {
      table = spare.pop();
      if (table === undefined) table = keyedTable(foldings, distinct === "together" ? keys : undefined);
      else spareSize -= table.keys.length;
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
      // The numbers of its keys may be those of others soon.
      table.blocks.settle();
      if (table.size > largestSpare || spareSize + table.keys.length > spareEntries) return;
      table.clear();
      spareSize += table.keys.length;
      spare.push(table);
    },
    snapshot: (of = "all") => {
      memory.trim();
      const pieces = [...panes].flatMap(([time, table]) => {
        const blocks = { table, foldings, keys };
        const copy = (from: number, to: number): Uint8Array => encodeBlock(time, blocks, from, to, memory.take);
        return table.blocks.pieces(table.size, table.keys.length, { of, nextId, copy, release: memory.give });
      });
      return { scope: "pieces", pieces };
    },
    tryBytes: () => tryFirst(panes, foldings, keys),
    ...restoringPanes(pane, foldings, keys),
    footprint: () => footprintOf(panes.values()),
    eachKey: (visit) => {
      for (const table of panes.values()) {
        for (let entry = 0; entry < table.size; entry++) visit(table.keys[entry]!);
        table.eachDistinct(visit);
      }
    },
  };
}

/** Makes bytes of one entry. */
function tryFirst(panes: ReadonlyMap<number, KeyedTable>, foldings: readonly PaneFolding[], keys: KeySpace): boolean {
  for (const [time, table] of panes) {
    if (table.size === 0) continue;
    encodeBlock(time, { table, foldings, keys }, 0, 1, (length) => new Uint8Array(length));
    return true;
  }
  return false;
}

function restoringPanes(
  pane: (time: number) => KeyedTable,
  foldings: readonly PaneFolding[],
  keys: KeySpace,
): Required<Pick<Recoverable, "restore" | "restoreSegments">> {
  return {
    restore: (parts, owns) => {
      for (const bytes of pieceBytes(parts)) restoreBlock(bytes, pane, foldings, keys, owns);
      // By key group: of groups on disk, or changed for another job.
      for (const bytes of keyedBytes(parts)) restoreEntries({ bytes, at: 0 }, pane, foldings, keys);
    },
    restoreSegments: (segments) => {
      eachBlock(segments, (bytes, { from, to }) => {
        restoreBlock(bytes, pane, foldings, keys, (group) => group >= from && group < to);
      });
    },
  };
}

function footprintOf(tables: Iterable<KeyedTable>): Footprint {
  let [entries, bytes] = [0, 0];
  for (const table of tables) {
    entries += table.size;
    bytes += table.bytes;
  }
  return { entries, bytes };
}

export function groupWriter(writers: Map<number, ByteWriter>, group: number): ByteWriter {
  let writer = writers.get(group);
  if (writer === undefined) {
    writer = byteWriter();
    writers.set(group, writer);
  }
  return writer;
}
