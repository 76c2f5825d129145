import { type ByteWriter, writtenBytes } from "../data/codec.ts";
import { DiskSpaces } from "./disk/disk-spaces.ts";
import { eachBlock } from "./disk/read-blocks.ts";
import type { KeySpace } from "./key-space.ts";
import { type KeptBatch, type KeptRows, RowChunks } from "./row-chunks.ts";
import {
  checkStateName,
  type GroupRange,
  joined,
  keyedBytes,
  operatorBytes,
  type Recoverable,
  type StateDeclaration,
} from "./state.ts";
import { restoreRows, writeRows } from "./stored-rows.ts";

/** Rows by key and namespace: a window's pane, or 0 where there is only one. */
export interface RowState {
  readonly spaces: ReadonlyMap<number, KeptRows>;
  /** The rows of a namespace, none at first. */
  space(namespace: number): KeptRows;
  drop(namespace: number): void;
  /** What does not fit into memory, where there is a disk for it. */
  readonly away?: SpacesAway;
}

/** Rows that were put away: the namespaces have those that came since. */
export interface SpacesAway {
  /** Into how many parts by key group the rows of some namespaces are to be taken, so that each fits into memory; 0 where none are away. */
  partsOf(namespaces: readonly number[]): number;
  /** Puts away what is too much, between two batches. Rows that were given are not the namespaces' any more then. */
  relieve(): void;
  /** All rows of some namespaces and key groups, one namespace after another. */
  within(namespaces: readonly number[], groups: GroupRange): KeptBatch | undefined;
}

/**
 * Declares state of whole rows by namespace.
 *
 * @param belong `"copied"`: not by key, but all of them to every subtask.
 * @param where On disk for operators that look at what is away, and set no marks.
 */
export function rowState(
  name: string,
  belong: "by key" | "copied" = "by key",
  where: "memory" | "memory or disk" = "memory",
): StateDeclaration<RowState> {
  checkStateName(name, "rowState");
  if (belong === "copied") {
    return { name, scope: "operator", form: "copied rows", create: ({ keys }) => copiedRows(memoryRows(keys)) };
  }
  return {
    name,
    scope: "keyed",
    form: "rows",
    ...(where === "memory" ? {} : { onDisk: true }),
    create: (host) =>
      where === "memory or disk" && host.disk !== undefined ? new DiskSpaces(host, host.disk) : memoryRows(host.keys),
  };
}

function copiedRows(rows: RowState & Recoverable): RowState & Recoverable {
  return {
    ...rows,
    snapshot: () => ({ scope: "operator", parts: [joined(keyedBytes([rows.snapshot()]))] }),
    // At another parallelism the copies of all subtasks are there: they are the same.
    restore: (parts) => {
      const [bytes] = operatorBytes(parts);
      if (bytes !== undefined) rows.restore([{ scope: "keyed", groups: new Map([[0, bytes]]) }]);
    },
  };
}

const noKeys = new Float64Array(0);

function memoryRows(keys: KeySpace): RowState & Recoverable {
  const spaces = new Map<number, RowChunks>();
  const space = (namespace: number): RowChunks => {
    let rows = spaces.get(namespace);
    if (rows === undefined) {
      rows = new RowChunks();
      spaces.set(namespace, rows);
    }
    return rows;
  };
  return {
    spaces,
    space,
    drop: (namespace) => void spaces.delete(namespace),
    tryBytes: () => {
      for (const [namespace, rows] of spaces) {
        if (rows.size === 0) continue;
        writeRows(new Map(), namespace, rows, keys);
        return true;
      }
      return false;
    },
    snapshot: () => {
      const writers = new Map<number, ByteWriter>();
      for (const [namespace, rows] of spaces) writeRows(writers, namespace, rows, keys);
      return { scope: "keyed", groups: new Map([...writers].map(([group, writer]) => [group, writtenBytes(writer)])) };
    },
    restore: (parts) => {
      for (const bytes of keyedBytes(parts)) restoreRows({ bytes, at: 0 }, keys, space);
    },
    restoreSegments: (segments) => {
      eachBlock(segments, (bytes, { from, to }) => {
        restoreRows({ bytes, at: 0 }, keys, space, (group) => group >= from && group < to);
      });
    },
    footprint: () => {
      let [entries, bytes] = [0, 0];
      for (const rows of spaces.values()) {
        entries += rows.size;
        bytes += rows.sizeBytes;
      }
      return { entries, bytes };
    },
    eachKey: (visit) => {
      for (const rows of spaces.values()) for (const key of rows.all()?.keys ?? noKeys) visit(key);
    },
  };
}
