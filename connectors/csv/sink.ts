import type { Sink } from "../../core/io/mod.ts";
import {
  type FileLocation,
  locationText,
  objectRows,
  packedFormat,
  partFileSink,
  type TextFormat,
  textParts,
} from "../files/mod.ts";
import { csvEncoder } from "./encode.ts";
import { type CsvOptions, extensions } from "./options.ts";

export function csvSink<Row>(location: FileLocation, options: CsvOptions<Row>): Sink<Row> {
  const name = `csv(${locationText(location)})`;
  const format: TextFormat = {
    name,
    extensions,
    shape: objectRows,
    ...(options.schema === undefined ? {} : { schema: options.schema }),
    encoder: (schema, path) => {
      if (options.encoding !== "latin1") return csvEncoder(schema, path, options);
      throw new TypeError(`Cannot write ${name} as files are written in UTF-8: got encoding "latin1"; leave it out`);
    },
  };
  return partFileSink(location, textParts(packedFormat(format, location, options.compression)), options);
}
