import type { FileInfo, FileSystem, Publishing } from "../../core/io/mod.ts";
import { encoded, encodedPath } from "../files/mod.ts";
import type { S3Client } from "./client.ts";
import { S3Refusal } from "./errors.ts";
import { filesBelow, listPage } from "./list.ts";
import { locationOf, type ObjectPlace, placeOf } from "./location.ts";
import { readRange } from "./reader.ts";
import { type Temporary, temporaryAt } from "./temporary.ts";
import { abortUpload, completeUpload, markOf, uploadedParts } from "./upload.ts";
import { s3Writer } from "./writer.ts";

/** Buckets as a file system. A folder is there as long as an object lies below it. */
export function s3FileSystem(client: S3Client): FileSystem & Publishing {
  return {
    scheme: "s3",
    stat: async (location) => infoOf(client, placeOf(location)),
    list: (folder, options) => filesBelow(client, placeOf(folder), options?.enter ?? (() => true)),
    read: async (location, range) => readRange(client, filePlace(location, "read"), range),
    write: async (location, options) => s3Writer(client, filePlace(location, "write"), options?.readable === true),
    delete: async (location) => remove(client, placeOf(location)),
    publish: (temporary, location) => publish(client, placeOf(temporary), placeOf(location)),
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
    if (found !== undefined) return { path: locationOf(place), kind: "file", ...found };
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

interface Head {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly mark: string | undefined;
}

async function head(client: S3Client, place: ObjectPlace): Promise<Head | undefined> {
  const { status, headers } = await client.send({ action: "look at", place, method: "HEAD", expects: [404] });
  if (status === 404) return undefined;
  const modifiedMs = Date.parse(headers.get("last-modified") ?? "");
  return { sizeBytes: Number(headers.get("content-length")), modifiedMs, mark: markOf(headers) };
}

async function remove(client: S3Client, place: ObjectPlace): Promise<void> {
  const temporary = temporaryAt(place);
  if (temporary?.kind === "upload") return abortUpload(client, temporary.upload);
  await client.send({ action: "delete", place, method: "DELETE", expects: [404] });
}

async function publish(client: S3Client, from: ObjectPlace, to: ObjectPlace): Promise<void> {
  const temporary = temporaryAt(from);
  if (temporary === undefined) throw vanished(from, to);
  const isDone =
    temporary.kind === "upload" ? await complete(client, temporary, to) : await copy(client, temporary.place, to);
  // What an earlier run has left under the name is another object.
  if (!isDone && (await head(client, to))?.mark !== temporary.mark) throw vanished(from, to);
}

async function complete(
  client: S3Client,
  { upload, sizeBytes }: Temporary & { kind: "upload" },
  to: ObjectPlace,
): Promise<boolean> {
  if (upload.bucket !== to.bucket || upload.key !== to.key) throw otherName(upload, to);
  const parts = await uploadedParts(client, upload);
  if (parts === undefined) return false;
  const got = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (got !== sizeBytes) throw incomplete(to, sizeBytes, got);
  return completeUpload(client, upload, parts);
}

const copiedAtOnce = 5 * 2 ** 30;

/** An object cannot be renamed: it is copied by the server, and then removed. */
async function copy(client: S3Client, from: ObjectPlace, to: ObjectPlace): Promise<boolean> {
  const found = await head(client, from);
  if (found === undefined) return false;
  if (found.sizeBytes > copiedAtOnce) throw tooLarge(to, found.sizeBytes);
  const source = `/${encoded(from.bucket)}/${encodedPath(from.key)}`;
  const { body } = await client.send({
    action: "publish",
    place: to,
    method: "PUT",
    headers: { "x-amz-copy-source": source },
  });
  if (/<Error[\s>]/.test(body))
    throw new S3Refusal({ action: "publish", place: to }, 500, "InternalError", client.settings.endpoint);
  await remove(client, from);
  return true;
}

function vanished(from: ObjectPlace, to: ObjectPlace): Error {
  return new Error(
    `Cannot publish ${JSON.stringify(locationOf(to))} as what was written must stay until it has its name: got no ` +
      `${JSON.stringify(from.key)}; see what ends uploads or removes such objects (a lifecycle rule?), and run the job again`,
  );
}

function otherName(upload: ObjectPlace, to: ObjectPlace): TypeError {
  return new TypeError(
    `Cannot publish ${JSON.stringify(locationOf(to))} as an upload has the name that it was begun with: got one of ` +
      `${JSON.stringify(locationOf(upload))}; publish it under that`,
  );
}

function incomplete(to: ObjectPlace, sizeBytes: number, got: number): Error {
  return new Error(
    `Cannot publish ${JSON.stringify(locationOf(to))} as all that was written must be there: got ${got} of ${sizeBytes} bytes; run the job again`,
  );
}

function tooLarge(to: ObjectPlace, sizeBytes: number): RangeError {
  return new RangeError(
    `Cannot publish ${JSON.stringify(locationOf(to))} as a file that checkpoints have begun has at most 5 GiB in a bucket: ` +
      `got ${sizeBytes} bytes; give a folder, which gets files at each checkpoint`,
  );
}
