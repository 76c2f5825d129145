import { unpackContent } from "../../core/platform/mod.ts";

/** What bodies may be packed as. */
export const knownCodings = "gzip, deflate, br";

/** A body as it was before it was packed, or why there is none. */
export type Content =
  | { readonly bytes: Uint8Array }
  | { readonly fault: "unknown"; readonly coding: string }
  | { readonly fault: "too long"; readonly coding: string }
  /** `damage` says what is wrong with it. */
  | { readonly fault: "damaged"; readonly coding: string; readonly damage: string };

/** A sender who packs what is packed means harm. */
const mostCodings = 3;

/**
 * Unpacks a body to at most `mostBytes`, in each step of it.
 *
 * @param codings The header `content-encoding`: in the order in which they were applied.
 * @see RFC 9110, section 8.4: also for `x-gzip`, and that `deflate` is the format of zlib, which some senders leave the head of away.
 */
export async function contentOf(body: Uint8Array, codings: string | undefined, mostBytes: number): Promise<Content> {
  const applied = (codings ?? "")
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");
  const unknown = applied.find((coding) => !/^(?:x-)?gzip$|^deflate$|^br$/.test(coding));
  if (unknown !== undefined) return { fault: "unknown", coding: unknown.slice(0, 100) };
  if (applied.length > mostCodings) return { fault: "unknown", coding: applied.join(", ").slice(0, 100) };
  let bytes = body;
  for (const coding of applied.reverse()) {
    // An answer without a body may have the header, too.
    if (bytes.length === 0) break;
    const unpacked = await unpackContent(formatOf(coding, bytes), bytes, mostBytes);
    if ("isTooLong" in unpacked) return { fault: "too long", coding };
    if ("damage" in unpacked) return { fault: "damaged", coding, damage: unpacked.damage };
    bytes = unpacked.bytes;
  }
  return { bytes };
}

function formatOf(coding: string, [first = 0, second = 0]: Uint8Array): "gzip" | "zlib" | "deflate" | "br" {
  if (coding === "br") return "br";
  if (coding !== "deflate") return "gzip";
  // RFC 1950, section 2.2: the method of DEFLATE is 8, and the head a multiple of 31.
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0 ? "zlib" : "deflate";
}
