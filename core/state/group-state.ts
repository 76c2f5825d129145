import { DiskGroups } from "./disk/disk-groups.ts";
import { readingSegments } from "./disk/restore-log.ts";
import type { KeyedTable } from "./keyed-table.ts";
import type { PaneFolding } from "./pane-folding.ts";
import { paneState } from "./pane-state.ts";
import type { Recoverable, StateDeclaration, StateHost } from "./state.ts";

/** Partial results of keys, of which those at hand are in a table. */
export interface GroupState {
  /** The keys of the batch at hand, and others. Without a disk: all. */
  readonly table: KeyedTable;
  /** Brings the entries that the keys of a batch have into the table, before anything is located in it: the rows selected. */
  readAhead(keys: Float64Array, selection: Int32Array | undefined, length: number): void;
}

/**
 * Declares partial results by key. Stored as `paneState` with the pane 0.
 *
 * @param distinct See `paneState`.
 * @param names See `paneState`.
 * @param where On disk for operators that look at the keys of a batch only, never at all that there are.
 */
export function groupState(
  name: string,
  foldings: readonly PaneFolding[],
  distinct: "together" | "apart" = "apart",
  where: "memory" | "memory or disk" = "memory or disk",
  names: readonly string[] = [],
): StateDeclaration<GroupState> {
  const panes = paneState(name, foldings, distinct, names);
  const onDisk = (host: StateHost): DiskGroups => new DiskGroups(foldings, distinct, host, host.disk!);
  return {
    name,
    scope: "keyed",
    form: panes.form,
    fields: panes.fields,
    ...(where === "memory" ? {} : { onDisk: true as const }),
    create: (host) => {
      if (host.disk !== undefined && where !== "memory") return onDisk(host);
      const { pane, ...recoverable } = panes.create(host);
      const state: GroupState & Recoverable = { ...recoverable, table: pane(0), readAhead: () => undefined };
      return readingSegments(state, host, onDisk);
    },
  };
}
