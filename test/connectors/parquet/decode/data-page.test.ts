import { expect, test } from "vitest";
import { dataPage } from "../../../../connectors/parquet/decode/data-page.ts";

const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

/** A page of the second version, of bytes that are not packed, whose levels take so many of them. */
function secondVersion(repetitionBytes: number, definitionBytes: number, leaf: object): unknown {
  const levels = { repetitionBytes, definitionBytes };
  const header = { levels, compressed: false, uncompressedBytes: bytes.length, encoding: "PLAIN" };
  return dataPage({ header, content: bytes } as never, { codec: "GZIP" } as never, leaf as never, {} as never);
}

test("levels of repetition where nothing repeats are left out, as some writers have them", () => {
  expect(secondVersion(2, 1, { repetition: 0, definition: 1 })).toEqual({
    repetition: undefined,
    definition: { bytes, start: 2, end: 3 },
    values: { bytes: bytes.subarray(3), start: 0, encoding: "PLAIN" },
  });
});

test("levels of what is absent where nothing can be are refused: values would be read of another schema", () => {
  expect(() => secondVersion(0, 2, { repetition: 0, definition: 0 })).toThrow(
    "levels of 2 bytes where the schema has none",
  );
});
