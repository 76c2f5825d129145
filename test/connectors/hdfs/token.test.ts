import { expect, test } from "vitest";
import { useHdfs } from "../../../connectors/hdfs/mod.ts";
import { isToken } from "../../../connectors/hdfs/token.ts";

/** What Hadoop 3.4.3 has given for a user hadoop/localhost: a token that is long over. */
const real =
  "OAAeaGFkb29wL2xvY2FsaG9zdEBNSUxMUkFDRS5URVNUBmhhZG9vcACKAaIcMpZhigGiHGmE4QECFHU5jOVfXNuRaw1M1RfmaG_2-mqNFUhERlNfREVMRUdBVElPTl9UT0tFTg1oYS1oZGZzOnR3aW5z";

test("a token is told from what is none: cut, longer, of other letters, or of lengths that do not fit", () => {
  expect(isToken(real)).toBe(true);
  const long = [0x8f, 200, ...new Array<number>(200).fill(7), 0, 0, 0];
  expect(isToken(Buffer.from(long).toString("base64url"))).toBe(true);
  expect(isToken(Buffer.from(long).toString("base64"))).toBe(true);
  const others = [real.slice(0, -1), real.slice(4), `${real}AAAA`, `${real} `, real.replace("O", "&"), "hush", ""];
  for (const other of others) expect([other, isToken(other)]).toEqual([other, false]);
  for (const bytes of [
    [0xff, 0, 0, 0],
    [0x90, 0, 0, 0],
    [0x8f],
    [0x8b, 1, 1, 1, 1, 1],
    [1, 1, 0, 0],
    [0, 0, 0],
    [0, 0, 0, 9],
    [9, 0, 0, 0],
  ])
    expect([bytes, isToken(Buffer.from(bytes).toString("base64url"))]).toEqual([bytes, false]);
});

test("what is no token is told at once, and is not shown", () => {
  expect(() => useHdfs({ delegationToken: "hush-not-this-one" })).toThrow(
    /^Cannot reach HDFS as delegationToken must be a whole token in the letters of a URL: got 17 characters that are none; give its urlString/,
  );
  expect(() => useHdfs({ delegationToken: 7 as unknown as string })).toThrow(/: got number; give/);
});
