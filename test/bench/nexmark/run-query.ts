import { changeKind } from "../../../core/data/batch.ts";
import { rowsOf } from "../../../core/expression/row-reader.ts";
import type { Sink } from "../../../core/io/sink.ts";
import type { Boundedness } from "../../../core/io/source.ts";
import { type Dataset, from } from "../../../core/mod.ts";
import type { Digest, Digester } from "./digest.ts";
import { digester } from "./digest.ts";
import type { NexmarkEvent } from "./generator.ts";
import { queries } from "./queries.ts";
import { digestColumns, type QueryName, type Results } from "./results.ts";
import { nexmark } from "./source.ts";

/**
 * The digest of what a query gives for the events 0 … `events` − 1: as stored data, or as a stream of which nobody says
 * that it will end. Of a changelog, the rows that are left.
 */
export async function digestQuery<Name extends QueryName>(
  name: Name,
  events: number,
  boundedness: Boundedness = "bounded",
): Promise<Digest> {
  const result = digester();
  const source = { ...nexmark({ events }), boundedness };
  await queryOf(name)(from(source)).sinkTo(digesting(name, result)).run();
  return result.digest();
}

export function queryOf<Name extends QueryName>(name: Name): (events: Dataset<NexmarkEvent>) => Dataset<Results[Name]> {
  return queries[name];
}

function digesting<Name extends QueryName>(name: Name, result: Digester): Sink<Results[Name]> {
  const columns = digestColumns[name];
  return {
    name: "digest",
    guarantee: "exactly-once",
    changes: "accepts",
    takes: "views",
    open: async () => ({
      write: (batch) => {
        const rows = rowsOf(batch) as Results[Name][];
        rows.forEach((row, k) => {
          const kind = batch.kinds?.[batch.selection === undefined ? k : batch.selection[k]!] ?? changeKind.insert;
          if (kind === changeKind.insert || kind === changeKind.updateAfter) result.add(columns(row));
          else result.remove(columns(row));
        });
      },
      prepare: async () => undefined,
      close: async () => undefined,
    }),
    commit: async () => undefined,
  };
}
