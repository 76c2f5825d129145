import type { FileInfo } from "../../core/io/mod.ts";
import type { HdfsClient } from "./client.ts";
import type { Doing } from "./errors.ts";
import { type HdfsPlace, locationOf } from "./location.ts";

/** What a NameNode knows of a file or folder. */
export interface FileStatus {
  readonly type: "FILE" | "DIRECTORY" | "SYMLINK";
  readonly length: number;
  readonly modificationTime: number;
  /** Stays the same when it is renamed. */
  readonly fileId: number;
  /** Its name below what was asked for. */
  readonly pathSuffix: string;
}

export async function statusOf(
  client: HdfsClient,
  doing: Doing,
  at: HdfsPlace = doing.place,
): Promise<FileStatus | undefined> {
  const answer = await client.ask({ ...doing, at, method: "GET", operation: "GETFILESTATUS" });
  return (answer as { FileStatus: FileStatus } | undefined)?.FileStatus;
}

export function infoOf(place: HdfsPlace, { type, length, modificationTime }: FileStatus): FileInfo {
  const kind = type === "DIRECTORY" ? "folder" : "file";
  return { path: locationOf(place), kind, sizeBytes: length, modifiedMs: modificationTime };
}
