import type { FileWriter } from "../../core/io/mod.ts";
import { uniqueName } from "../../core/platform/mod.ts";
import { removeAbandoned } from "./abandoned.ts";
import { remove, renamed } from "./change.ts";
import type { HdfsClient } from "./client.ts";
import { type HdfsPlace, locationOf } from "./location.ts";
import { statusOf } from "./status.ts";
import { temporaryPlace, wholePlace } from "./temporary.ts";

/**
 * Writes a file under a hidden name, part by part: the first makes it, the others are appended. A part that failed is taken back
 * before it is sent again, so that nothing is in the file twice.
 */
export async function hdfsWriter(client: HdfsClient, target: HdfsPlace): Promise<FileWriter> {
  const mark = uniqueName();
  let place = temporaryPlace(target, mark);
  // At once, and empty: what cannot be written is told before there is anything to write.
  await create(client, place, target, new Uint8Array(0));
  await removeAbandoned(client, target);
  const { partBytes } = client.settings;
  const parts = [new Uint8Array(partBytes), new Uint8Array(partBytes)];
  let part = 0;
  let filled = 0;
  let sentBytes = 0;
  let sending: Promise<void> = Promise.resolve();

  const send = async (): Promise<void> => {
    await sending;
    const bytes = parts[part]!.subarray(0, filled);
    const at = sentBytes;
    sentBytes += filled;
    filled = 0;
    part = 1 - part;
    sending = at === 0 ? create(client, place, target, bytes) : append(client, place, target, at, bytes);
    // Told by whoever waits for it.
    sending.catch(() => undefined);
  };
  const finish = async (): Promise<string> => {
    if (filled > 0) await send();
    await sending;
    parts.length = 0;
    place = await nameWhole(client, place, target, { mark, sizeBytes: sentBytes });
    return locationOf(place);
  };
  let finishing: Promise<string> | undefined;
  return {
    write: async (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + partBytes - filled);
        parts[part]!.set(piece, filled);
        filled += piece.length;
        at += piece.length;
        if (filled === partBytes) await send();
      }
    },
    finish: () => (finishing ??= finish()),
    abort: async () => {
      // Only waited for, so that nothing is sent behind the end: what failed in them was told by `write` or `finish`.
      await sending.catch(() => undefined);
      await finishing?.catch(() => undefined);
      await remove(client, place);
    },
  };
}

/** Doing it again makes the same file. */
function create(client: HdfsClient, place: HdfsPlace, target: HdfsPlace, body: Uint8Array): Promise<void> {
  const doing = { action: "write", place: target };
  const request = {
    ...doing,
    at: place,
    method: "PUT",
    operation: "CREATE",
    query: { overwrite: "true" },
    body,
  } as const;
  return client.attempt(doing, (send) => send(request, nothing));
}

async function append(
  client: HdfsClient,
  place: HdfsPlace,
  target: HdfsPlace,
  at: number,
  body: Uint8Array,
): Promise<void> {
  const doing = { action: "write", place: target };
  const request = { ...doing, at: place, method: "POST" } as const;
  let isSent = false;
  await client.attempt(doing, async (send) => {
    // How much of it has arrived nobody knows.
    if (isSent) await send({ ...request, operation: "TRUNCATE", query: { newlength: at } }, nothing);
    isSent = true;
    await send({ ...request, operation: "APPEND", body }, nothing);
  });
}

const nothing = async (): Promise<void> => undefined;

/** The name of a whole file says which file it is: by that one that has got its final name is known again. */
async function nameWhole(
  client: HdfsClient,
  from: HdfsPlace,
  target: HdfsPlace,
  { mark, sizeBytes }: { readonly mark: string; readonly sizeBytes: number },
): Promise<HdfsPlace> {
  const doing = { action: "write", place: target };
  const status = await statusOf(client, doing, from);
  if (status === undefined) throw vanished(target, from);
  if (status.length !== sizeBytes) throw incomplete(target, sizeBytes, status.length);
  const to = wholePlace(target, mark, status.fileId);
  if (!(await renamed(client, doing, { from, to, fileId: status.fileId, over: "any" }))) throw vanished(target, from);
  return to;
}

export function vanished(to: HdfsPlace, from: HdfsPlace): Error {
  return new Error(
    `Cannot publish ${JSON.stringify(locationOf(to))} as what was written must stay until it has its name: got no ` +
      `${JSON.stringify(from.path)}; see what removes such files, and run the job again`,
  );
}

function incomplete(to: HdfsPlace, sizeBytes: number, got: number): Error {
  return new Error(
    `Cannot publish ${JSON.stringify(locationOf(to))} as all that was written must be there: got ${got} of ${sizeBytes} bytes; run the job again`,
  );
}
