import { DiskPaneEntries } from "./disk/disk-pane-entries.ts";
import { readingSegments } from "./disk/restore-log.ts";
import type { KeyedTable } from "./keyed-table.ts";
import type { PaneFolding } from "./pane-folding.ts";
import { type PaneState, paneState } from "./pane-state.ts";
import type { Recoverable, StateDeclaration } from "./state.ts";

/** Partial results by pane and key, any of which may change until its pane is dropped. */
export interface ChangingPanes extends Pick<PaneState, "panes" | "times" | "pane" | "drop"> {
  /** What does not fit into memory, where there is a disk for it. Tables have what is at hand then. */
  readonly away?: EntriesAway;
}

/** Partial results that were put away, each by itself: they are brought before they are looked at. */
export interface EntriesAway {
  /** Whether nothing is on disk. */
  readonly isEmpty: boolean;
  /** Whether something of a pane is on disk. */
  has(time: number): boolean;
  /** How many partial results a pane has, at hand or not. Puts all of them away. */
  sizeOf(time: number): number;
  /** Puts away what is at hand where that is too much, between two batches. */
  relieve(): void;
  /** Notes what is to be brought: a key of a pane. */
  want(time: number, key: number, why: "to change" | "to read"): void;
  /** Brings what is wanted, where it is on disk, into the tables of the panes. */
  bring(): void;
  /** Calls back with tables that have together what some panes have, merged by key, each key in one. A table is valid during the call. */
  gather(times: readonly number[], visit: (table: KeyedTable) => void): void;
}

/**
 * Declares partial results by pane and key of a changelog. Stored as `paneState`.
 *
 * @param names See `paneState`.
 */
export function changingPanes(
  name: string,
  foldings: readonly PaneFolding[],
  names: readonly string[],
): StateDeclaration<ChangingPanes> {
  const { form, fields, create } = paneState(name, foldings, "apart", names);
  return {
    name,
    scope: "keyed",
    form,
    fields,
    onDisk: true,
    create: (host): ChangingPanes & Recoverable => {
      if (host.disk !== undefined) return new DiskPaneEntries(foldings, host, host.disk);
      const { away: _, ...inMemory } = create(host);
      return readingSegments(inMemory, host, (at) => new DiskPaneEntries(foldings, at, at.disk!));
    },
  };
}
