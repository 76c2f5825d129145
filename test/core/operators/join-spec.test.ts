import { expect, test } from "vitest";
import { joinDetails, joinReads, nullsFor } from "../../../core/operators/join-spec.ts";

const id = { columns: ["id"], names: ["id"] };
const seller = { lambda: (row: { seller: number }) => row.seller, names: ["key"] } as const;

test("null keys are left out of a side that only gives matches, and stand together where it gives all", () => {
  const nulls = (how: Parameters<typeof nullsFor>[0]) => nullsFor(how, [id, seller]).map((key) => key?.nulls);
  expect(nulls("inner")).toEqual(["drop", "drop"]);
  expect(nulls("semi")).toEqual(["drop", "drop"]);
  expect(nulls("left")).toEqual(["single", "drop"]);
  expect(nulls("anti")).toEqual(["single", "drop"]);
  expect(nulls("right")).toEqual(["drop", "single"]);
  expect(nulls("full")).toEqual(["single", "single"]);
});

test("a semi join reads the key alone of the right side, and what is wanted of the left", () => {
  const reads = joinReads({ how: "semi", keys: [id, seller], shared: [] });
  expect(reads(new Set(["name"]))).toEqual([new Set(["name", "id"]), new Set(["seller"])]);
  expect(reads("all")).toEqual(["all", new Set(["seller"])]);
  expect(joinReads({ how: "inner", keys: [id, seller], shared: [] })(new Set(["name"]))).toEqual(["all", "all"]);
});

test("plans say how sides meet", () => {
  expect(joinDetails({ how: "left", keys: [id, id], shared: ["id"] })).toEqual({ how: "left", on: "id" });
  expect(joinDetails({ how: "semi", keys: [id, seller], shared: [] })).toEqual({ how: "semi", on: "id = row lambda" });
});
