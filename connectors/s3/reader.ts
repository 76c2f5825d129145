import type { ByteRange } from "../../core/io/mod.ts";
import { filledRange } from "../files/mod.ts";
import { headerOf, type S3Client, type S3Request } from "./client.ts";
import { S3Refusal } from "./errors.ts";
import { locationOf, type ObjectPlace } from "./location.ts";

/** Bytes of an object; what was cut goes on where it broke off, in the same version of the object. */
export async function readRange(client: S3Client, place: ObjectPlace, range: ByteRange): Promise<Uint8Array> {
  let tag: string | undefined;
  return filledRange(range, async (fill) => {
    const request = (): S3Request => {
      const same = tag === undefined ? {} : { "if-match": tag };
      const headers = { range: `bytes=${fill.next}-${range.end - 1}`, ...same };
      // Behind the end there is nothing.
      return { action: "read", place, method: "GET", headers, expects: [416] };
    };
    try {
      await client.sendFor(request, (reply) => {
        const wanted = range.end - fill.next;
        const length = Number(reply.headers["content-length"] ?? wanted);
        // A server without ranges gives all of it.
        if (reply.status === 200 && length > wanted) throw new Error("a server that reads ranges is needed");
        tag ??= headerOf(reply.headers, "etag");
        return fill.take(reply, length);
      });
    } catch (error) {
      throw error instanceof S3Refusal && error.status === 412 ? changed(place) : error;
    }
  });
}

function changed(place: ObjectPlace): Error {
  return new Error(
    `Cannot read ${JSON.stringify(locationOf(place))} as it must stay as it is while it is read: got another version; read it again`,
  );
}
