import { test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { Sink } from "../../../core/io/sink.ts";
import type { Source } from "../../../core/io/source.ts";
import { from, schema } from "../../../core/mod.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { type SourceUnderTest, sourceContract } from "../../../core/testing/mod.ts";

interface Row {
  readonly id: number;
  readonly name: string | null;
  readonly share: number;
}

const rows: readonly Row[] = Array.from({ length: 11 }, (_, id) => ({
  id,
  name: id % 3 === 0 ? null : `row "${id}", ü`,
  share: id / 4,
}));

const typed = schema({ id: "float64", name: "string", share: "float64" });
const formats = {
  csv: { make: (location: string) => csv<Row>(location, { schema: typed }), ending: "csv" },
  "csv without a schema": { make: (location: string) => csv<Row>(location), ending: "csv" },
  "json lines": { make: (location: string) => jsonLines<Row>(location, { schema: typed }), ending: "jsonl" },
  "json lines without a schema": { make: (location: string) => jsonLines<Row>(location), ending: "jsonl" },
  parquet: { make: (location: string) => parquet<Row>(location), ending: "parquet" },
  avro: { make: (location: string) => avro<Row>(location), ending: "avro" },
  arrow: { make: (location: string) => arrow<Row>(location), ending: "arrow" },
  "arrow as a stream": { make: (location: string) => arrow<Row>(location, { compression: "lz4" }), ending: "arrows" },
};

/** A source of files that its own sink wrote. */
async function under(
  make: (location: string) => unknown,
  files: Readonly<Record<string, readonly Row[]>>,
  read: string,
): Promise<SourceUnderTest<Row>> {
  const folder = await temporaryFolder("millrace-source-");
  for (const [name, part] of Object.entries(files)) {
    await from(part)
      .sinkTo(make(`${folder}/${name}`) as Sink<Row>)
      .run();
  }
  return { source: make(`${folder}/${read}`) as Source<Row>, rows, remove: () => deleteFolder(folder) };
}

for (const [format, { make, ending }] of Object.entries(formats)) {
  const places = {
    "a single file": () => under(make, { [`all.${ending}`]: rows }, `all.${ending}`),
    "several files": () =>
      under(make, { [`a.${ending}`]: rows.slice(0, 4), [`b.${ending}`]: rows.slice(4) }, `*.${ending}`),
  };
  for (const [place, open] of Object.entries(places)) {
    for (const { name, run } of sourceContract(open)) test(`${format}, ${place}: ${name}`, run);
  }
}
