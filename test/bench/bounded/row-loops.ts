import type { Sample } from "../case.ts";
import { stopwatch, sumOf } from "../measure.ts";
import type { Checksum } from "./checksum.ts";
import type { Items, Table } from "./tables.ts";

// Each work as a good JavaScript developer writes it by hand over row objects.

export interface Row {
  readonly key10k: number;
  readonly key1M: number;
  readonly item: number;
  readonly value: number;
}

export interface Item {
  readonly id: number;
  readonly weight: number;
}

/** Takes rows chunk by chunk; `end` gives the sum over all values of the result. */
export interface RowLoop {
  take(rows: readonly Row[]): void;
  end(): Checksum;
}

export function filterLoop(): RowLoop {
  let rows = 0;
  let sum = 0;
  return {
    take(given) {
      for (const row of given) {
        if (row.value < 500_000) continue;
        const projected = { key10k: row.key10k, twice: row.value * 2 };
        rows++;
        sum += projected.key10k + projected.twice;
      }
    },
    end: () => ({ rows, sum }),
  };
}

export function groupLoop(keyOf: (row: Row) => number): RowLoop {
  const groups = new Map<number, { rows: number; total: number }>();
  return {
    take(given) {
      for (const row of given) {
        const key = keyOf(row);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { rows: 1, total: row.value });
        else {
          group.rows++;
          group.total += row.value;
        }
      }
    },
    end() {
      let sum = 0;
      for (const [key, { rows, total }] of groups) sum += key + rows + total;
      return { rows: groups.size, sum };
    },
  };
}

/** Builds the index when the first rows come, so that it counts. */
export function joinLoop(items: readonly Item[]): RowLoop {
  let index: Map<number, Item> | undefined;
  let rows = 0;
  let sum = 0;
  return {
    take(given) {
      index ??= new Map(items.map((item) => [item.id, item]));
      for (const row of given) {
        const item = index.get(row.item);
        if (item === undefined) continue;
        const joined = { item: row.item, value: row.value, weight: item.weight };
        rows++;
        sum += joined.item + joined.value + joined.weight;
      }
    },
    end: () => ({ rows, sum }),
  };
}

export function sortLoop(): RowLoop {
  const all: Row[] = [];
  return {
    take(given) {
      for (const row of given) all.push(row);
    },
    end() {
      all.sort((a, b) => a.value - b.value);
      let sum = 0;
      let descents = 0;
      let last = Number.NEGATIVE_INFINITY;
      for (const { item, value } of all) {
        sum += item + value;
        if (value < last) descents++;
        last = value;
      }
      return { rows: all.length, sum, descents };
    },
  };
}

export function itemsOf({ id, weight }: Items): Item[] {
  return Array.from(id, (each, at) => ({ id: each, weight: weight[at]! }));
}

const chunk = 4_096;

/** Runs a loop over row objects that are made just before each chunk; making them is not measured. */
export function timeRowLoop(table: Table, loop: RowLoop): { readonly spent: Sample; readonly checksum: Checksum } {
  let spent: Sample = { cpuNs: 0, wallNs: 0 };
  for (let from = 0; from < table.value.length; from += chunk) {
    const rows = rowsOf(table, from, Math.min(from + chunk, table.value.length));
    const watch = stopwatch();
    loop.take(rows);
    spent = sumOf(spent, watch());
  }
  const watch = stopwatch();
  const checksum = loop.end();
  return { spent: sumOf(spent, watch()), checksum };
}

function rowsOf({ key10k, key1M, item, value }: Table, from: number, to: number): Row[] {
  const rows: Row[] = [];
  for (let row = from; row < to; row++) {
    rows.push({ key10k: key10k[row]!, key1M: key1M[row]!, item: item[row]!, value: value[row]! });
  }
  return rows;
}
