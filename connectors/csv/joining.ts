import type { FileInfo } from "../../core/io/mod.ts";
import { type FileLocation, type JoinFormat, joinTexts, locationText, packedToo } from "../files/mod.ts";
import { type CsvHead, readHead } from "./head.ts";
import { type CsvOptions, type Dialect, extensions } from "./options.ts";

const sampleBytes = 2 ** 16;

/** Rows stay as they were written: the bytes of files that have the same header, behind one another. */
export function csvJoining<Row>(location: FileLocation, options: CsvOptions<Row>): JoinFormat {
  const headOf = (file: FileInfo): Promise<CsvHead> => readHead(file, options, sampleBytes);
  return {
    name: `csv(${locationText(location)})`,
    location,
    extensions: packedToo(extensions),
    kindOf: async (file) => {
      const { names, dialect, form } = await headOf(file);
      return JSON.stringify([names, dialect.delimiter, form.packing, form.lineEnd]);
    },
    join: async (files, path) => {
      const heads = new Map<FileInfo, CsvHead>();
      for (const file of files) heads.set(file, await headOf(file));
      const { form, dialect } = heads.get(files[0]!)!;
      const check = closedQuotes(dialect, form.lineEnd);
      return joinTexts(files, path, { form, check, headBytes: (file) => heads.get(file)!.dataStart });
    },
  };
}

type Within = "field start" | "field" | "quotes" | "quote in quotes";

/** Quotes that a file leaves open would take the rows of the next one into a field. */
function closedQuotes(
  { delimiter, quote, multiline }: Dialect,
  lineEnd: "\n" | "\r",
): { see(bytes: Uint8Array): void; end(file: FileInfo): void } {
  const ending = lineEnd.charCodeAt(0);
  let within: Within = "field start";
  const after = (byte: number): Within => (byte === delimiter || byte === ending ? "field start" : "field");
  return {
    see: (bytes) => {
      if (quote < 0 || !multiline) return;
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at]!;
        if (within === "quotes") within = byte === quote ? "quote in quotes" : "quotes";
        else if (byte === quote && within !== "field") within = "quotes";
        else within = after(byte);
      }
    },
    end: ({ path }) => {
      const isOpen = within === "quotes";
      within = "field start";
      if (!isOpen) return;
      throw new SyntaxError(
        `Cannot join ${JSON.stringify(path)} to other files as its last row must end: got quotes that are open at its end; ` +
          "mend the file, or move it out of the folder",
      );
    },
  };
}
