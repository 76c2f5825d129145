import { makeBatch } from "../../../core/data/batch.ts";
import { any } from "../../../core/data/data-type.ts";
import { valueSchema } from "../../../core/data/schema.ts";
import type { Source } from "../../../core/io/source.ts";

/** A stream of the rows that a test hands over, when it does; it can be read again from any of them on. */
export interface HandedSource<Row> {
  readonly source: Source<Row>;
  give(...rows: readonly Row[]): void;
}

const schema = valueSchema(any);

export function handed<Row>(): HandedSource<Row> {
  const all: Row[] = [];
  let more = Promise.withResolvers<void>();
  return {
    give: (...rows) => {
      all.push(...rows);
      more.resolve();
      more = Promise.withResolvers();
    },
    source: {
      name: "handed",
      boundedness: "unbounded",
      splits: async () => [{ id: "only" }],
      open: async (_, position) => {
        let next = Number(position ?? 0);
        return {
          read: async () => {
            while (all.length === next) await more.promise;
            const values = all.slice(next);
            next = all.length;
            return makeBatch(schema, values.length, [{ type: any, layout: "values", values, validity: undefined }]);
          },
          position: () => next,
          close: async () => undefined,
        };
      },
    },
  };
}
