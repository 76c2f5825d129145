import { type FileInfo, fileSystemOf } from "../../core/io/mod.ts";
import { type FileLocation, type JoinFormat, locationText } from "../files/mod.ts";
import { ByteCursor } from "./byte-cursor.ts";
import { type AvroFile, openAvro } from "./container.ts";
import { quote } from "./errors.ts";
import { extensions } from "./options.ts";

const syncBytes = 16;

/** Blocks stay as they were written: those of files with the same header, behind one another. */
export function avroJoining(location: FileLocation): JoinFormat {
  return {
    name: `avro(${locationText(location)})`,
    location,
    extensions,
    // All of the header but the mark between blocks, which differs by file.
    kindOf: async (info) => {
      const { dataStart } = await openAvro(info);
      const header = await bytesOf(info, dataStart - syncBytes);
      return String.fromCharCode(...header);
    },
    join: async (files, path) => {
      const store = await fileSystemOf(path);
      const first = await openAvro(files[0]!);
      const writer = await store.write(path);
      try {
        await writer.write(await bytesOf(files[0]!, first.dataStart));
        for (const info of files) {
          // Small by its name: at most half of what is to become of it.
          const bytes = await bytesOf(info, info.sizeBytes);
          await writer.write(remarked(bytes, await openAvro(info), first.sync));
        }
        return await writer.finish();
      } catch (error) {
        await writer.abort();
        throw error;
      }
    },
  };
}

async function bytesOf({ path }: FileInfo, end: number): Promise<Uint8Array> {
  return (await fileSystemOf(path)).read(path, { start: 0, end });
}

/** The blocks of a file, with the mark of another one behind each. */
function remarked(bytes: Uint8Array, { path, dataStart, sync }: AvroFile, mark: Uint8Array): Uint8Array {
  const cursor = new ByteCursor(bytes);
  cursor.at = dataStart;
  try {
    while (cursor.left > 0) {
      cursor.long();
      cursor.take(cursor.length());
      const at = cursor.take(syncBytes);
      if (!sync.every((byte, place) => bytes[at + place] === byte)) throw new RangeError("no mark behind a block");
      bytes.set(mark, at);
    }
  } catch (cause) {
    throw new SyntaxError(
      `Cannot join ${quote(path)} to other files as its blocks must be whole: got ${cause instanceof Error ? cause.message : String(cause)} ` +
        "at byte " +
        `${cursor.at.toLocaleString("en-US")}; write the file again, or move it out of the folder`,
      { cause },
    );
  }
  return bytes.subarray(dataStart);
}
