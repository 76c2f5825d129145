import type { Sink } from "../../core/io/mod.ts";
import { type FileLocation, locationText, packedFormat, partFileSink, textParts } from "../files/mod.ts";
import { lineEncoder } from "./encode.ts";
import { extensions, type TextLine, type TextOptions } from "./options.ts";
import { textSchema } from "./source.ts";

export function textSink(location: FileLocation, options: TextOptions): Sink<TextLine> {
  const name = `text(${locationText(location)})`;
  const format = { name, extensions, schema: textSchema, encoder: lineEncoder };
  return partFileSink(location, textParts(packedFormat(format, location, options.compression)), options);
}
