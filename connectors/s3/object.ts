import { headerOf, type S3Client } from "./client.ts";
import { entityTag } from "./list.ts";
import type { ObjectPlace } from "./location.ts";
import { temporaryAt } from "./temporary.ts";
import { abortUpload, markOf } from "./upload.ts";

/** What is known of an object without reading it. */
export interface Head {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly version: string;
  readonly mark: string | undefined;
}

export async function head(client: S3Client, place: ObjectPlace): Promise<Head | undefined> {
  const { status, headers } = await client.send({ action: "look at", place, method: "HEAD", expects: [404] });
  if (status === 404) return undefined;
  const modifiedMs = Date.parse(headerOf(headers, "last-modified") ?? "");
  return {
    sizeBytes: Number(headers["content-length"]),
    modifiedMs,
    version: entityTag(headerOf(headers, "etag") ?? ""),
    mark: markOf(headers),
  };
}

export async function remove(client: S3Client, place: ObjectPlace): Promise<void> {
  const temporary = temporaryAt(place);
  if (temporary?.kind === "upload") return abortUpload(client, temporary.upload);
  await client.send({ action: "delete", place, method: "DELETE", expects: [404] });
}
