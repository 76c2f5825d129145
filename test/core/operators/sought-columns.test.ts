import { expect, test } from "vitest";
import { makeBatch } from "../../../core/data/batch.ts";
import { any } from "../../../core/data/data-type.ts";
import { valueSchema } from "../../../core/data/schema.ts";
import { ColumnSeeker, type SoughtColumn } from "../../../core/operators/sought-columns.ts";

test("rows whose names never repeat leave a thousand of them for the message, not all", () => {
  const column: SoughtColumn = {
    step: "map #1",
    name: "price",
    sureness: "named",
    beside: [],
    isMet: false,
    rows: 0,
    there: new Set(),
  };
  const seeker = new ColumnSeeker({ of: () => column }, [column]);
  for (let batch = 0; batch < 30; batch++) {
    const values = Array.from({ length: 100 }, (_, row) => ({ [`name${batch * 100 + row}`]: 1 }));
    seeker.see(makeBatch(valueSchema(any), 100, [{ type: any, layout: "values", values, validity: undefined }]));
  }
  expect(column.rows).toBe(3000);
  expect(column.there.size).toBe(1000);
});
