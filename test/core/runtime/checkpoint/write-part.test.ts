import { expect, test } from "vitest";
import { knownPieces } from "../../../../core/runtime/checkpoint/capture.ts";
import { readPieces } from "../../../../core/runtime/checkpoint/state-file.ts";
import { writeWhole } from "../../../../core/runtime/checkpoint/write-checkpoint.ts";
import { memoryFiles } from "../../../../core/testing/memory-files.ts";
import { emptyPanes, manifestRest, touch } from "../../../bench/state/table.ts";

async function written(snapshot: ReturnType<ReturnType<typeof emptyPanes>["snapshot"]>, files = memoryFiles()) {
  const states = new Map([["panes", { form: "panes", snapshot }]]);
  const stages = new Map([["a", [{ states, watermarks: [] }]]]);
  const { manifest } = await writeWhole({ files, dir: "ck", kind: "checkpoint", id: 1, stages, rest: manifestRest });
  const [places] = [...knownPieces(manifest.stages).values()];
  return readPieces(files, "ck/checkpoint-1.state", [...places!.values()]);
}

test("copies of a table's blocks take no more memory than they are long, and the next ones have it when they are written", async () => {
  const panes = emptyPanes();
  touch(panes, 0, 2000);
  const [first, pieces] = await writtenWith(panes);
  expect([pieces, first.size]).toEqual([4, 2]);
  touch(panes, 0, 2000);
  expect(await writtenWith(panes)).toEqual([first, pieces]);
});

/** The memory of copies, and how many there were. */
async function writtenWith(panes: ReturnType<typeof emptyPanes>): Promise<readonly [Set<ArrayBufferLike>, number]> {
  const snapshot = panes.snapshot("all");
  if (snapshot.scope !== "pieces") throw new TypeError("tables are pieces");
  const memory = new Set<ArrayBufferLike>();
  const lengths: number[] = [];
  const pieces = snapshot.pieces.map((piece) => ({
    ...piece,
    take: () => {
      const bytes = piece.take!();
      expect(bytes.buffer.byteLength).toBeLessThan(1.1 * bytes.length);
      memory.add(bytes.buffer);
      lengths.push(bytes.length);
      return bytes;
    },
  }));
  const read = await written({ scope: "pieces", pieces });
  expect(read.map(({ length }) => length)).toEqual(lengths);
  return [memory, lengths.length];
}

test("bytes that others may have as well stay as they are", async () => {
  const all = Uint8Array.from({ length: 64 }, (_, at) => at);
  const pieces = [0, 1].map((id) => ({ id, take: () => all.subarray(32 * id, 32 * id + 32) }));
  const read = await written({ scope: "pieces", pieces });
  expect(read.map((bytes) => [...bytes])).toEqual([[...all.subarray(0, 32)], [...all.subarray(32)]]);
  expect(all).toHaveLength(64);
});
