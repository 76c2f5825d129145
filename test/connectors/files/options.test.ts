import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import { text } from "../../../connectors/text/mod.ts";
import { schema } from "../../../core/mod.ts";

/** As plain JavaScript calls it. */
function given(connector: unknown, options: unknown): () => unknown {
  return () => (connector as (location: string, options: unknown) => unknown)("t", options);
}

test("options that there are not are refused with the nearest name", () => {
  expect(given(csv, { delimeter: ";" })).toThrow(
    'Cannot set "delimeter" in csv(t) as there is no such option: got "delimeter", known are header, delimiter, ' +
      "quote, schema, nullText, encoding, quotedNewlines, maxRecordBytes, compression, lineEnd, watch, folders, roll, partitionBy, marker; did you mean delimiter?",
  );
  expect(given(jsonLines, { bachRows: 1 })).toThrow(
    /^Cannot set "bachRows" in jsonLines\(t\) as there is no such option/,
  );
  expect(given(parquet, { compresion: "none" })).toThrow(/did you mean compression\?$/);
  expect(given(parquet, { compression: "lz4" })).toThrow(
    /as it must be "zstd" or "snappy" or "gzip" or "none": got "lz4"/,
  );
  expect(given(csv, { encoding: "utf-8" })).toThrow(
    'Cannot set encoding in csv(t) as it must be "utf8" or "latin1": got "utf-8"; leave it out for "utf8"',
  );
});

test("what is said where the dataset is made is sent there", () => {
  expect(given(csv, { onError: "skip" })).toThrow(
    /^Cannot set "onError" in csv\(t\) as there is no such option: .*; write from\(csv\(…\), \{ onError: … \}\)$/,
  );
  expect(given(jsonLines, { onError: "skip" })).toThrow(/; write from\(jsonLines\(…\), \{ onError: … \}\)$/);
  expect(given(parquet, { onError: "skip" })).toThrow(/; write from\(parquet\(…\), \{ onError: … \}\)$/);
});

test("a header that is neither a choice nor a list of names is refused", () => {
  expect(given(csv, { header: true })).toThrow(
    'Cannot set header in csv(t) as it must be "first-line", "none" or a list of names: got true; ' +
      "leave it out where the first line has the names",
  );
  for (const header of ["first-line", "none", ["a", "b"], undefined]) expect(given(csv, { header })).not.toThrow();
});

test("a schema that is not made by schema() is refused", () => {
  for (const connector of [csv, jsonLines]) {
    expect(given(connector, { schema: { x: "int64" } })).toThrow(
      /as it must be made by schema\(\): got \{"x":"int64"\}; write it as schema\(\{ x: "int64" \}\), with schema from "millrace"$/,
    );
    expect(given(connector, { schema: schema({ x: "int64" }) })).not.toThrow();
  }
});

test("a header list that names no column, or one twice, is refused", () => {
  expect(given(csv, { header: ["a", "a", "b"] })).toThrow(
    'Cannot set header in csv(t) as its names must differ: got "a" twice; give each column a name of its own',
  );
  expect(given(csv, { header: [] })).toThrow(
    /^Cannot set header in csv\(t\) as it must be .* a list of names: got .*; leave it out/,
  );
});

test("rows of a row group that are no whole number from 1 are refused", () => {
  for (const rowGroupRows of [0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY, "many", null]) {
    expect(given(parquet, { rowGroupRows })).toThrow(
      /^Cannot write parquet\(t\) as rowGroupRows must be a whole number from 1: got .*; leave it out for 262144$/,
    );
  }
  for (const rowGroupRows of [1, 1000, undefined]) expect(given(parquet, { rowGroupRows })).not.toThrow();
});

test("columns of folders that are no list are refused", () => {
  for (const connector of [csv, jsonLines, parquet]) {
    expect(given(connector, { partitionBy: "city" })).toThrow(
      /^Cannot write .*\(t\) as partitionBy must be a list: got "city"; write for instance partitionBy: \["day"\]$/,
    );
  }
});

test("what is told of a wrong choice is the one that is taken where none is said", () => {
  expect(given(jsonLines, { nonFinite: "drop" })).toThrow(
    'Cannot set nonFinite in jsonLines(t) as it must be "fail" or "null" or "text": got "drop"; leave it out for "fail"',
  );
});

test("a bound of records that bounds nothing is refused", () => {
  for (const connector of [csv, jsonLines, text]) {
    for (const maxRecordBytes of ["1MB", Number.NaN, 0, -1, 1.5, null]) {
      expect(given(connector, { maxRecordBytes })).toThrow(
        /^Cannot set maxRecordBytes in .*\(t\) as it must be a whole number above 0: got .*; leave it out for 16 MB$/,
      );
    }
    expect(given(connector, { maxRecordBytes: 1 })).not.toThrow();
  }
});

test("a nullText that is no text is refused", () => {
  expect(given(csv, { nullText: 5 })).toThrow(
    'Cannot set nullText in csv(t) as it must be text: got 5; write for instance nullText: "NA"',
  );
  expect(given(csv, { nullText: "" })).not.toThrow();
});

test("a roll of less than no time, or of a clock without a time, is refused", () => {
  for (const roll of [{ every: -5 }, { idleAfter: -1 }]) {
    expect(given(csv, { roll })).toThrow(
      /^Cannot write csv\(t\) as the (every|idleAfter) of roll must be 0 or more: got .*; leave it out where files may wait for ever$/,
    );
  }
  expect(given(csv, { roll: { clock: "x" } })).toThrow(
    'Cannot write csv(t) as the clock of roll must have nowMs(): got "x"; leave it out for that of the system',
  );
});
