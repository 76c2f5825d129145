import { expect, test } from "vitest";
import { stringBuilder } from "../../../../connectors/parquet/decode/strings.ts";
import { string } from "../../../../core/io/mod.ts";

const encoder = new TextEncoder();

/** PLAIN: each text behind its length. */
function plain(texts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(texts.flatMap((text) => [text.length & 255, text.length >> 8, 0, 0, ...text]));
}

const latin1 = Uint8Array.of(0x63, 0x61, 0x66, 0xe9);
const pages: readonly (readonly [what: string, texts: readonly Uint8Array[], isText: boolean])[] = [
  ["ASCII", [encoder.encode("a"), encoder.encode("x".repeat(300))], true],
  ["letters beyond it, long ones too", [encoder.encode("é漢"), encoder.encode("漢".repeat(60))], true],
  ["Latin-1", [encoder.encode("ok"), latin1], false],
  // Read as one they are letters: the length of the second is the rest of the first.
  [
    "a first half before a length that looks like the second",
    [Uint8Array.of(0xc3), encoder.encode("x".repeat(0xa9))],
    false,
  ],
];

test.each(pages)("texts of %s", (_, texts, isText) => {
  const arrays = {
    int32: (length: number) => new Int32Array(length),
    uint8: (length: number) => new Uint8Array(length),
  };
  for (const part of ["append", "dictionary"] as const) {
    const bytes = plain(texts);
    const builder = stringBuilder(string, texts.length, bytes.length, arrays as never);
    const page = { bytes, start: 0, count: texts.length, encoding: "PLAIN" } as never;
    const read = () => (part === "append" ? builder.append(page, 0) : builder.dictionary(page));
    if (isText) expect(read).not.toThrow();
    else expect(read).toThrow(/^a text that is no UTF-8, "/);
  }
});
