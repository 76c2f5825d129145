import { expect, test } from "vitest";
import { fileEncoder } from "../../../connectors/parquet/encode/file.ts";
import * as io from "../../../core/io/mod.ts";
import { batchOf } from "./kit.ts";

test("a row group ends with its 32nd megabyte, however few rows it has: what is held at once does not grow with rows", () => {
  const types = { text: io.string };
  const encoder = fileEncoder(io.rowSchema([{ name: "text", type: io.string }]), {
    path: "x.parquet",
    codec: "UNCOMPRESSED",
    rowGroupRows: 262_144,
    bloomFilters: [],
  });
  const megabyte = batchOf(types, [{ text: "x".repeat(2 ** 20) }]);
  for (const group of [1, 2]) {
    const written = Array.from({ length: 32 }, () =>
      encoder.append(megabyte).reduce((sum, { length }) => sum + length, 0),
    );
    expect(
      written.findIndex((bytes) => bytes > 0),
      `row group ${group}`,
    ).toBe(31);
  }
});
