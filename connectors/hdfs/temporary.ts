import { writerMark } from "../../core/io/mod.ts";
import { type HdfsPlace, splitPath } from "./location.ts";

// The names are those of the local file system.

/** Where a file is written: hidden, beside its place. */
export function temporaryPlace(target: HdfsPlace, mark: string): HdfsPlace {
  return hidden(target, `${mark}.p${writerMark()}`);
}

/** Where it waits once it is whole. */
export function wholePlace(target: HdfsPlace, mark: string, fileId: number): HdfsPlace {
  return hidden(target, `${mark}.f${fileId}`);
}

function hidden(target: HdfsPlace, end: string): HdfsPlace {
  const { folder, name } = splitPath(target.path);
  return { ...target, path: `${folder}/.${name}.${end}.tmp` };
}

/** Which file a whole one is; undefined where it is no such name. */
export function fileIdOf({ path }: HdfsPlace): number | undefined {
  const [, id] = /\/\.[^/]+\.[0-9a-f]{16}\.f(\d+)\.tmp$/.exec(path) ?? [];
  return id === undefined ? undefined : Number(id);
}
