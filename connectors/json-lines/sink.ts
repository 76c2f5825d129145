import type { Sink } from "../../core/io/mod.ts";
import {
  type FileLocation,
  locationText,
  packedFormat,
  partFileSink,
  type TextFormat,
  textParts,
} from "../files/mod.ts";
import { jsonEncoder } from "./encode.ts";
import { extensions, type JsonLinesOptions } from "./options.ts";

export function jsonSink<Row>(location: FileLocation, options: JsonLinesOptions<Row>): Sink<Row> {
  const format: TextFormat = {
    name: `jsonLines(${locationText(location)})`,
    extensions,
    encoder: (schema, path) => jsonEncoder(schema, path, options),
  };
  return partFileSink(location, textParts(packedFormat(format, location, options.compression)), options);
}
