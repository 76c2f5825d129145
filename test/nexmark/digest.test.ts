import { expect, test } from "vitest";
import { decimalText, digester, digestOf } from "../bench/nexmark/digest.ts";

test("a row's hash is FNV-1a 32 of its columns joined by |", () => {
  expect(digestOf([["foobar"]])).toEqual({ rows: 1, sum: 0xbf9cf968, xor: 0xbf9cf968 });
  expect(digestOf([["a", 1, null]])).toEqual(digestOf([["a|1|~"]]));
});

test("text is hashed as utf8 bytes", () => {
  const latin1OfUtf8 = "zÃ¼|â\u0082¬";
  const bytes = Uint8Array.from(latin1OfUtf8, (letter) => letter.charCodeAt(0));
  expect(new TextDecoder().decode(bytes)).toBe("zü|€");
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  expect(digestOf([["zü", "€"]]).sum).toBe(hash >>> 0);
});

test("order does not matter, and a retraction takes a row out again", () => {
  const rows = [[1], [2], [3]];
  expect(digestOf(rows)).toEqual(digestOf(rows.toReversed()));

  const result = digester();
  for (const row of [[1], [9], [2], [3]]) result.add(row);
  result.remove([9]);
  expect(result.digest()).toEqual(digestOf(rows));
});

test("numbers that are not integers are refused with the remedy", () => {
  expect(() => digestOf([[0.5]])).toThrow(/Cannot digest 0.5 as numbers must be integers .* \(decimalText\)/);
  expect(() => digestOf([[2 ** 53]])).toThrow(RangeError);
});

test("decimals are in plain form with their scale", () => {
  expect([0, 7, 90_800, -1_234].map((units) => decimalText(units, 3))).toEqual(["0.000", "0.007", "90.800", "-1.234"]);
});
