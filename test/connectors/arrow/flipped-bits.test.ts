import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { arrow, fromArrow } from "../../../connectors/arrow/mod.ts";
import { from, schema } from "../../../core/mod.ts";
import { inFolder } from "../files/text-files.ts";

const rows = Array.from({ length: 5 }, (_, i) => ({ i, t: i % 2 === 1 ? `t${i}` : null }));

/** Some that lost rows without a word once, each as a byte and its bits: kinds, sizes and places of messages, blocks of the footer. */
const known: Readonly<Record<string, readonly number[]>> = {
  arrow: [245, 280, 281, 552, 1048, 1052, 1062, 1063, 1080, 1132, 1137, 1184, 1185],
  arrows: [40, 237, 250, 262, 272, 273, 522, 544, 545, 806],
};

test.each(["arrow", "arrows"])(
  "a flipped bit of a file %s is told, or leaves all rows there",
  { timeout: 60_000 },
  (format) =>
    inFolder(async (folder) => {
      const path = `${folder}/x.${format}`;
      await from(rows as never[], { schema: schema({ i: "int32", t: "string" }) as never })
        .sinkTo(arrow(path) as never)
        .run({ batchRows: 2 });
      const bytes = new Uint8Array(await readFile(path));
      expect(await fromArrow(bytes).collect()).toEqual(rows);
      const wrong: string[] = [];
      const others = Array.from({ length: bytes.length * 8 }, (_, flip) => flip).filter((flip) => flip % 31 === 0);
      for (const flip of [
        ...known[format]!.flatMap((at) => [0, 1, 2, 4, 5, 7].map((bit) => at * 8 + bit)),
        ...others,
      ]) {
        const damaged = bytes.slice();
        damaged[flip >> 3]! ^= 1 << (flip & 7);
        try {
          const read = await fromArrow(damaged).collect();
          if (read.length !== rows.length) wrong.push(`${flip >> 3}.${flip & 7}: ${read.length} rows`);
        } catch (error) {
          if (!/^Cannot .* as .*: got .*; /s.test((error as Error).message)) wrong.push((error as Error).message);
        }
      }
      expect(wrong).toEqual([]);
    }),
);

/** Where the sizes of the messages of a stream of ours stand. */
function sizesOf(bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Bodies hold small doubles and bits alone: nothing in them looks like a mark.
  return Array.from({ length: bytes.length / 8 }, (_, word) => word * 8).filter((at) => view.getInt32(at, true) === -1);
}

test.each([
  [1, 2],
  [3, 2],
  [4, 4],
  [6, 8],
  [10, 2],
])("a flipped bit in the size of a message is told: a stream of %i columns in batches of %i rows", (columns, batch) =>
  inFolder(async (folder) => {
    const path = `${folder}/x.arrows`;
    const given = Array.from({ length: batch * 3 }, (_, i) =>
      Object.fromEntries(Array.from({ length: columns }, (_, c) => [`c${c}`, i === 0 ? 0 : i + c / 2])),
    );
    await from(given).sinkTo(arrow(path)).run({ batchRows: batch });
    const bytes = new Uint8Array(await readFile(path));
    const sizes = sizesOf(bytes);
    expect(sizes.length).toBe(5); // the schema, three batches, the end
    const wrong: string[] = [];
    for (const at of sizes)
      for (let bit = 0; bit < 64; bit++) {
        const damaged = bytes.slice();
        damaged[at + (bit >> 3)]! ^= 1 << (bit & 7);
        const read = await fromArrow(damaged)
          .collect()
          .catch((error: unknown) => error);
        if (read instanceof Error) expect(read.message).toMatch(/^Cannot .* as .*: got .*; /s);
        else if (JSON.stringify(read) !== JSON.stringify(given)) wrong.push(`byte ${at}, bit ${bit}`);
      }
    expect(wrong).toEqual([]);
  }),
);

test("a message of pyarrow that claims its values, and the next message's, is told", async () => {
  const bytes = new Uint8Array(await readFile(new URL("data/four-numbers.arrows", import.meta.url)));
  expect(await fromArrow(bytes).collect()).toHaveLength(12);
  bytes[276]! ^= 128; // of 280 bytes 408
  await expect(fromArrow(bytes).collect()).rejects.toThrow(
    /^Cannot read the message at byte 272 of "bytes of Arrow" as it must be one of Arrow: got a message of 408 bytes at byte 272, which says all in \d+; see/,
  );
});

test("what stands behind the end of a stream is told, unless it is nothing", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.arrows`;
    await from([{ a: 1 }, { a: 2 }])
      .sinkTo(arrow(path))
      .run();
    const bytes = new Uint8Array(await readFile(path));
    const twice = new Uint8Array([...bytes, ...bytes]);
    const where = `nothing may stand behind the end of its stream: got more at byte ${bytes.length.toLocaleString("en-US")}; give each`;
    await expect(fromArrow(twice).collect()).rejects.toThrow(where);
    await writeFile(path, twice);
    await expect(from(arrow(path)).collect()).rejects.toThrow(`Cannot read ${JSON.stringify(path)} as ${where}`);
    const rounded = new Uint8Array(2 ** 17);
    rounded.set(bytes);
    expect(await fromArrow(rounded).collect()).toEqual([{ a: 1 }, { a: 2 }]);
    rounded[2 ** 17 - 1] = 1;
    await expect(fromArrow(rounded).collect()).rejects.toThrow("got more at byte 131,071");
    // Nobody must write an end.
    const open = (await readFile(new URL("data/four-numbers.arrows", import.meta.url))).subarray(0, -8);
    expect(await fromArrow(open).collect()).toHaveLength(12);
  }));

test("a message of a file has the sizes that the footer says", () =>
  inFolder(async (folder) => {
    const path = `${folder}/x.arrow`;
    await from([{ a: 1 }, { a: 2 }])
      .sinkTo(arrow(path))
      .run();
    const bytes = new Uint8Array(await readFile(path));
    const at = sizesOf(bytes)[1]!;
    bytes[at + 4]! ^= 8;
    await expect(fromArrow(bytes).collect()).rejects.toThrow(/^Cannot .* the message at byte .*: got .*; /);
  }));

test.each([
  ["head", 8],
  ["body", 16],
])("a footer that says another size of the %s of a message is told, though the message says its own", (_, field) =>
  inFolder(async (folder) => {
    const path = `${folder}/x.arrow`;
    const rows = [{ a: 1 }, { a: 2 }];
    await from(rows).sinkTo(arrow(path)).run();
    const bytes = new Uint8Array(await readFile(path));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const at = sizesOf(bytes)[1]!;
    // A block of the footer: place and size of the body in 64 bits, size of the head in 32 between them.
    const block = Array.from({ length: bytes.length / 8 - 3 }, (_, word) => word * 8).findLast(
      (place) => view.getBigInt64(place, true) === BigInt(at) && view.getInt32(place + 8, true) > 0,
    );
    const size = view.getInt32(block! + field, true);
    expect(size % 8).toBe(0);
    view.setInt32(block! + field, size - 8, true);
    await writeFile(path, bytes);
    await expect(from(arrow(path)).collect()).rejects.toThrow(
      /got \d+ and \d+ bytes, where the footer says \d+ and \d+; see/,
    );
    view.setInt32(block! + field, size, true);
    await writeFile(path, bytes);
    expect(await from(arrow(path)).collect()).toEqual(rows);
  }),
);

test("an end without a mark, in a stream whose messages have marks, is told", async () => {
  const bytes = new Uint8Array(await readFile(new URL("data/four-numbers.arrows", import.meta.url)));
  bytes.fill(0, -8);
  await expect(fromArrow(bytes).collect()).rejects.toThrow(/got a message without a mark at byte 1520, where others/);
});
