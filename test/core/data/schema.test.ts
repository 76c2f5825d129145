import { describe, expect, test } from "vitest";
import { decimal, float64, list, sameType, string, struct, typeText } from "../../../core/data/data-type.ts";
import {
  missingColumn,
  nearestNames,
  requireColumn,
  rowSchema,
  schemaText,
  valueSchema,
} from "../../../core/data/schema.ts";
import { schema } from "../../../core/data/user-schema.ts";

describe("schemas", () => {
  const flights = rowSchema([
    { name: "origin", type: string },
    { name: "delay", type: float64 },
  ]);

  test("a column is found by its name", () => expect(requireColumn(flights, "delay", "here")).toBe(1));

  test("a name that is nearly right is told the right one", () => {
    expect(() => requireColumn(flights, "Orgin", "map #1")).toThrow(
      'Cannot read column "Orgin" in map #1 as there is no such column: got "origin", "delay"; did you mean "origin"?',
    );
  });

  test.each([
    ["ORIGIN", ["origin", "orgin"], ["origin", "orgin"]],
    ["dleay", ["delay", "origin"], ["delay"]],
    ["orgn", ["origin", "organ"], ["organ"]],
    ["departure", ["departure_at", "department", "delay"], ["departure_at"]],
    // One edit of three characters, none that leaves nothing of the name.
    ["fare", ["rate", "far", "name", "fares"], ["far", "fares"]],
    ["km", ["kg", "id", "m", "x"], ["kg", "m"]],
    ["x", ["y", "xy", "X"], ["X"]],
    ["price", ["origin", "time", "dice"], []],
  ])("a name typed as %j of %j may have been %j", (typed, names, expected) => {
    expect(nearestNames(typed, names)).toEqual(expected);
  });

  test("of many columns twenty are named", () => {
    const names = Array.from({ length: 30 }, (_, n) => `column ${n}`);
    expect(missingColumn("zzz", names, "x")).toContain('"column 19", …; use one of these names');
  });

  test("two columns of one name are refused", () => {
    expect(() =>
      rowSchema([
        { name: "a", type: string },
        { name: "a", type: string },
      ]),
    ).toThrow('Cannot make a schema as names must differ: got "a" twice; rename one of the two columns');
  });

  test("types and schemas have texts for plans and errors", () => {
    expect(typeText(list(struct({ a: decimal(18, 2) })))).toBe("list<struct<a: decimal(18,2)>>");
    expect(schemaText(flights)).toBe("{ origin: string, delay: float64 }");
    expect(schemaText(valueSchema(string))).toBe("string");
    expect(sameType(decimal(3, 1), decimal(3, 1))).toBe(true);
  });

  test("a user's schema takes names of types, and refuses those it does not know", () => {
    expect(schemaText(schema({ id: "int64", at: "timestamp", price: decimal(9, 2) }))).toBe(
      "{ id: int64, at: timestamp, price: decimal(9,2) }",
    );
    expect(() => schema({ id: "long" as "int64" })).toThrow(
      'Cannot make a schema as the type of column "id" is unknown: got "long"; use one of boolean, int32',
    );
    expect(() => schema({})).toThrow("Cannot make a schema of no columns");
    expect(() => decimal(2, 3)).toThrow("Cannot make a decimal type as it takes 1…76 digits");
  });
});
