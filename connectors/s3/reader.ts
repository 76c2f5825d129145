import type { ByteRange } from "../../core/io/mod.ts";
import { newBytes } from "../../core/platform/mod.ts";
import type { S3Client } from "./client.ts";
import { S3Refusal } from "./errors.ts";
import { locationOf, type ObjectPlace } from "./location.ts";

/** Bytes of an object; what was cut goes on where it broke off, in the same version of the object. */
export async function readRange(
  client: S3Client,
  place: ObjectPlace,
  { start, end, into }: ByteRange,
): Promise<Uint8Array> {
  const wanted = Math.max(0, end - start);
  if (wanted === 0) return new Uint8Array(0);
  const state: Reading = { filled: 0, bytes: undefined, tag: undefined };
  const room = (length: number): Uint8Array =>
    into !== undefined && into.length >= length ? into.subarray(0, length) : newBytes(length);
  for (;;) {
    const headers = {
      range: `bytes=${start + state.filled}-${end - 1}`,
      ...(state.tag === undefined ? {} : { "if-match": state.tag }),
    };
    const before = state.filled;
    try {
      const answer = await client.sendFor(
        { action: "read", place, method: "GET", headers, expects: [416] },
        (response, alive) => takeBody(response, alive, state, { wanted, room }),
      );
      // Behind the end there is nothing.
      if (answer.status === 416 || state.bytes === undefined) return new Uint8Array(0);
      return state.bytes.subarray(0, state.filled);
    } catch (error) {
      if (error instanceof BrokenOff && state.filled > before) continue;
      if (error instanceof S3Refusal && error.status === 412) throw changed(place);
      throw error;
    }
  }
}

interface Reading {
  filled: number;
  bytes: Uint8Array | undefined;
  tag: string | undefined;
}

class BrokenOff extends Error {
  override readonly name = "BrokenOff";
}

async function takeBody(
  response: Response,
  alive: () => void,
  state: Reading,
  { wanted, room }: { readonly wanted: number; room(length: number): Uint8Array },
): Promise<void> {
  const length = Number(response.headers.get("content-length") ?? wanted);
  // A server without ranges gives all of it.
  if (response.status === 200 && length > wanted) throw new Error("a server that reads ranges is needed");
  state.tag ??= response.headers.get("etag") ?? undefined;
  state.bytes ??= room(length);
  let got = 0;
  for await (const piece of response.body ?? []) {
    alive();
    state.bytes.set(piece, state.filled);
    state.filled += piece.length;
    got += piece.length;
  }
  if (got < length) throw new BrokenOff(`${got} of ${length} bytes`);
}

function changed(place: ObjectPlace): Error {
  return new Error(
    `Cannot read ${JSON.stringify(locationOf(place))} as it must stay as it is while it is read: got another version; read it again`,
  );
}
