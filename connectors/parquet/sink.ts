import type { Sink } from "../../core/io/mod.ts";
import type { FileLocation } from "../files/mod.ts";
import { locationText, objectRows, partFileSink } from "../files/mod.ts";
import type { ParquetOptions } from "./options.ts";
import { extensions } from "./options.ts";
import { joinFiles, parquetOutput } from "./output.ts";

export function parquetSink<Row>(location: FileLocation, options: ParquetOptions): Sink<Row> {
  return partFileSink(
    location,
    {
      name: `parquet(${locationText(location)})`,
      extensions,
      shape: objectRows,
      begin: (schema, place) => parquetOutput(schema, place, options),
      join: (temporaries, schema, place) => joinFiles(temporaries, schema, place, options),
    },
    options,
  );
}
