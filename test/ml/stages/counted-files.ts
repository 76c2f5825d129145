import type { FileSystem, Publishing } from "../../../core/io/file-system.ts";
import { localFiles } from "../../../core/io/local-files.ts";

/** Local files by paths that begin with `counted:`; says when one has got its name. */
export function countedFiles(published: () => void): FileSystem & Publishing {
  const own = (path: string): string => path.replace("counted:", "");
  return {
    ...localFiles,
    scheme: "counted",
    stat: (path) => localFiles.stat(own(path)),
    read: (path, range) => localFiles.read(own(path), range),
    write: (path) => localFiles.write(own(path)),
    publish: async (temporary, path) => {
      await localFiles.publish(temporary, own(path));
      published();
    },
  };
}
