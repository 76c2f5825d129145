import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readPieces, writePieces } from "../../../core/mod.ts";
import { deleteFolder, hadoopBlocks, temporaryFolder } from "../../../core/platform/mod.ts";

async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder("millrace-pieces-");
  try {
    await check(folder);
  } finally {
    await deleteFolder(folder);
  }
}

async function textOf(path: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of readPieces(path)) text += decoder.decode(piece, { stream: true });
  return text;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a file has the pieces that were written, packed or not, and an empty one has none", () =>
  inFolder(async (folder) => {
    const long = "line\n".repeat(200_000);
    await writePieces(`${folder}/plain`, [bytes(long), bytes("end")]);
    expect(await textOf(`${folder}/plain`)).toBe(`${long}end`);
    await writePieces(`${folder}/packed`, [gzipSync(long)]);
    expect(await textOf(`${folder}/packed`)).toBe(long);
    await writePieces(`${folder}/empty`, []);
    expect(await textOf(`${folder}/empty`)).toBe("");
  }));

test("a file whose pieces fail does not appear, and one that was there stays", () =>
  inFolder(async (folder) => {
    await writePieces(`${folder}/a`, [bytes("before")]);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes("half");
      throw new Error("no more");
    }
    await expect(writePieces(`${folder}/a`, broken())).rejects.toThrow("no more");
    await expect(writePieces(`${folder}/b`, broken())).rejects.toThrow("no more");
    expect(await textOf(`${folder}/a`)).toBe("before");
    await expect(textOf(`${folder}/b`)).rejects.toThrow(`Cannot open "b" in ${JSON.stringify(folder).slice(0, -1)}`);
  }));

test("a packed file that is cut is told as that", () =>
  inFolder(async (folder) => {
    await writePieces(`${folder}/cut.gz`, [gzipSync("text ".repeat(1000)).subarray(0, 40)]);
    await expect(textOf(`${folder}/cut.gz`)).rejects.toThrow("as it must be whole and sound gzip: got");
  }));

test("what is no location and no pieces is refused", async () => {
  expect(() => readPieces(5 as never)).toThrow("its location must be a path or a URL: got number");
  await expect(writePieces("", [])).rejects.toThrow("got an empty text");
  await expect(writePieces("x", 5 as never)).rejects.toThrow(
    "its pieces must be a list or an iterator of bytes: got number",
  );
});

test("bytes that begin as blocks of Hadoop are such only where the name says it", () =>
  inFolder(async (folder) => {
    const sizeOf = async (path: string): Promise<number> => {
      let size = 0;
      for await (const piece of readPieces(path)) size += piece.length;
      return size;
    };
    await writePieces(`${folder}/zero.bin`, [new Uint8Array(4)]);
    expect(await sizeOf(`${folder}/zero.bin`)).toBe(4);
    const packed = hadoopBlocks("snappy", bytes("line\n".repeat(1000)));
    for (const [name, size] of [
      ["table.bin", packed.length],
      ["table.snappy", 5000],
      ["table.csv.SNAPPY", 5000],
    ] as const) {
      await writePieces(`${folder}/${name}`, [packed]);
      expect([name, await sizeOf(`${folder}/${name}`)]).toEqual([name, size]);
    }
  }));
