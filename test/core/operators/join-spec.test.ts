import { expect, test } from "vitest";
import { nullsFor } from "../../../core/operators/join-spec.ts";

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
