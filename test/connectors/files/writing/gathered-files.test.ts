import { expect, test } from "vitest";
import { csv } from "../../../../connectors/csv/mod.ts";
import { type GatheredFile, gatheringCreator } from "../../../../connectors/files/writing/gathered-files.ts";
import { type FileWriter, localFiles } from "../../../../core/io/mod.ts";
import { from } from "../../../../core/mod.ts";
import { inFolder } from "../text-files.ts";

/** Files in memory, with what was asked of them. */
function recorded(canRelease: boolean) {
  const asked: string[] = [];
  const content = new Map<string, string>();
  const open = new Set<string>();
  let mostOpen = 0;
  const use = (path: string): void => {
    open.add(path);
    mostOpen = Math.max(mostOpen, open.size);
  };
  const create = async (path: string): Promise<FileWriter> => {
    asked.push(`create ${path}`);
    content.set(path, "");
    use(path);
    return {
      write: async (bytes) => {
        use(path);
        asked.push(`write ${bytes.length} to ${path}`);
        content.set(path, content.get(path) + new TextDecoder().decode(bytes));
      },
      ...(canRelease ? { release: async () => void open.delete(path) } : {}),
      finish: async () => {
        open.delete(path);
        return `${path}.tmp`;
      },
      abort: async () => void asked.push(`abort ${path}`),
    };
  };
  return { asked, content, mostOpen: () => mostOpen, creator: { create, close: async () => undefined } };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function filesOf(paths: string, { create }: ReturnType<typeof gatheringCreator>): Promise<GatheredFile[]> {
  return Promise.all([...paths].map((path) => create(path)));
}

test("what is written waits in memory of its own until the file ends, and is one write then", async () => {
  const { asked, content, creator } = recorded(true);
  const [a, b] = await filesOf("ab", gatheringCreator(creator));
  const reused = bytesOf("x");
  for (const text of ["1", "2", "3"]) {
    reused.set(bytesOf(text));
    await Promise.all([a!.write(reused), b!.write(reused)]);
  }
  reused.fill(0);
  expect(asked).toEqual([]);
  expect([await a!.finish(), await a!.finish(), await b!.finish()]).toEqual(["a.tmp", "a.tmp", "b.tmp"]);
  expect(asked).toEqual(["create a", "write 3 to a", "create b", "write 3 to b"]);
  expect(Object.fromEntries(content)).toEqual({ a: "123", b: "123" });
});

test("of too much that waits those files are written that have most, until half is left", async () => {
  const { asked, creator } = recorded(true);
  const [a, b, c] = await filesOf("abc", gatheringCreator(creator, { mostBytes: 10, mostOfOne: 100 }));
  await Promise.all([a!.write(bytesOf("12")), b!.write(bytesOf("1234567")), c!.write(bytesOf("12"))]);
  expect(asked).toEqual(["create b", "write 7 to b"]);
});

test("a file that has much is written at once, and in order", async () => {
  const { asked, content, creator } = recorded(true);
  const [a] = await filesOf("a", gatheringCreator(creator, { mostOfOne: 4 }));
  for (const text of ["12", "34", "56789", "0"]) await a!.write(bytesOf(text));
  expect(asked).toEqual(["create a", "write 4 to a", "write 5 to a"]);
  await a!.finish();
  expect(content.get("a")).toBe("1234567890");
});

test("no more files are held open than may be, where they can be let go; others are open until they end", async () => {
  for (const canRelease of [true, false]) {
    const { content, creator, mostOpen } = recorded(canRelease);
    const files = await filesOf("abcdefgh", gatheringCreator(creator, { mostOfOne: 1, mostOpen: 3 }));
    for (let round = 0; round < 3; round++) {
      for (const file of files) await file.write(bytesOf(String(round)));
    }
    expect(files.map(({ isOpen }) => isOpen)).toEqual(files.map(() => !canRelease));
    expect(mostOpen()).toBe(canRelease ? 4 : 8);
    for (const file of files) await file.finish();
    expect(new Set(content.values())).toEqual(new Set(["012"]));
    expect(files.some(({ isOpen }) => isOpen)).toBe(false);
  }
});

test("a file that was never made is given up without a trace, one that was is removed, and what failed is told", async () => {
  const { asked, creator } = recorded(true);
  const gathering = gatheringCreator(creator, { mostOfOne: 4 });
  const [a, b] = await filesOf("ab", gathering);
  await a!.write(bytesOf("1"));
  await b!.write(bytesOf("1234"));
  await Promise.all([a!.abort(), b!.abort()]);
  expect(asked).toEqual(["create b", "write 4 to b", "abort b"]);
  const full = gatheringCreator({ create: () => Promise.reject(new Error("no room")), close: async () => undefined });
  const [c] = await filesOf("c", full);
  await c!.write(bytesOf("1"));
  await expect(c!.finish()).rejects.toThrow("no room");
  await c!.abort();
});

test("rows of many batches to more folders than are open at a time are one file each, made once", () =>
  inFolder(async (folder) => {
    const write = localFiles.write;
    const made: string[] = [];
    try {
      (localFiles as { write: typeof write }).write = (path, options) => {
        made.push(path);
        return write(path, options);
      };
      const rows = Array.from({ length: 800 }, (_, n) => ({ key: n % 80, id: n }));
      await from(rows)
        .sinkTo(csv(`${folder}/out`, { partitionBy: ["key"] }))
        .run({ batchRows: 80 });
    } finally {
      (localFiles as { write: typeof write }).write = write;
    }
    // And one that tells before the first row whether the folder takes files.
    expect(made).toHaveLength(81);
  }));

test("a file of this machine that is closed meanwhile goes on at its end", () =>
  inFolder(async (folder) => {
    const file = await localFiles.write(`${folder}/a.txt`);
    await file.write(bytesOf("1"));
    await file.release?.();
    await file.write(bytesOf("2"));
    await file.release?.();
    const temporary = await file.finish();
    await localFiles.publish(temporary, `${folder}/a.txt`);
    expect(new TextDecoder().decode(await localFiles.read(`${folder}/a.txt`, { start: 0, end: 9 }))).toBe("12");
    const given = await localFiles.write(`${folder}/b.txt`);
    await given.write(bytesOf("1"));
    await given.release?.();
    await given.abort();
    expect((await Array.fromAsync(localFiles.list(folder))).map(({ path }) => path)).toEqual([`${folder}/a.txt`]);
  }));
