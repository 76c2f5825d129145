import type { Column, DataType } from "../../../core/io/mod.ts";
import { decodeUtf8 } from "../../../core/io/mod.ts";
import { parseJson } from "../../files/mod.ts";
import type { LogicalType, SchemaElement } from "../format/metadata.ts";
import { BadJson } from "./bad-json.ts";
import { locate } from "./byte-arrays.ts";
import { integerAt, wordsOf } from "./conversions.ts";
import { codeReader } from "./numbers.ts";
import type { ColumnBuilder, PageValues } from "./values.ts";
import { isCoded, widthOf } from "./values.ts";

/**
 * Values that have no typed layout: bytes, UUIDs, JSON, decimals of more digits than a number holds. In the place of text
 * that is not JSON is a `BadJson`.
 */
export function valuesBuilder(type: DataType, rows: number, element: SchemaElement): ColumnBuilder<Column> {
  const valuesOf = valueReader(element);
  const values = new Array<unknown>(rows).fill(null);
  const codesOf = codeReader();
  let entries: readonly unknown[] = [];
  return {
    memory: "own",
    dictionary: (page) => {
      entries = valuesOf(page);
    },
    append: (page, at) => {
      if (isCoded(page.encoding)) {
        const codes = codesOf(page, entries.length);
        for (let value = 0; value < page.count; value++) values[at + value] = entries[codes[value]!];
      } else {
        for (const [value, content] of valuesOf(page).entries()) values[at + value] = content;
      }
    },
    spread: (validity, at, rowCount, count) => {
      let from = at + count - 1;
      for (let row = at + rowCount - 1; row >= at; row--) {
        values[row] = (validity[row >> 3]! >> (row & 7)) & 1 ? values[from--] : null;
      }
    },
    finish: () => ({ type, validity: undefined, layout: "values", values }),
  };
}

type ValueReader = (page: PageValues) => readonly unknown[];

function valueReader(element: SchemaElement): ValueReader {
  const { physical, logical, typeLength } = element;
  if (physical === "INT32" || physical === "INT64") {
    const isUnsigned = logical?.kind === "integer" && !logical.signed;
    return integerDecimals(widthOf(physical, 0), logical?.kind === "decimal" ? logical.scale : 0, isUnsigned);
  }
  const read = fromBytes(logical);
  const fixedLength = physical === "FIXED_LEN_BYTE_ARRAY" ? typeLength : 0;
  return (page) => {
    const { bytes, starts, lengths } = locate(page, fixedLength);
    return Array.from({ length: page.count }, (_, value) => read(bytes, starts[value]!, lengths[value]!));
  };
}

function fromBytes(logical: LogicalType | undefined): (bytes: Uint8Array, start: number, length: number) => unknown {
  switch (logical?.kind) {
    case "uuid":
      return uuidText;
    case "json":
      return jsonAt;
    case "decimal":
      return (bytes, start, length) => decimalText(bigEndian(bytes, start, length), logical.scale);
    default:
      return (bytes, start, length) => bytes.subarray(start, start + length);
  }
}

function jsonAt(bytes: Uint8Array, start: number, length: number): unknown {
  const text = decodeUtf8(bytes, start, length);
  try {
    return parseJson(text);
  } catch {
    return new BadJson(text.slice(0, 300));
  }
}

function uuidText(bytes: Uint8Array, start: number): string {
  const hex = Array.from(bytes.subarray(start, start + 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function integerDecimals(width: number, scale: number, isUnsigned: boolean): ValueReader {
  return (page) => {
    const words = wordsOf(page, width);
    const small = (word: number) => BigInt(isUnsigned ? word >>> 0 : word);
    const unscaled = (value: number) => (width === 4 ? small(words[value]!) : integerAt(words, value, isUnsigned));
    return Array.from({ length: page.count }, (_, value) => decimalText(unscaled(value), scale));
  };
}

function bigEndian(bytes: Uint8Array, start: number, length: number): bigint {
  let value = 0n;
  for (let at = start; at < start + length; at++) value = (value << 8n) | BigInt(bytes[at]!);
  return BigInt.asIntN(length * 8, value);
}

/** −1250 at scale 2 is `"-12.50"`. */
function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`;
}
