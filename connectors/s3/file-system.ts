import type { FileInfo, FileSystem, Publishing } from "../../core/io/mod.ts";
import type { S3Client } from "./client.ts";
import { filesBelow, listPage } from "./list.ts";
import { locationOf, type ObjectPlace, placeOf } from "./location.ts";
import { head, remove } from "./object.ts";
import { publish } from "./publish.ts";
import { readRange } from "./reader.ts";
import { type Temporary, temporaryAt } from "./temporary.ts";
import { uploadedParts } from "./upload.ts";
import { s3Writer } from "./writer.ts";

/**
 * Buckets as a file system. A folder is there as long as an object lies below it.
 *
 * @param copiedAtOnce Bytes that servers copy at once, at most.
 */
export function s3FileSystem(client: S3Client, copiedAtOnce: number = 5 * 2 ** 30): FileSystem & Publishing {
  return {
    scheme: "s3",
    stat: async (location) => infoOf(client, placeOf(location)),
    list: (folder, options) => filesBelow(client, placeOf(folder), options?.enter ?? (() => true)),
    read: async (location, range) => readRange(client, filePlace(location, "read"), range),
    write: async (location, options) => s3Writer(client, filePlace(location, "write"), options?.readable === true),
    delete: async (location) => remove(client, placeOf(location)),
    publish: (temporary, location, options) =>
      publish(client, placeOf(temporary), placeOf(location), { ifAbsent: options?.ifAbsent === true, copiedAtOnce }),
  };
}

function filePlace(location: string, action: string): ObjectPlace {
  const place = placeOf(location);
  if (place.key !== "" && !place.key.endsWith("/")) return place;
  throw new TypeError(
    `Cannot ${action} ${JSON.stringify(location)} as a file has a name: got a ${place.key === "" ? "bucket" : "folder"}; add the name of the file`,
  );
}

async function infoOf(client: S3Client, place: ObjectPlace): Promise<FileInfo | undefined> {
  const temporary = temporaryAt(place);
  if (temporary?.kind === "upload") return uploadInfo(client, place, temporary);
  const key = place.key.replace(/\/+$/, "");
  if (key !== "" && key === place.key) {
    const found = await head(client, place);
    if (found !== undefined) {
      const { mark: _, ...info } = found;
      return { path: locationOf(place), kind: "file", ...info };
    }
  }
  // Also tells of a bucket that is not there, which an answer without a body does not.
  const { objects } = await listPage(client, { ...place, key: key === "" ? "" : `${key}/` }, { most: 1 });
  if (objects.length === 0 && key !== "") return undefined;
  return {
    path: locationOf({ ...place, key }).replace(/(.)\/+$/, "$1"),
    kind: "folder",
    sizeBytes: 0,
    modifiedMs: objects[0]?.modifiedMs ?? 0,
  };
}

async function uploadInfo(
  client: S3Client,
  place: ObjectPlace,
  { upload, sizeBytes }: Temporary & { kind: "upload" },
): Promise<FileInfo | undefined> {
  if ((await uploadedParts(client, upload)) === undefined) return undefined;
  return { path: locationOf(place), kind: "file", sizeBytes, modifiedMs: 0 };
}
