import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeValue, encodeValue } from "../../core/data/codec.ts";
import { keyGroupOf } from "../../core/data/key-group.ts";
import { murmur3 } from "../../core/data/murmur3.ts";

const utf8 = new TextEncoder();

test("murmur3 has the published values", () => {
  for (const [text, hash] of [
    ["", 0],
    ["test", 0xba6bd213],
    ["Hello, world!", 0xc0363e43],
    ["The quick brown fox jumps over the lazy dog", 0x2e4ff723],
  ] as const) {
    const bytes = utf8.encode(text);
    assert.equal(murmur3(bytes, 0, bytes.length), hash, text);
  }
});

test("a value comes back from its bytes, and its key group is the same everywhere", () => {
  const value = { id: 7, name: "Zürich", price: 0.1, big: 2n ** 64n, at: new Date(0), tags: ["a", null], on: true };
  const bytes = encodeValue(value);
  assert.deepEqual(decodeValue(bytes), value);
  assert.equal(keyGroupOf(encodeValue("ORD"), 128), 40);
});
