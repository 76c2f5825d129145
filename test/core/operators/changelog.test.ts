import { test } from "vitest";
import { changelog } from "../../../core/operators/changelog.ts";
import {
  at,
  crash,
  insert,
  remove,
  row,
  updateAfter,
  updateBefore,
  verifyOperator,
  watermark,
} from "../../../core/testing/mod.ts";

test("each change is a row that says what it does, in order", () =>
  verifyOperator(changelog(), {
    input: [insert({ n: 1 }), updateBefore({ n: 1 }), crash, updateAfter({ n: 2 }), remove({ n: 2 })],
    output: [
      row({ change: "insert", row: { n: 1 } }),
      row({ change: "updateBefore", row: { n: 1 } }),
      row({ change: "updateAfter", row: { n: 2 } }),
      row({ change: "delete", row: { n: 2 } }),
    ],
    order: "kept",
  }));

test("rows that nothing takes back are inserts, and keep their time", () =>
  verifyOperator(changelog(), {
    input: [at(5, "a"), watermark(5), at(6, null)],
    output: [at(5, { change: "insert", row: "a" }), watermark(5), at(6, { change: "insert", row: null })],
    order: "kept",
  }));
