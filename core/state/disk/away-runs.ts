import { orderByGroup } from "../kernels/order-by-group.ts";
import type { KeySpace } from "../key-space.ts";
import { type KeyedTable, keyedTable } from "../keyed-table.ts";
import { encodeEntries, restoreBlock } from "../pane-blocks.ts";
import type { PaneFolding } from "../pane-folding.ts";
import type { BlockLog } from "./block-log.ts";

/** Entries of a block, as long as its key groups allow it: less cost more to find than to read. */
const blockEntries = 512;

/** A table that was put away: blocks of entries in order of their key groups. */
export interface Run {
  /** How often it was put together of others. */
  readonly age: number;
  readonly entries: number;
  readonly blocks: readonly AwayBlock[];
  /** A key of each key group that it has. */
  readonly samples: readonly unknown[];
}

export interface AwayBlock {
  readonly id: number;
  /** The key groups of its entries: up to and with `last`. */
  readonly first: number;
  readonly last: number;
}

/** Writes tables as runs, and puts runs together again: some key groups at a time, so that they fit into memory. */
export class AwayRuns {
  readonly #foldings: readonly PaneFolding[];
  readonly #keys: KeySpace;
  readonly #keyGroups: number;
  readonly #log: BlockLog;
  readonly #together: KeyedTable;

  constructor(foldings: readonly PaneFolding[], keys: KeySpace, keyGroups: number, log: BlockLog) {
    this.#foldings = foldings;
    this.#keys = keys;
    this.#keyGroups = keyGroups;
    this.#log = log;
    this.#together = keyedTable(foldings);
  }

  write(pane: number, table: KeyedTable): Run {
    const groups = Uint16Array.from({ length: table.size }, (_, entry) => this.#keys.groupOf(table.keys[entry]!));
    const starts = new Int32Array(this.#keyGroups + 1);
    const order = new Int32Array(table.size);
    orderByGroup(groups, starts, order);
    const blocks: AwayBlock[] = [];
    const samples: unknown[] = [];
    for (let first = 0; first < this.#keyGroups; ) {
      if (starts[first + 1] === starts[first]) {
        first++;
        continue;
      }
      let last = first;
      for (; ; last++) {
        if (starts[last + 1]! > starts[last]!) samples.push(this.#keys.keyOf(table.keys[order[starts[last]!]!]!));
        if (last + 1 === this.#keyGroups || starts[last + 1]! - starts[first]! >= blockEntries) break;
      }
      const id = this.#log.nextId();
      const entries = order.subarray(starts[first]!, starts[last + 1]!);
      this.#log.put(id, encodeEntries(pane, { table, foldings: this.#foldings, keys: this.#keys }, entries));
      blocks.push({ id, first, last });
      first = last + 1;
    }
    return { age: 0, entries: table.size, blocks, samples };
  }

  remove({ blocks }: Run): void {
    for (const { id } of blocks) this.#log.remove(id);
  }

  /**
   * Calls back with tables that have together what the runs have, each key in one of them: of as many entries as said, about,
   * but at least of a key group. A table is valid during the call.
   */
  gather(runs: readonly Run[], atMostEntries: number, visit: (table: KeyedTable) => void): void {
    const entries = runs.reduce((sum, run) => sum + run.entries, 0);
    if (entries === 0) return;
    const blocks = runs.flatMap((run) => run.blocks);
    const first = blocks.reduce((least, block) => Math.min(least, block.first), this.#keyGroups);
    const end = 1 + blocks.reduce((greatest, block) => Math.max(greatest, block.last), -1);
    const width = Math.max(1, Math.floor(((end - first) * atMostEntries) / entries));
    for (let from = first; from < end; from += width) {
      const table = this.#load(runs, from, Math.min(end, from + width) - 1);
      if (table.size > 0) visit(table);
    }
    this.#together.clear();
  }

  /** What the runs have of a key, and of others of its key group. Valid until the next call. */
  tableOf(runs: readonly Run[], key: number): KeyedTable {
    const group = this.#keys.groupOf(key);
    return this.#load(runs, group, group);
  }

  /** The earlier runs first: what came first is merged first. */
  #load(runs: readonly Run[], first: number, last: number): KeyedTable {
    const table = this.#together;
    table.clear();
    const owns = (group: number): boolean => group >= first && group <= last;
    for (const { blocks } of runs) {
      for (const block of blocks) {
        if (block.last < first || block.first > last) continue;
        const inside = block.first >= first && block.last <= last;
        const bytes = this.#log.read(block.id);
        restoreBlock(bytes, () => table, this.#foldings, this.#keys, inside ? undefined : owns);
      }
    }
    return table;
  }
}
