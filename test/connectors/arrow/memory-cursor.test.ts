import { expect, test } from "vitest";
import { decodeColumn } from "../../../connectors/arrow/decode.ts";
import { memoryCursor } from "../../../connectors/arrow/memory-cursor.ts";
import type { MemoryData } from "../../../connectors/arrow/memory-table.ts";
import type { ArrowField } from "../../../connectors/arrow/schema.ts";
import { struct } from "../../../core/mod.ts";

const field = (name: string, type: ArrowField["type"], children: readonly ArrowField[] = []): ArrowField => ({
  name,
  type,
  children,
  dictionary: undefined,
  extension: undefined,
});
const data = (more: Partial<MemoryData>): MemoryData =>
  ({ length: 2, offset: 0, nullCount: 0, children: [], ...more }) as MemoryData;
const int: ArrowField["type"] = { kind: "int", bits: 32, signed: true };

test("fields that are not wanted are passed over with all that they hold", () => {
  const items = data({ length: 3, values: Int32Array.of(7, 8, 9) });
  const lists = data({ valueOffsets: Int32Array.of(0, 1, 3), children: [data({ length: 3, children: [items] })] });
  const type = field("s", { kind: "struct" }, [
    field("before", { kind: "list", offsets: 32, hasSizes: false }, [
      field("item", { kind: "struct" }, [field("x", int)]),
    ]),
    field("kept", int),
  ]);
  const whole = data({ children: [lists, data({ values: Int32Array.of(1, 2) })] });
  const read = (as: Parameters<typeof decodeColumn>[1]) =>
    decodeColumn(type, as, { cursor: memoryCursor(type, whole), dictionaries: new Map(), int64: "number" }).column;
  expect(read(struct({ kept: "int32", absent: "string" }))).toMatchObject({
    values: [
      { kept: 1, absent: null },
      { kept: 2, absent: null },
    ],
  });
});
