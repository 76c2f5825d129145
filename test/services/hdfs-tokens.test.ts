import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { csv } from "../../connectors/csv/mod.ts";
import { hdfsClient } from "../../connectors/hdfs/client.ts";
import { hdfsFileSystem } from "../../connectors/hdfs/file-system.ts";
import { type HdfsOptions, useHdfs } from "../../connectors/hdfs/mod.ts";
import { hdfsSettings } from "../../connectors/hdfs/options.ts";
import { from, mapAsync } from "../../core/mod.ts";
import { uniqueName } from "../../core/platform/mod.ts";
import { fileSystemContract } from "../../core/testing/contracts/file-system.ts";
import { type DelegationToken, delegationToken } from "./hdfs.ts";
import { contents, numbers, put, readPieces, runWithCheckpoints, tenthsFor, writePieces } from "./remote-files.ts";
import { type RunningServer, startServer } from "./server.ts";
import type { HdfsEndpoint } from "./servers/hadoop.ts";
import { failOver } from "./servers/hdfs-ha.ts";
import { hdfsSecured } from "./servers/hdfs-secured.ts";
import { tokenMs } from "./servers/kerberos.ts";

vi.setConfig({ testTimeout: 180_000 });

let server: RunningServer<HdfsEndpoint>;
/** Is over by the time that the last test asks for it. */
let first: DelegationToken;
let firstMs = 0;

beforeAll(async () => {
  server = await startServer(hdfsSecured);
  first = await delegationToken(server);
  firstMs = performance.now();
}, 480_000);

afterAll(() => server?.stop(), 60_000);

let latest: { readonly token: DelegationToken; readonly sinceMs: number } | undefined;

/** One that is good for a while yet. */
async function token(): Promise<DelegationToken> {
  if (latest === undefined || performance.now() - latest.sinceMs > tokenMs / 3) {
    latest = { token: await delegationToken(server), sinceMs: performance.now() };
  }
  return latest.token;
}

function connection({ text }: Pick<DelegationToken, "text">): HdfsOptions {
  return { nameNodes: server.endpoints.nameNodes, delegationToken: text };
}

function folder(): string {
  return `hdfs:///a folder/${uniqueName()}`;
}

const cases = fileSystemContract(async () => {
  const files = useHdfs(connection(await token()));
  const place = folder();
  await put(files, `${place}/there`, new Uint8Array(0));
  await files.delete(`${place}/there`);
  return { files, folder: place, remove: async () => undefined };
});
for (const { name, run } of cases) test(`with a delegation token ${name}`, run);

test("a token goes on with the NameNode that becomes active", async () => {
  const files = useHdfs({ ...connection(await token()), partBytes: 1_000_000 });
  const path = `${folder()}/large.bin`;
  const bytes = numbers(400_000);
  const writer = await files.write(path);
  await writePieces(writer, bytes.subarray(0, 1_500_000));
  await failOver(server, "nn2", "running");
  await writePieces(writer, bytes.subarray(1_500_000));
  await files.publish(await writer.finish(), path);
  expect(Buffer.compare(await readPieces(files, path, bytes.length), bytes)).toBe(0);
  await server.processes[1]!.kill();
  const reading = readPieces(files, path, bytes.length);
  await failOver(server, "nn1", "dead");
  expect(Buffer.compare(await reading, bytes)).toBe(0);
  await server.processes[1]!.start();
});

test("a run whose token is cancelled says so, goes on with another one where it was, and leaves no token in plans, warnings and files", async () => {
  const tokens = [await delegationToken(server), await delegationToken(server)];
  const [one, other] = tokens as [DelegationToken, DelegationToken];
  const place = folder();
  const length = 60_000;
  const warnings: string[] = [];
  const copied = (cancel: boolean) =>
    from(Array.from({ length }, (_, n) => ({ n })))
      .apply(
        mapAsync(async (row) => {
          if (cancel && row.n === length / 2) await one.cancel();
          if (row.n % 1_000 === 0) await new Promise((done) => setTimeout(done, 20));
          return row;
        }),
      )
      .sinkTo(csv(`${place}/out/`));
  const checkpoint = { dir: `${place}/checkpoints`, interval: "100ms" } as const;
  const onWarning = (text: string): void => void warnings.push(text);
  useHdfs(connection(one));
  const failed = copied(true).run({ checkpoint, onWarning, restart: { strategy: "none" } });
  await expect(failed).rejects.toThrow(/the delegation token must be one that the cluster knows and that is not over/);
  const message = await failed.then(String, String);
  const files = useHdfs(connection(other));
  const left = await contents(files, place);
  expect(left.some(({ path }) => path.endsWith(".manifest"))).toBe(true);
  await copied(false).run({ checkpoint, onWarning });
  const given = (await from(csv<{ n: number }>(`${place}/out`)).collect()).map((row) => row.n);
  expect(given.sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, n) => n));
  const plan = await copied(false).explain();
  for (const { text } of tokens) {
    for (const said of [...warnings, message, plan]) expect(said).not.toContain(text);
    for (const { path, bytes } of left) expect([path, bytes.includes(text)]).toEqual([path, false]);
  }
});

/** A token with other letters where its password is. */
function changed(text: string): string {
  const at = Math.floor(text.length * 0.6);
  return `${text.slice(0, at)}${text.slice(at, at + 4) === "AAAA" ? "BBBB" : "AAAA"}${text.slice(at + 4)}`;
}

const bad: readonly (readonly [what: string, of: () => Promise<string>])[] = [
  [
    "cancelled",
    async () => {
      const cancelled = await delegationToken(server);
      await cancelled.cancel();
      return cancelled.text;
    },
  ],
  ["changed", async () => changed((await token()).text)],
  [
    "over",
    async () => {
      await new Promise((done) => setTimeout(done, Math.max(0, firstMs + tokenMs + 2_000 - performance.now())));
      return first.text;
    },
  ],
];

for (const [what, of] of bad) {
  test(`a delegation token that is ${what} is told within 10 s, by name and without it`, async () => {
    const text = await of();
    const files = useHdfs(connection({ text }));
    const path = `${folder()}/data.csv`;
    let messages: readonly string[] = [];
    const tenths = await tenthsFor(async () => {
      const doing = [
        files.stat(path).then(),
        files.list("hdfs:///")[Symbol.asyncIterator]().next(),
        files.read(path, { start: 0, end: 9 }),
        files.write(path),
      ];
      messages = await Promise.all(doing.map((one) => one.then(String, String)));
    });
    for (const message of messages) {
      expect(message).toMatch(
        /must be one that the cluster knows and that is not over: got \w+; get a new one for delegationToken of useHdfs.*GETDELEGATIONTOKEN/,
      );
      expect(message).not.toContain(text);
    }
    expect(tenths).toBeLessThan(100);
    const run = await runWithCheckpoints(folder());
    expect(run.message).toMatch(/the delegation token must be/);
    expect([run.read, run.tenths < 100]).toEqual([0, true]);
  });
}

test("who asks a secured cluster without a user or a token is told what to give", async () => {
  // Somebody always runs this; a cluster may pass over the name all the same, and then answers as to nobody.
  const nobody = { ...hdfsSettings({ user: "me" }), user: undefined };
  const files = hdfsFileSystem(async () => hdfsClient(server.endpoints.nameNodes, nobody));
  await expect(files.stat("hdfs:///a")).rejects.toThrow(
    /^Cannot look at .* the cluster must know who asks: got SecurityException; give user, or delegationToken where it wants Kerberos/,
  );
});
