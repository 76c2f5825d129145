import type { ByteRange } from "../../core/io/mod.ts";
import { filledRange } from "../files/mod.ts";
import type { HdfsClient, HdfsRequest } from "./client.ts";
import { HdfsRefusal } from "./errors.ts";
import type { HdfsPlace } from "./location.ts";

/** Bytes of a file; what was cut goes on where it broke off, perhaps from another DataNode. */
export function readRange(client: HdfsClient, place: HdfsPlace, range: ByteRange): Promise<Uint8Array> {
  const doing = { action: "read", place };
  return filledRange(range, (fill) =>
    client.attempt(doing, async (send) => {
      const wanted = range.end - fill.next;
      const query = { offset: fill.next, length: wanted };
      const request: HdfsRequest = { ...doing, method: "GET", operation: "OPEN", query };
      try {
        await send(request, (reply) => fill.take(reply, Number(reply.headers["content-length"] ?? wanted)));
      } catch (error) {
        // Behind the end there is nothing.
        if (!(error instanceof HdfsRefusal) || error.kind !== "BehindTheEnd") throw error;
      }
    }),
  );
}
