/** What a file that does not hold what it is read as seems to be. */
export interface ForeignFile {
  /** As it stands behind "got". */
  readonly kind: string;
  readonly remedy: string;
}

const unpack = "unpack it first";
const noRows = "it holds no rows: check the location";

/**
 * Bytes that no text has at this place, as latin1: a name of a column may begin with "PAR1", but does not go on with what
 * begins the first page of Parquet.
 */
const signatures: readonly (readonly [at: number, bytes: string, kind: string, remedy: string])[] = [
  [0, "\xff\xfe", "UTF-16", "convert it to UTF-8"],
  [0, "\xfe\xff", "UTF-16", "convert it to UTF-8"],
  [0, "PAR1\x15", "Parquet", "read it with parquet()"],
  [0, "ARROW1\0\0", "an Arrow file", "read it with arrow()"],
  [0, "Obj\x01", "Avro", "read it with avro()"],
  [0, "SQLite format 3\0", "an SQLite database", "export its tables as CSV"],
  [0, "\x1f\x8b", "gzip", unpack],
  [0, "\x28\xb5\x2f\xfd", "zstd", unpack],
  [4, "1AY&SY", "bzip2", unpack],
  [0, "\xfd7zXZ\0", "xz", unpack],
  [0, "\x04\x22\x4d\x18", "lz4", unpack],
  [0, "\xff\x06\0\0sNaPpY", "snappy", unpack],
  [0, "7z\xbc\xaf\x27\x1c", "a 7z archive", unpack],
  [0, "PK\x03\x04", "a zip archive (or a spreadsheet)", "unpack or export it"],
  [257, "ustar\0", "a tar archive", unpack],
  [257, "ustar  \0", "a tar archive", unpack],
  [0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", "export it as CSV"],
  [0, "\x89HDF\r\n\x1a\n", "HDF5", "export it as Parquet or CSV"],
  [0, "%PDF-1.", "a PDF document", noRows],
  [0, "\x89PNG\r\n\x1a\n", "a picture", noRows],
  [0, "\xff\xd8\xff", "a picture", noRows],
  [0, "\x7fELF", "a program", noRows],
];

/** What a file is that no text begins as. */
export function foreignBytes(bytes: Uint8Array): ForeignFile | undefined {
  const beginning = String.fromCharCode(...bytes.subarray(0, 300));
  const found = signatures.find(([at, signature]) => beginning.startsWith(signature, at));
  return found && { kind: found[2], remedy: found[3] };
}

/** What a text file is, unpacked, that no text begins as. */
export function foreignTextBytes(bytes: Uint8Array): ForeignFile | undefined {
  const found = foreignBytes(bytes);
  return found?.remedy === unpack && ["gzip", "zstd", "lz4", "snappy"].includes(found.kind)
    ? { kind: `${found.kind} in a packed file`, remedy: "unpack it once" }
    : found;
}

/**
 * Zero bytes within the first line, of UTF-16 or of what is no text: among other bytes that no text has, or a half of all. A few among
 * text are characters, as Python and DuckDB read them: fields of a fixed width are filled up with them.
 */
export function zerosInFirstLine(text: string): ForeignFile | undefined {
  const line = text.slice(0, 1000).split("\n", 1)[0]!;
  const count = line.split("\0").length - 1;
  if (count === 0) return undefined;
  const zeros = [0, 1, 2, 3].filter((at) => line[at] === "\0").join("");
  if (zeros === "02" || zeros === "13")
    return { kind: "UTF-16 without a byte-order mark", remedy: "convert it to UTF-8" };
  const rest = line.replaceAll("\0", "").replace(/[\t\r]/g, "");
  const isText = count < line.length / 2 && !/[\p{Cc}\ufffd]/u.test(rest);
  return isText ? undefined : { kind: "bytes that are no text", remedy: noRows };
}

/** HTML and XML. */
export function markup(text: string): ForeignFile | undefined {
  const beginning = /^\ufeff?\s*<(!doctype html|html\b|\?xml\b)/i.exec(text.slice(0, 1000));
  if (beginning === null) return undefined;
  const page = "a page for people was fetched, as of an error or a login: fetch the data itself";
  return beginning[1]!.startsWith("?")
    ? { kind: "XML", remedy: "convert it to JSON lines or CSV" }
    : { kind: "HTML", remedy: page };
}

/** An array is taken apart; an object that goes over several lines is written on one. */
const oneALine = (beginning: string): string =>
  `write each object on a line of its own, as \`jq -c ${beginning.startsWith("[") ? ".[]" : "."}\` does`;

/** One array of JSON, or one object over many lines: JSON that has no lines. */
export function jsonWithoutLines(text: string): ForeignFile | undefined {
  const beginning = text.slice(0, 1000).trimStart();
  if (!/^(?:\{\s*\n|\[\s*\n|\[\s*[{\]]|\[\s*\[\s*["[{\d-])/.test(beginning)) return undefined;
  const first = beginning.split("\n", 1)[0]!.trim().slice(0, 40);
  return { kind: `${JSON.stringify(first)} at its beginning`, remedy: oneALine(beginning) };
}

/** JSON of any kind. */
export function json(text: string): ForeignFile | undefined {
  const whole = jsonWithoutLines(text);
  if (whole !== undefined)
    return { kind: "JSON that is one value", remedy: `${whole.remedy}, and read it with jsonLines()` };
  return /^\ufeff?\s*\{\s*(?:\}|"(?:[^"\\]|\\.)*"\s*:)/.test(text.slice(0, 2000))
    ? { kind: "JSON lines", remedy: "read it with jsonLines()" }
    : undefined;
}

/** Lines that all have as many delimiters. */
export function csvLines(text: string): ForeignFile | undefined {
  const lines = text
    .slice(0, 10_000)
    .split(/\r?\n/)
    .slice(0, -1)
    .filter((line) => line !== "")
    .slice(0, 10);
  const isCsv = [",", ";", "\t", "|"].some((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length);
    return counts.length > 1 && counts[0]! > 1 && counts.every((count) => count === counts[0]);
  });
  return isCsv ? { kind: "CSV", remedy: "read it with csv()" } : undefined;
}
