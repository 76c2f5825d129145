import { type FileWriter, fileSystemOf, type SinkContext, type WriteOptions } from "../../../core/io/mod.ts";
import { turns } from "./at-once.ts";

/** Makes the files of one writer. */
export interface FileCreator {
  create(path: string): Promise<FileWriter>;
  /** Removes the file that was made ahead, if it was not taken. */
  close(): Promise<void>;
}

/**
 * Makes the first file at once: a folder that takes no files, a full disk or a path through a file is then told before
 * the first row is read, not hours later behind the last.
 */
export async function fileCreator(
  firstPath: string,
  { wrote }: Pick<SinkContext, "wrote">,
  options: WriteOptions = {},
): Promise<FileCreator> {
  const turn = turns();
  const make = async (path: string): Promise<FileWriter> => {
    const file = await (await fileSystemOf(path)).write(path, options);
    return wrote === undefined ? file : counted(file, wrote);
  };
  let first: FileWriter | undefined = await make(firstPath);
  const take = (): FileWriter | undefined => {
    const taken = first;
    first = undefined;
    return taken;
  };
  return {
    create: async (path) => (path === firstPath ? take() : undefined) ?? turn(() => make(path)),
    close: async () => take()?.abort(),
  };
}

function counted(file: FileWriter, wrote: (sizeBytes: number) => void): FileWriter {
  return {
    write: async (bytes) => {
      await file.write(bytes);
      wrote(bytes.length);
    },
    finish: () => file.finish(),
    abort: () => file.abort(),
  };
}
