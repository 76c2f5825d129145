import { existsSync, readFileSync } from "node:fs";
import { makeBatch } from "../../../../../core/data/batch.ts";
import { columnOf } from "../../../../../core/data/column-of.ts";
import { rowSchema } from "../../../../../core/data/schema.ts";
import type { Boundedness, Source } from "../../../../../core/io/mod.ts";

export interface Reading {
  readonly part: number;
  readonly n: number;
  readonly sensor: string;
  readonly at: number;
  readonly value: number;
}

export interface ReadingsOptions {
  readonly boundedness?: Boundedness;
  /** Sensors. */
  readonly spread?: number;
  /** Parts that give ten rows each millisecond. */
  readonly slowParts?: readonly number[];
  /** A file that says how many rows each part may give; no more until it says so. */
  readonly gate?: string;
  /** Parts that do not end. */
  readonly endlessParts?: readonly number[];
}

const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

function rowsLetThrough(gate: string): number {
  return existsSync(gate) ? Number(readFileSync(gate, "utf8")) : 0;
}

/** Parts of readings in order of time, each a split of its own. */
export function readings(
  parts: number,
  rows: number,
  { boundedness = "bounded", spread = 17, slowParts = [], endlessParts = [], gate }: ReadingsOptions = {},
): Source<Reading> {
  const row = (part: number, n: number): Reading => ({
    part,
    n,
    sensor: `sensor ${(n * 31 + part) % spread}`,
    at: n * 100 + part,
    value: ((n * 7919 + part * 13) % 1000) / 8,
  });
  return {
    name: `readings of ${parts}`,
    boundedness,
    splits: async () => Array.from({ length: parts }, (_, part) => ({ id: `part ${part}` })),
    open: async ({ id }, position, { batchRows }) => {
      const part = Number(id.slice(5));
      let next = Number(position ?? 0);
      return {
        read: async () => {
          if (next >= rows && endlessParts.includes(part)) return new Promise(() => undefined);
          if (next >= rows) return undefined;
          while (gate !== undefined && next >= rowsLetThrough(gate)) await aMoment();
          if (slowParts.includes(part)) await new Promise((resolve) => setTimeout(resolve, 1));
          const most = slowParts.length > 0 ? 10 : 500;
          const count = Math.min(batchRows, most, rows - next, gate === undefined ? most : rowsLetThrough(gate) - next);
          const all = Array.from({ length: count }, (_, at) => row(part, next + at));
          next += count;
          const columns = (["part", "n", "sensor", "at", "value"] as const).map((name) =>
            columnOf(all.map((one) => one[name])),
          );
          const names = ["part", "n", "sensor", "at", "value"];
          const schema = rowSchema(names.map((name, at) => ({ name, type: columns[at]!.type })));
          return makeBatch(schema, count, columns);
        },
        position: () => next,
        close: async () => undefined,
      };
    },
  };
}
