import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { type HdfsOptions, useHdfs } from "../../connectors/hdfs/mod.ts";
import { writerMark } from "../../core/io/mod.ts";
import { fileSystemContract } from "../../core/testing/contracts/file-system.ts";
import { startBadNetwork } from "./bad-network.ts";
import { askHdfs, hdfsFolder } from "./hdfs.ts";
import { namesBelow, numbers, put, readPieces, runWithCheckpoints, tenthsFor, writePieces } from "./remote-files.ts";
import { type RunningServer, startServer } from "./server.ts";
import type { HdfsEndpoint } from "./servers/hadoop.ts";
import { hdfs } from "./servers/hdfs.ts";
import { hdfsToHdfs, killWriters } from "./writer-kills.ts";

// Servers that were killed, or stood still, are waited for: on a busy machine for long.
vi.setConfig({ testTimeout: 120_000 });

let server: RunningServer<HdfsEndpoint>;

beforeAll(async () => {
  server = await startServer(hdfs);
}, 480_000);

afterAll(() => server?.stop(), 60_000);

const cases = fileSystemContract(async () => {
  const { files, folder } = hdfsFolder(server.endpoints);
  await askHdfs(server.endpoints, "PUT", folder.replace("hdfs://", ""), "MKDIRS");
  return { files, folder, remove: async () => undefined };
});
for (const { name, run } of cases) test(name, run);

test("a listing goes on over pages, in the order of paths, and behind folders that are not entered", async () => {
  const { files, folder } = hdfsFolder(server.endpoints);
  const names = ["a", "b!/x", "b+/1", "b.txt", "b/c", "b/d", "b0", "out/1", "out/in/2", "z1", "z2", "z3", "z4"];
  for (const name of names) await put(files, `${folder}/${name}`, new Uint8Array(1));
  expect(await namesBelow(files, folder)).toEqual(names);
  const entered = names.filter((name) => !name.startsWith("out/"));
  expect(await namesBelow(files, folder, (path) => !path.endsWith("/out"))).toEqual(entered);
  expect(await namesBelow(files, folder, () => false)).toEqual(names.filter((name) => !name.includes("/")));
});

// As folders of partitions are called; what a NameNode decodes once more is another name, earlier or later.
test.each(["%3A", "%22", "%25", "%2525", "%C3%A9", "+%2B", "%", "é%41"])(
  "a listing goes on over pages whose names have %s in them, each name once",
  async (odd) => {
    const { files, folder } = hdfsFolder(server.endpoints);
    const names = Array.from({ length: 12 }, (_, at) => `p=2024 10${odd}${10 + at}`);
    names.push("a", "p=2024 10", `p=2024 10${odd}`, "p=z", "é1", "z");
    await Promise.all(names.map((name) => put(files, `${folder}/${name}`, new Uint8Array(1))));
    expect([...(await namesBelow(files, folder))].sort()).toEqual(names.sort());
  },
);

test("a file of many parts and blocks has its bytes in order, and is read from any of them", async () => {
  const { folder } = hdfsFolder(server.endpoints);
  const files = useHdfs({ ...connection(), partBytes: 700_000 });
  const bytes = numbers(400_000);
  const writer = await files.write(`${folder}/large.bin`);
  await writePieces(writer, bytes);
  await files.publish(await writer.finish(), `${folder}/large.bin`);
  expect(Buffer.compare(await readPieces(files, `${folder}/large.bin`, bytes.length), bytes)).toBe(0);
  const border = { start: 2 ** 21 - 3, end: 2 ** 21 + 5 };
  expect(await files.read(`${folder}/large.bin`, border)).toEqual(bytes.slice(border.start, border.end));
});

test("a NameNode that is killed and comes back, while a file is written, published and read, loses and doubles nothing", async () => {
  const { folder } = hdfsFolder(server.endpoints);
  const files = useHdfs({ ...connection(), partBytes: 1_000_000 });
  const [nameNode] = server.processes;
  const bytes = numbers(400_000);
  const path = `${folder}/large.bin`;
  const writer = await files.write(path);
  await writePieces(writer, bytes.subarray(0, 2_000_000));
  await nameNode!.kill();
  const back = nameNode!.start();
  await writePieces(writer, bytes.subarray(2_000_000));
  const temporary = await writer.finish();
  await back;
  await nameNode!.kill();
  const again = nameNode!.start();
  await files.publish(temporary, path);
  await files.publish(temporary, path);
  expect(Buffer.compare(await readPieces(files, path, bytes.length), bytes)).toBe(0);
  await again;
});

test("a DataNode that is killed and comes back, while files are made and read, loses nothing", async () => {
  const { files, folder } = hdfsFolder(server.endpoints);
  const [, dataNode] = server.processes;
  const bytes = numbers(200_000);
  await put(files, `${folder}/a.bin`, bytes);
  const writer = await files.write(`${folder}/b.bin`);
  await dataNode!.kill();
  const reading = readPieces(files, `${folder}/a.bin`, bytes.length);
  await writePieces(writer, bytes);
  const finishing = writer.finish();
  await dataNode!.start();
  expect(Buffer.compare(await reading, bytes)).toBe(0);
  await files.publish(await finishing, `${folder}/b.bin`);
  expect(Buffer.compare(await readPieces(files, `${folder}/b.bin`, bytes.length), bytes)).toBe(0);
});

test.for([0, 1])(
  "a server that does not go on for a while is waited for; for longer than the timeout it is an error (%i)",
  async (which) => {
    const { files, folder } = hdfsFolder(server.endpoints);
    const one = server.processes[which]!;
    await put(files, `${folder}/a.txt`, new TextEncoder().encode("still here"));
    await one.pause();
    const range = { start: 0, end: 99 };
    const reading = files.read(`${folder}/a.txt`, range);
    try {
      const impatient = useHdfs({ ...connection(), timeout: "500ms", retryFor: "1500ms" });
      await expect(impatient.read(`${folder}/a.txt`, range)).rejects.toThrow(
        which === 0
          ? /^Cannot read .* as http:.* must answer: got not a byte for 0\.\d+ s; check nameNodes/
          : /^Cannot read .* as the DataNode 127\.0\.0\.1:\d+ must answer: got not a byte for 0\.\d+ s; see whether it runs/,
      );
    } finally {
      one.resume();
    }
    expect(new TextDecoder().decode(await reading)).toBe("still here");
  },
);

test("a NameNode and a DataNode that stand still for 20 s are waited for", async () => {
  const { folder } = hdfsFolder(server.endpoints);
  const files = useHdfs({ ...connection(), partBytes: 1_000_000 });
  const bytes = numbers(400_000);
  await put(files, `${folder}/a.bin`, bytes);
  const writer = await files.write(`${folder}/b.bin`);
  await writePieces(writer, bytes.subarray(0, 1_500_000));
  for (const one of server.processes) await one.pause();
  const reading = readPieces(files, `${folder}/a.bin`, bytes.length);
  const writing = writePieces(writer, bytes.subarray(1_500_000));
  await new Promise((done) => setTimeout(done, 20_000));
  for (const one of server.processes) one.resume();
  expect(Buffer.compare(await reading, bytes)).toBe(0);
  await writing;
  await files.publish(await writer.finish(), `${folder}/b.bin`);
  expect(Buffer.compare(await readPieces(files, `${folder}/b.bin`, bytes.length), bytes)).toBe(0);
});

test("what is under way ends when the signal says so", async () => {
  const { folder } = hdfsFolder(server.endpoints);
  const controller = new AbortController();
  const files = useHdfs({ ...connection(), signal: controller.signal });
  const [nameNode] = server.processes;
  await nameNode!.pause();
  const looking = files.stat(`${folder}/a.txt`);
  controller.abort(new Error("enough"));
  await expect(looking.finally(() => nameNode!.resume())).rejects.toThrow("enough");
});

test("what a killed process of this machine had half written goes when the next one writes; what is whole stays", async () => {
  const { folder } = hdfsFolder(server.endpoints);
  const { pid } = spawnSync("true");
  const begin = `${folder}/.a.txt.0123456789abcdef`;
  const dead = `${begin}.p${writerMark().replace(/^\d+/, String(pid))}.tmp`;
  const kept = [`${begin}.f7.tmp`, `${begin}.p${writerMark()}.tmp`, `${folder}/a.txt`];
  for (const path of [dead, ...kept]) {
    await askHdfs(server.endpoints, "PUT", path.replace("hdfs://", ""), "MKDIRS");
  }
  const writer = await useHdfs(connection()).write(`${folder}/b.txt`);
  await writer.abort();
  for (const path of kept) expect(await useHdfs(connection()).stat(path)).toBeDefined();
  expect(await useHdfs(connection()).stat(dead)).toBeUndefined();
});

test("reads and writes whose connections are cut and slow go on, and have each byte once", async () => {
  const { files: directly, folder } = hdfsFolder(server.endpoints);
  const bytes = numbers(400_000);
  await put(directly, `${folder}/a.bin`, bytes);
  const { nameNodes, user } = server.endpoints;
  const path = `${folder.replace("hdfs://", "")}/a.bin`;
  const told = await askHdfs(server.endpoints, "GET", path, "OPEN", { noredirect: "true" });
  const { host, port } = new URL((told as { Location: string }).Location);
  const bad = { cutAfterBytes: 400_000, bytesPerSecond: 20_000_000 };
  const dataNode = await startBadNetwork(Number(port), bad);
  const names = [host, `127.0.0.1:${dataNode.port}`] as const;
  const nameNode = await startBadNetwork(Number(new URL(nameNodes[0]!).port), { ...bad, cutAfterBytes: 2_000, names });
  onTestFinished(async () => void (await Promise.all([dataNode.close(), nameNode.close()])));
  const files = useHdfs({ nameNodes: [`http://127.0.0.1:${nameNode.port}`], user, partBytes: 1_000_000 });
  expect(Buffer.compare(await readPieces(files, `${folder}/a.bin`, bytes.length), bytes)).toBe(0);
  expect([dataNode.cuts() > 5, nameNode.cuts() > 1]).toEqual([true, true]);
  dataNode.mend();
  const writer = await files.write(`${folder}/b.bin`);
  await writePieces(writer, bytes.subarray(0, 1_500_000));
  dataNode.breakAgain();
  const writing = writePieces(writer, bytes.subarray(1_500_000)).then(() => writer.finish());
  await dataNode.cutOnce();
  dataNode.mend();
  await files.publish(await writing, `${folder}/b.bin`);
  expect(Buffer.compare(await readPieces(directly, `${folder}/b.bin`, bytes.length), bytes)).toBe(0);
});

test("a job from files to files in HDFS, with its checkpoints there, that is killed around its commits loses and doubles nothing", async () => {
  const report = await killWriters(await hdfsToHdfs(server.endpoints), { kills: 3, seed: 1 });
  expect(report).toEqual({ kills: 3, lost: 0, doubled: 0 });
}, 400_000);

const bad: readonly (readonly [what: string, change: HdfsOptions, path: string, error: RegExp])[] = [
  [
    "host",
    { nameNodes: ["http://127.0.0.1:11999"] },
    "/tmp/data.csv",
    /127\.0\.0\.1:11999 must answer: got ECONNREFUSED; check nameNodes of useHdfs/,
  ],
  [
    "user",
    { user: "bob" },
    "/only for some/data.csv",
    /user "bob" must have the right to: got AccessControlException \(Permission denied: user=bob, .*\); check user of useHdfs/,
  ],
  ["name of a user", { user: "no such!" }, "/tmp/data.csv", /got IllegalArgumentException .*; check user of useHdfs/],
  ["path", {}, "/a:b/data.csv", /its name must be one that HDFS takes: got InvalidPathException/],
];

for (const [what, change, path, error] of bad) {
  test(`a bad ${what} is told within 10 s, by name`, async () => {
    const { endpoints } = server;
    await askHdfs(endpoints, "PUT", "/only for some", "MKDIRS", { permission: "700" });
    const files = useHdfs({ ...connection(), ...change });
    let message = "";
    const tenths = await tenthsFor(async () => {
      message = await files.write(`hdfs://${path}`).then(String, (error: Error) => error.message);
    });
    expect(message).toMatch(/^Cannot write "hdfs:.*data\.csv" as /);
    expect(message).toMatch(error);
    expect(tenths).toBeLessThan(100);
  });

  test(`a bad ${what} of a folder of checkpoints fails the run within 10 s, before anything is read`, async () => {
    const { endpoints } = server;
    await askHdfs(endpoints, "PUT", "/only for some", "MKDIRS", { permission: "700" });
    useHdfs({ ...connection(), ...change });
    const { message, tenths, read } = await runWithCheckpoints(`hdfs://${path}`);
    expect(message).toMatch(error);
    expect([read, tenths < 100]).toEqual([0, true]);
  });
}

test("what can be no file or no folder is told", async () => {
  const { files, folder } = hdfsFolder(server.endpoints);
  await put(files, `${folder}/a.txt`, new Uint8Array(1));
  await expect(files.write(`${folder}/a.txt/b.txt`)).rejects.toThrow(/what comes before a slash must be a folder: got/);
  expect(await files.stat(`${folder}/a.txt/b.txt`)).toBeUndefined();
  await expect(namesBelow(files, `${folder}/a.txt`)).rejects.toThrow(/must be a folder: got a file; check the path/);
  await expect(namesBelow(files, `${folder}/no`)).rejects.toThrow(/must be a folder: got nothing of that name/);
  await expect(files.write("hdfs:///")).rejects.toThrow(/as a file has a name: got a folder; add the name/);
});

/** How a client that a test makes for itself reaches the server. */
function connection(): HdfsOptions {
  const { nameNodes, user } = server.endpoints;
  return { nameNodes, user };
}
