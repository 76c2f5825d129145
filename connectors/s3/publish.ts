import { FileExists } from "../../core/io/mod.ts";
import { encoded, encodedPath } from "../files/mod.ts";
import type { S3Client } from "./client.ts";
import { S3Refusal } from "./errors.ts";
import { locationOf, type ObjectPlace } from "./location.ts";
import { head, remove } from "./object.ts";
import { partSender } from "./part-sender.ts";
import { type Temporary, temporaryAt } from "./temporary.ts";
import { abortUpload, beginUpload, completeUpload, copyPart, refuseError, uploadedParts } from "./upload.ts";

export interface Publication {
  readonly ifAbsent: boolean;
  /** Bytes that the server copies at once, at most. */
  readonly copiedAtOnce: number;
}

/** What was written and finished gets its name. */
export async function publish(
  client: S3Client,
  from: ObjectPlace,
  to: ObjectPlace,
  options: Publication,
): Promise<void> {
  const temporary = temporaryAt(from);
  if (temporary === undefined) throw vanished(from, to);
  // What an earlier run has left under the name is another object.
  const isThere = async (): Promise<boolean> => (await head(client, to))?.mark === temporary.mark;
  try {
    const isDone = await (temporary.kind === "upload"
      ? complete(client, temporary, to, options)
      : copy(client, temporary, to, options));
    if (!isDone && !(await isThere())) throw vanished(from, to);
  } catch (error) {
    const isTaken = options.ifAbsent && error instanceof S3Refusal && error.status === 412;
    if (!isTaken) throw error;
    if (!(await isThere())) throw new FileExists(locationOf(to), { cause: error });
    await remove(client, from);
  }
}

async function complete(
  client: S3Client,
  { upload, sizeBytes }: Temporary & { kind: "upload" },
  to: ObjectPlace,
  { ifAbsent }: Publication,
): Promise<boolean> {
  if (upload.bucket !== to.bucket || upload.key !== to.key) throw otherName(upload, to);
  const parts = await uploadedParts(client, upload);
  if (parts === undefined) return false;
  const got = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (got !== sizeBytes) throw incomplete(to, sizeBytes, got);
  return completeUpload(client, upload, parts, ifAbsent ? onlyIfAbsent : {});
}

const onlyIfAbsent = { "if-none-match": "*" };

/** An object cannot be renamed: it is copied by the server, and then removed. */
async function copy(
  client: S3Client,
  { place: from, mark }: Temporary & { kind: "object" },
  to: ObjectPlace,
  { ifAbsent, copiedAtOnce }: Publication,
): Promise<boolean> {
  const found = await head(client, from);
  if (found === undefined) return false;
  const source = { "x-amz-copy-source": `/${encoded(from.bucket)}/${encodedPath(from.key)}` };
  // Servers know conditions of uploads, not of copies.
  if (ifAbsent || found.sizeBytes > copiedAtOnce) {
    await copyInParts(client, to, { source, mark, ifAbsent, sizeBytes: found.sizeBytes, copiedAtOnce });
  } else {
    const doing = { action: "publish", place: to };
    refuseError(client, doing, await client.send({ ...doing, method: "PUT", headers: source }));
  }
  await remove(client, from);
  return true;
}

interface CopyInParts extends Publication {
  readonly source: Readonly<Record<string, string>>;
  readonly mark: string;
  readonly sizeBytes: number;
}

/** A part has at most so many bytes, so that several are copied at the same time. */
const largestPart = 2 ** 30;

async function copyInParts(
  client: S3Client,
  to: ObjectPlace,
  { source, mark, ifAbsent, sizeBytes, copiedAtOnce }: CopyInParts,
): Promise<void> {
  const upload = await beginUpload(client, to, mark);
  const partBytes = Math.min(copiedAtOnce, largestPart);
  try {
    const parts = partSender((number, range: string) =>
      copyPart(client, upload, number, { ...source, ...(range === "" ? {} : { "x-amz-copy-source-range": range }) }),
    );
    // No range is of no bytes: an object of none is copied whole.
    for (let at = 0; at < sizeBytes || parts.sent === 0; at += partBytes) {
      await parts.send(sizeBytes === 0 ? "" : `bytes=${at}-${Math.min(sizeBytes, at + partBytes) - 1}`);
    }
    await parts.settled();
    const done = (await uploadedParts(client, upload)) ?? [];
    await completeUpload(client, upload, done, ifAbsent ? onlyIfAbsent : {});
  } catch (error) {
    await abortUpload(client, upload);
    throw error;
  }
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
