import type { Sink } from "../../core/io/mod.ts";
import { hasZstd } from "../../core/platform/mod.ts";
import { type FileLocation, locationText, objectRows, partFileSink } from "../files/mod.ts";
import type { WrittenForm } from "./encode.ts";
import { type ArrowOptions, extensions } from "./options.ts";
import { arrowOutput, joinFiles } from "./output.ts";

export function arrowSink<Row>(location: FileLocation, options: ArrowOptions): Sink<Row> {
  const name = `arrow(${locationText(location)})`;
  const form = writtenForm(name, location, options);
  return partFileSink(
    location,
    {
      name,
      // Part files end as the first.
      extensions: form.format === "stream" ? [".arrows", ...extensions] : extensions,
      shape: objectRows,
      begin: (schema, place) => arrowOutput(schema, place, form),
      join: (temporaries, _schema, place) => joinFiles(temporaries, place, form),
    },
    options,
  );
}

function writtenForm(
  name: string,
  location: FileLocation,
  { format, compression = "none" }: ArrowOptions,
): WrittenForm {
  if (compression === "zstd" && !hasZstd)
    throw new Error(
      `Cannot write ${name} as this runtime must have Zstandard: got one without; use Node 22.15 or later, or lz4`,
    );
  const isStream = locationText(location).toLowerCase().endsWith(".arrows");
  return { format: format ?? (isStream ? "stream" : "file"), compression };
}
