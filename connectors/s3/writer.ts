import type { FileWriter } from "../../core/io/mod.ts";
import { uniqueName } from "../../core/platform/mod.ts";
import type { S3Client } from "./client.ts";
import { locationOf, type ObjectPlace } from "./location.ts";
import { partSender } from "./part-sender.ts";
import { hiddenPlace, uploadName } from "./temporary.ts";
import { abortUpload, beginUpload, completeUpload, sendPart, uploadedParts } from "./upload.ts";

const mostParts = 10_000;

/**
 * Writes an object in parts, which nobody sees before the upload is complete: that is when it is published. One that is to be
 * read before is completed under a hidden name when it is finished.
 */
export async function s3Writer(client: S3Client, target: ObjectPlace, readable: boolean): Promise<FileWriter> {
  const mark = uniqueName();
  const place = readable ? hiddenPlace(target, mark) : target;
  const upload = await beginUpload(client, place, mark);
  const parts = partSender((number, bytes: Uint8Array) => sendPart(client, upload, number, bytes));
  let buffer = new Uint8Array(client.settings.partBytes);
  let filled = 0;
  let sizeBytes = 0;

  const sendBuffer = async (): Promise<void> => {
    if (parts.sent === mostParts) throw tooLarge(target, client.settings.partBytes);
    const full = buffer.subarray(0, filled);
    buffer = new Uint8Array(client.settings.partBytes);
    filled = 0;
    await parts.send(full);
  };
  const finish = async (): Promise<string> => {
    // An object of no bytes is one part of none.
    if (filled > 0 || parts.sent === 0) await sendBuffer();
    buffer = new Uint8Array(0);
    await parts.settled();
    if (!readable) return uploadName(upload, mark, sizeBytes);
    await completeUpload(client, upload, (await uploadedParts(client, upload)) ?? []);
    return locationOf(place);
  };
  let finishing: Promise<string> | undefined;
  return {
    write: async (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + buffer.length - filled);
        buffer.set(piece, filled);
        filled += piece.length;
        at += piece.length;
        sizeBytes += piece.length;
        if (filled === buffer.length) await sendBuffer();
      }
    },
    finish: () => (finishing ??= finish()),
    abort: async () => {
      // Only waited for, so that nothing is sent behind the end: what failed in them was told by `write` or `finish`.
      await parts.settled().catch(() => undefined);
      await finishing?.catch(() => undefined);
      await abortUpload(client, upload);
      if (readable && finishing !== undefined) await client.send({ action: "delete", place, method: "DELETE" });
    },
  };
}

function tooLarge(target: ObjectPlace, partBytes: number): RangeError {
  return new RangeError(
    `Cannot write ${JSON.stringify(locationOf(target))} as an object has at most 10,000 parts: got more, of ${partBytes} bytes each; ` +
      "give useS3({ partBytes }) more, or write a folder, which gets several files",
  );
}
