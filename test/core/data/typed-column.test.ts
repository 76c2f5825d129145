import { describe, expect, test } from "vitest";
import { valueAt } from "../../../core/data/column.ts";
import { type DataType, decimal, list, string } from "../../../core/data/data-type.ts";
import { typedColumn } from "../../../core/data/typed-column.ts";

const refuse = (row: number, reason: string): never => {
  throw new Error(`${row}: ${reason}`);
};

function through(type: DataType, values: readonly unknown[]): unknown[] {
  const column = typedColumn(type, values, refuse);
  return values.map((_, row) => valueAt(column, row));
}

describe("values of a declared type", () => {
  const fitting: [DataType, unknown[], unknown[]][] = [
    [{ kind: "boolean" }, [true, null, false], [true, null, false]],
    [{ kind: "int32" }, [-(2 ** 31), 2 ** 31 - 1, undefined], [-(2 ** 31), 2 ** 31 - 1, null]],
    [{ kind: "int64" }, [Number.MAX_SAFE_INTEGER, -1], [Number.MAX_SAFE_INTEGER, -1]],
    [{ kind: "bigint" }, [2n ** 63n - 1n, null], [2n ** 63n - 1n, null]],
    [{ kind: "float64" }, [Number.NaN, -0, 1.5], [Number.NaN, -0, 1.5]],
    [{ kind: "timestamp", as: "number" }, [new Date(5), 7], [5, 7]],
    [decimal(9, 2), ["1.5", 2, 3n, "-0.25", 0], [1.5, 2, 3, -0.25, 0]],
    [decimal(20, 3), ["12345678901234567.125", 0.5, 7n, "-1"], ["12345678901234567.125", "0.500", "7.000", "-1.000"]],
    [string, ["", "ä", null], ["", "ä", null]],
    [list(string), [["a"], null], [["a"], null]],
  ];
  for (const [type, given, kept] of fitting) {
    test(`${type.kind} ${type.kind === "decimal" ? type.precision : ""} keeps what fits`, () =>
      expect(through(type, given)).toEqual(kept));
  }

  const misfits: [DataType, unknown, string][] = [
    [{ kind: "int32" }, 2 ** 31, "it must be int32: got number 2147483648"],
    [{ kind: "int32" }, 1.5, "it must be int32: got number 1.5"],
    [
      { kind: "int64" },
      2 ** 53,
      "it must be int64, below 2^53 (declare it bigint for larger ones): got number 9007199254740992",
    ],
    [{ kind: "bigint" }, 2n ** 63n, "it must be bigint: got bigint 9223372036854775808"],
    [{ kind: "boolean" }, 1, "it must be boolean: got number 1"],
    [{ kind: "timestamp", as: "number" }, "2026-01-01", 'it must be timestamp: got string "2026-01-01"'],
    [decimal(4, 2), "1.234", 'it must be decimal(4,2): got string "1.234"'],
    [decimal(4, 2), 123, "it must be decimal(4,2): got number 123"],
    [decimal(4, 2), "one", 'it must be decimal(4,2): got string "one"'],
    [string, 5, "it must be string: got number 5"],
  ];
  for (const [type, value, reason] of misfits) {
    test(`${JSON.stringify(String(value))} does not fit ${type.kind}`, () => {
      expect(() => through(type, [null, value])).toThrow(`1: ${reason}`);
    });
  }
});
