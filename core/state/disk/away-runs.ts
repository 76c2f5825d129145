import { orderByGroup } from "../kernels/order-by-group.ts";
import type { KeySpace } from "../key-space.ts";
import type { GroupRange } from "../state.ts";
import type { BlockLog } from "./block-log.ts";

/** Entries of a block, as long as its key groups allow it: less cost more to find than to read. */
const blockEntries = 512;

/** How what was in memory is put away, and put together again: tables of panes, rows of windows. */
export interface AwayKind<Held> {
  /** The number of the key of each entry. */
  keysOf(held: Held): Float64Array;
  /** A block of some entries, in their order. */
  encode(space: number, held: Held, entries: Int32Array): Uint8Array;
  /** Puts the entries of a block into what is held; those of key groups that are not owned are left out. */
  restore(bytes: Uint8Array, into: Held, owns?: (group: number) => boolean): void;
  /** Something without entries. Valid until the next call. */
  begin(): Held;
}

/** What was put away at once: blocks of entries in order of their key groups. */
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

/** Writes what is held as runs, and puts runs together again: some key groups at a time, so that they fit into memory. */
export class AwayRuns<Held> {
  readonly #kind: AwayKind<Held>;
  readonly #keys: KeySpace;
  readonly #keyGroups: number;
  readonly #log: BlockLog;

  constructor(kind: AwayKind<Held>, keys: KeySpace, keyGroups: number, log: BlockLog) {
    this.#kind = kind;
    this.#keys = keys;
    this.#keyGroups = keyGroups;
    this.#log = log;
  }

  write(space: number, held: Held): Run {
    const numbers = this.#kind.keysOf(held);
    const groups = new Uint16Array(numbers.length);
    for (let entry = 0; entry < numbers.length; entry++) groups[entry] = this.#keys.groupOf(numbers[entry]!);
    const starts = new Int32Array(this.#keyGroups + 1);
    const order = new Int32Array(numbers.length);
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
        if (starts[last + 1]! > starts[last]!) samples.push(this.#keys.keyOf(numbers[order[starts[last]!]!]!));
        if (last + 1 === this.#keyGroups || starts[last + 1]! - starts[first]! >= blockEntries) break;
      }
      const id = this.#log.nextId();
      this.#log.put(id, this.#kind.encode(space, held, order.subarray(starts[first]!, starts[last + 1]!)));
      blocks.push({ id, first, last });
      first = last + 1;
    }
    return { age: 0, entries: numbers.length, blocks, samples };
  }

  remove({ blocks }: Run): void {
    for (const { id } of blocks) this.#log.remove(id);
  }

  /**
   * Calls back with what the runs have together, each key at once: of as many entries as said, about, but at least of a key group.
   * What is given is valid during the call.
   */
  gather(runs: readonly Run[], atMostEntries: number, visit: (held: Held) => void): void {
    const entries = runs.reduce((sum, run) => sum + run.entries, 0);
    if (entries === 0) return;
    const blocks = runs.flatMap((run) => run.blocks);
    const first = blocks.reduce((least, block) => Math.min(least, block.first), this.#keyGroups);
    const end = 1 + blocks.reduce((greatest, block) => Math.max(greatest, block.last), -1);
    const width = Math.max(1, Math.floor(((end - first) * atMostEntries) / entries));
    for (let from = first; from < end; from += width) {
      const held = this.load(runs, { from, to: Math.min(end, from + width) });
      if (this.#kind.keysOf(held).length > 0) visit(held);
    }
    this.#kind.begin();
  }

  /** What the runs have of some key groups, the earlier runs first: what came first is merged first. Valid until the next call. */
  load(runs: readonly Run[], { from, to }: GroupRange): Held {
    const held = this.#kind.begin();
    const owns = (group: number): boolean => group >= from && group < to;
    for (const { blocks } of runs) {
      for (const block of blocks) {
        if (block.last < from || block.first >= to) continue;
        const isInside = block.first >= from && block.last < to;
        this.#kind.restore(this.#log.read(block.id), held, isInside ? undefined : owns);
      }
    }
    return held;
  }
}
