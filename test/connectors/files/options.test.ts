import { expect, test } from "vitest";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
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
