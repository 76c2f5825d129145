import type { Sink } from "../../core/io/mod.ts";
import { type FileLocation, locationText, partFileSink, textParts } from "../files/mod.ts";
import { lineEncoder } from "./encode.ts";
import { extensions, type TextLine, type TextOptions } from "./options.ts";
import { textSchema } from "./source.ts";

export function textSink(location: FileLocation, options: TextOptions): Sink<TextLine> {
  const name = `text(${locationText(location)})`;
  return partFileSink(location, textParts({ name, extensions, schema: textSchema, encoder: lineEncoder }), options);
}
