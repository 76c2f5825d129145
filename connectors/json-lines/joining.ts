import type { FileInfo } from "../../core/io/mod.ts";
import { type FileLocation, type JoinFormat, joinTexts, locationText, packedToo } from "../files/mod.ts";
import { type JsonHead, readHead } from "./head.ts";
import { extensions } from "./options.ts";

const sampleBytes = 2 ** 14;

/** Lines stay as they were written: the bytes of files, behind one another. */
export function jsonJoining(location: FileLocation): JoinFormat {
  return {
    name: `jsonLines(${locationText(location)})`,
    location,
    extensions: packedToo(extensions),
    kindOf: async (file) => {
      const { form } = await readHead(file, sampleBytes);
      return JSON.stringify([form.packing, form.lineEnd]);
    },
    join: async (files, path) => {
      const heads = new Map<FileInfo, JsonHead>();
      for (const file of files) heads.set(file, await readHead(file, sampleBytes));
      const { form } = heads.get(files[0]!)!;
      return joinTexts(files, path, { form, headBytes: (file) => heads.get(file)!.dataStart });
    },
  };
}
