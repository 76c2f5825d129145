import type { FileInfo, FileSystem, Publishing } from "../../core/io/mod.ts";
import { remove, renamed } from "./change.ts";
import type { HdfsClient } from "./client.ts";
import { filesBelow } from "./list.ts";
import { type HdfsPlace, placeOf } from "./location.ts";
import { readRange } from "./reader.ts";
import { infoOf, statusOf } from "./status.ts";
import { fileIdOf } from "./temporary.ts";
import { hdfsWriter, vanished } from "./writer.ts";

/** Gives the client of the cluster that a URL names. */
export type ClientOf = (authority: string) => Promise<HdfsClient>;

/** The folders of clusters as a file system. */
export function hdfsFileSystem(clientOf: ClientOf): FileSystem & Publishing {
  const at = async (location: string): Promise<readonly [HdfsClient, HdfsPlace]> => {
    const place = placeOf(location);
    return [await clientOf(place.authority), place];
  };
  return {
    scheme: "hdfs",
    stat: async (location) => stat(...(await at(location))),
    list: async function* (folder, options) {
      const [client, place] = await at(folder);
      yield* filesBelow(client, place, options?.enter ?? (() => true));
    },
    read: async (location, range) => readRange(...(await at(fileIn(location, "read"))), range),
    write: async (location) => hdfsWriter(...(await at(fileIn(location, "write")))),
    delete: async (location) => remove(...(await at(location))),
    publish: async (temporary, location, options) => {
      const [client, to] = await at(location);
      const from = placeOf(temporary);
      const fileId = fileIdOf(from);
      if (fileId === undefined) throw vanished(to, from);
      const over = options?.ifAbsent === true ? "none" : "any";
      const isDone = await renamed(client, { action: "publish", place: to }, { from, to, fileId, over });
      if (!isDone) throw vanished(to, from);
    },
  };
}

function fileIn(location: string, action: string): string {
  if (placeOf(location).path !== "" && !location.endsWith("/")) return location;
  throw new TypeError(
    `Cannot ${action} ${JSON.stringify(location)} as a file has a name: got a folder; add the name of the file`,
  );
}

async function stat(client: HdfsClient, place: HdfsPlace): Promise<FileInfo | undefined> {
  const status = await statusOf(client, { action: "look at", place });
  return status && infoOf(place, status);
}
