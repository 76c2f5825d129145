import type { Sink } from "../../core/io/mod.ts";
import { type FileLocation, locationText, objectRows, partFileSink } from "../files/mod.ts";
import type { Codec } from "./codec.ts";
import { type AvroCompression, type AvroOptions, extensions } from "./options.ts";
import { avroOutput, joinFiles } from "./output.ts";

const codecs: Readonly<Record<AvroCompression, Codec>> = {
  snappy: "snappy",
  zstd: "zstandard",
  deflate: "deflate",
  none: "null",
};

export function avroSink<Row>(location: FileLocation, options: AvroOptions): Sink<Row> {
  const codec = codecs[options.compression ?? "snappy"];
  return partFileSink(
    location,
    {
      name: `avro(${locationText(location)})`,
      extensions,
      shape: objectRows,
      begin: (schema, place) => avroOutput(schema, place, codec),
      join: (temporaries, _schema, place) => joinFiles(temporaries, place, codec),
    },
    options,
  );
}
