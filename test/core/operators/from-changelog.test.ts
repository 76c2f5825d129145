import { describe, test } from "vitest";
import { type DescribedChange, fromChangelog, fromUpserts } from "../../../core/operators/from-changelog.ts";
import {
  at,
  crash,
  end,
  insert,
  remove,
  row,
  updateAfter,
  updateBefore,
  verifyOperator,
} from "../../../core/testing/mod.ts";

const says = (change: string, value: unknown) => row({ change, row: value });
const byId = { lambda: ({ row: value }: DescribedChange) => (value as { id: number }).id, names: ["key"] } as const;
const exchange = [({ row: value }: DescribedChange) => (value as { id: number }).id];

describe("fromChangelog", () => {
  test("rows that say what changes become that change, an update whose halves are apart a delete and an insert", () =>
    verifyOperator(fromChangelog(), {
      input: [says("insert", 1), says("updateBefore", 1), says("updateAfter", 2), says("delete", 2), end],
      output: [insert(1), remove(1), insert(2), remove(2), end],
    }));

  test("what says nothing known is a failed record, with the remedy", () =>
    verifyOperator(fromChangelog(), {
      input: [says("c", 1), says("upsert", 1), end],
      output: [end],
      failures: [/got "c"; translate it in change/, /got "upsert"; say what rows are known by, with by: "id"/],
    }));

  test("changes keep the event times of their records", () =>
    verifyOperator(fromChangelog(), {
      input: [at(5, { change: "insert", row: 1 }), at(7, { change: "delete", row: 1 })],
      output: [insert(1, 5), remove(1, 7)],
    }));
});

describe("fromUpserts", () => {
  test("an upsert takes back the row that its key had, a delete may name the key alone, and the same again says nothing", () =>
    verifyOperator(fromUpserts(byId), {
      input: [
        ...[
          says("upsert", { id: 1, v: "a" }),
          says("upsert", { id: 2, v: "b" }),
          crash,
          says("upsert", { id: 1, v: "c" }),
        ],
        ...[says("insert", { id: 1, v: "c" }), says("updateBefore", { id: 1, v: "c" }), says("delete", { id: 2 })],
        ...[says("delete", { id: 7 }), says("updateAfter", { id: 2, v: "d" }), end],
      ],
      output: [
        ...[insert({ id: 1, v: "a" }), insert({ id: 2, v: "b" })],
        ...[updateBefore({ id: 1, v: "a" }), updateAfter({ id: 1, v: "c" })],
        ...[remove({ id: 2, v: "b" }), insert({ id: 2, v: "d" }), end],
      ],
      exchange,
    }));

  test("columns that an upsert does not know stay what they were; where nobody knows them the record is a failed one", () =>
    verifyOperator(fromUpserts(byId), {
      input: [
        ...[says("upsert", { id: 1, v: "a", n: 1 }), crash],
        row({ change: "upsert", row: { id: 1, v: "?", n: 2 }, keptColumns: ["v"] }),
        row({ change: "upsert", row: { id: 2, v: "?", n: 2 }, keptColumns: ["v"] }),
        ...[row({ change: "upsert", row: { id: 1, w: "?", n: 2 }, keptColumns: ["w"] }), end],
      ],
      output: [
        insert({ id: 1, v: "a", n: 1 }),
        ...[updateBefore({ id: 1, v: "a", n: 1 }), updateAfter({ id: 1, v: "a", n: 2 }), end],
      ],
      failures: [/the value of "v", .* got no row before \{"id":2/, /the value of "w"/],
      exchange,
    }));
});
