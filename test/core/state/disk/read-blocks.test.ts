import { expect, test } from "vitest";
import { BlockLog } from "../../../../core/state/disk/block-log.ts";
import { eachBlock } from "../../../../core/state/disk/read-blocks.ts";
import type { StateSegment } from "../../../../core/state/state.ts";
import { memoryFolder } from "../../../../core/testing/memory-folder.ts";
import { stillHost } from "../still-host.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text.padEnd(600, "."));

function textsOf(segments: readonly StateSegment[]): string[] {
  const texts: string[] = [];
  eachBlock(segments, (bytes) => texts.push(new TextDecoder().decode(bytes).replace(/\.+$/, "")));
  return texts;
}

function logOf(): BlockLog {
  return new BlockLog(stillHost(), { folder: memoryFolder().folder, memoryBytes: 1 });
}

test("! blocks come in the order of their numbers, wherever their last records are; those that were removed do not", () => {
  const log = logOf();
  // Two digits, so that the order of texts would be another one.
  const ids = Array.from({ length: 12 }, () => log.nextId());
  // Compaction writes what is living again, behind what came later.
  for (const id of ids.toReversed()) log.put(id, bytesOf(`block ${id}`));
  log.seal();
  for (const id of [11, 2, 5]) log.put(id, bytesOf(`block ${id} anew`));
  log.remove(7);
  const anew = new Set([2, 5, 11]);
  const expected = ids.filter((id) => id !== 7).map((id) => `block ${id}${anew.has(id) ? " anew" : ""}`);
  expect(textsOf(log.seal())).toEqual(expected);
  log.close();
});

test("! numbers of one log are not those of another: each log's blocks come together, in order", () => {
  const logs = ["a", "b"].map((name) => {
    const log = logOf();
    for (let n = 0; n < 3; n++) log.put(log.nextId(), bytesOf(`${name}${n}`));
    return log;
  });
  const texts = textsOf(logs.flatMap((log) => log.seal()));
  const [first] = texts[0]!;
  const [one, other] = first === "a" ? ["a", "b"] : ["b", "a"];
  expect(texts).toEqual([`${one}0`, `${one}1`, `${one}2`, `${other}0`, `${other}1`, `${other}2`]);
});
