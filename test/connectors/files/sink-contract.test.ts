import { readdir } from "node:fs/promises";
import { test } from "vitest";
import { arrow } from "../../../connectors/arrow/mod.ts";
import { avro } from "../../../connectors/avro/mod.ts";
import { csv } from "../../../connectors/csv/mod.ts";
import { jsonLines } from "../../../connectors/json-lines/mod.ts";
import { parquet } from "../../../connectors/parquet/mod.ts";
import type { Sink } from "../../../core/io/sink.ts";
import { from, schema } from "../../../core/mod.ts";
import { deleteFolder, statFile, temporaryFolder } from "../../../core/platform/mod.ts";
import { type SinkUnderTest, sinkContract } from "../../../core/testing/mod.ts";

interface Row {
  readonly id: number;
  readonly name: string;
}

const rows: readonly Row[] = Array.from({ length: 7 }, (_, id) => ({ id, name: `row ${id}` }));

/** A sink in a folder of its own; there must be nothing left of what was not committed. */
async function under(
  format: (location: string) => unknown,
  name: string,
  more: Pick<SinkUnderTest<Row>, "shows" | "writers">,
): Promise<SinkUnderTest<Row>> {
  const folder = await temporaryFolder("millrace-sink-");
  const location = `${folder}/${name}`;
  return {
    ...more,
    rows,
    sink: format(location) as Sink<Row>,
    reopened: () => format(location) as Sink<Row>,
    visible: async () => {
      const found = await statFile(location);
      if (found === undefined) return [];
      const names = found.kind === "file" ? [name] : (await readdir(location)).filter((one) => !one.startsWith("."));
      return names.length === 0 ? [] : from(format(location) as ReturnType<typeof csv<Row>>).collect();
    },
    remove: () => deleteFolder(folder),
  };
}

const typed = schema({ id: "float64", name: "string" });
const formats = {
  csv: { make: (location: string) => csv<Row>(location, { schema: typed }), file: "out.csv" },
  "json lines": { make: (location: string) => jsonLines<Row>(location, { schema: typed }), file: "out.jsonl" },
  parquet: { make: (location: string) => parquet<Row>(location), file: "out.parquet" },
  avro: { make: (location: string) => avro<Row>(location), file: "out.avro" },
  arrow: { make: (location: string) => arrow<Row>(location), file: "out.arrow" },
  "arrow as a stream": { make: (location: string) => arrow<Row>(location, { format: "stream" }), file: "out.arrows" },
};

for (const [format, { make, file }] of Object.entries(formats)) {
  const targets = {
    "a single file": () => under(make, file, { shows: "the end", writers: "one" }),
    "a folder of part files": () => under(make, "out", {}),
  };
  for (const [target, open] of Object.entries(targets)) {
    for (const { name, run } of sinkContract(open, "exactly-once")) test(`${format}, ${target}: ${name}`, run);
  }
}
