import { type FileInfo, rowSchema, type Schema, type Source, string } from "../../core/io/mod.ts";
import {
  type FileFormat,
  type FileLocation,
  type FileSplit,
  filesSource,
  foreignSplit,
  locationText,
  packedToo,
  projected,
  recordReader,
  type TextForm,
  textSample,
  textSplits,
  wholeLines,
} from "../files/mod.ts";
import { lineFormat } from "./lines.ts";
import { extensions, type TextLine, type TextOptions } from "./options.ts";

export const textSchema: Schema = rowSchema([{ name: "line", type: string }]);

/** What the beginning of a file tells. */
interface TextHead {
  readonly file: FileInfo;
  readonly form: TextForm;
  /** Behind a byte-order mark. */
  readonly dataStart: number;
  readonly end: number;
}

const sampleBytes = 2 ** 16;

/** The lines of the files of a location. */
export function textSource(location: FileLocation, options: TextOptions): Source<TextLine> {
  const name = `text(${locationText(location)})`;
  const source: FileFormat<TextLine>["source"] = (list) => linesSource(name, list, options);
  return filesSource(location, { name, extensions: packedToo(extensions), schema: textSchema, source }, options);
}

/** These files as a bounded source. */
function linesSource(
  name: string,
  list: () => Promise<readonly FileInfo[]>,
  { maxRecordBytes = 2 ** 24 }: TextOptions,
): Source<TextLine> {
  let heads: Promise<ReadonlyMap<string, TextHead>> | undefined;
  const opened = () => (heads ??= list().then(headsOf));
  return {
    name,
    boundedness: "bounded",
    describe: async () => {
      const sizeBytes = [...(await opened()).values()].reduce((sum, { file }) => sum + file.sizeBytes, 0);
      return { schema: textSchema, sizeBytes };
    },
    splits: async ({ columns }) => {
      projected(textSchema, columns, name);
      return [...(await opened()).values()].flatMap(({ file: { path, sizeBytes }, form, dataStart: start, end }) =>
        textSplits(path, form, { start, end, sizeBytes }, undefined),
      );
    },
    open: async (split, position, context) => {
      const head = (await opened()).get((split as FileSplit).path);
      if (head === undefined) throw foreignSplit((split as FileSplit).path, name);
      const format = lineFormat(
        projected(textSchema, context.request.columns, name),
        context.batchRows,
        maxRecordBytes,
      );
      const lines = await wholeLines(split as FileSplit, head);
      const reading = { name, split: lines, form: head.form, context, windowBytes: undefined, maxRecordBytes };
      return recordReader(format, position as { readonly offset: number } | undefined, reading);
    },
  };
}

async function headsOf(files: readonly FileInfo[]): Promise<ReadonlyMap<string, TextHead>> {
  const heads = new Map<string, TextHead>();
  for (const file of files) {
    const { bytes, packing, end } = await textSample(file, sampleBytes);
    const isMac = !bytes.includes(10) && bytes.includes(13);
    const dataStart = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    heads.set(file.path, { file, form: { packing, lineEnd: isMac ? "\r" : "\n" }, dataStart, end });
  }
  return heads;
}
