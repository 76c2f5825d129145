import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { csv } from "../../connectors/csv/mod.ts";
import { type S3Credentials, useS3 } from "../../connectors/s3/mod.ts";
import type { FileSystem, Publishing } from "../../core/io/mod.ts";
import { from } from "../../core/mod.ts";
import { fileSystemContract } from "../../core/testing/contracts/file-system.ts";
import { runCommand } from "../tools/run-command.ts";
import { contents, put, runWithCheckpoints, tenthsFor } from "./remote-files.ts";
import { assumeRole, makeBucket, type TemporaryEndpoint } from "./s3.ts";
import { type RunningServer, startServer } from "./server.ts";
import { type S3Endpoint, seaweedfs, temporaryMs } from "./servers/seaweedfs.ts";

vi.setConfig({ testTimeout: 120_000 });

let server: RunningServer<S3Endpoint>;
let writer: TemporaryEndpoint;

beforeAll(async () => {
  server = await startServer(seaweedfs);
  writer = await assumeRole(server.endpoints, "writer", 900);
}, 480_000);

afterAll(() => server?.stop(), 60_000);

/** A folder in a bucket that the server's own user has made. */
async function folderFor(
  endpoint: TemporaryEndpoint,
): Promise<{ readonly files: FileSystem & Publishing; readonly folder: string }> {
  return { files: useS3(endpoint), folder: `s3://${await makeBucket(server.endpoints)}/a folder` };
}

const cases = fileSystemContract(async () => ({ ...(await folderFor(writer)), remove: async () => undefined }));
// SeaweedFS 4.48 has no lock around the completion of uploads: all of them get the name.
const racing = "of several that are published at once where none has the name one gets it";
for (const { name, run } of cases) if (name !== racing) test(`with a session token ${name}`, run);

test("what a role may not do is told, and that its credentials are temporary", async () => {
  const { files, folder } = await folderFor(writer);
  await put(files, `${folder}/a.txt`, new Uint8Array(3));
  const reading = useS3(await assumeRole(server.endpoints, "reader", 900));
  expect(await reading.read(`${folder}/a.txt`, { start: 0, end: 9 })).toEqual(new Uint8Array(3));
  await expect(reading.write(`${folder}/b.txt`)).rejects.toThrow(
    /^Cannot write .* must have the right to: got 403 AccessDenied; see whether these temporary credentials are over, and what they may do/,
  );
});

/** Another token than that of the credentials, or none. */
const bad: readonly (readonly [
  what: string,
  other: () => Promise<TemporaryEndpoint | Omit<TemporaryEndpoint, "sessionToken">>,
])[] = [
  ["made up", async () => ({ ...writer, sessionToken: "hush-not-this-one" })],
  ["changed", async () => ({ ...writer, sessionToken: `${writer.sessionToken.slice(0, -8)}AAAAAAAA` })],
  [
    "of other credentials",
    async () => ({ ...writer, sessionToken: (await assumeRole(server.endpoints, "writer", 900)).sessionToken }),
  ],
  [
    "over",
    async () => {
      const short = await assumeRole(server.endpoints, "writer");
      await new Promise((done) => setTimeout(done, temporaryMs + 1_500));
      return short;
    },
  ],
];

for (const [what, other] of bad) {
  test(`a session token that is ${what} is told within 10 s, by name and without a secret`, async () => {
    const { folder } = await folderFor(writer);
    const endpoint = await other();
    const files = useS3(endpoint);
    const path = `${folder}/data.csv`;
    let messages: readonly string[] = [];
    const tenths = await tenthsFor(async () => {
      messages = await Promise.all(
        [
          files.list(path)[Symbol.asyncIterator]().next(),
          files.read(path, { start: 0, end: 9 }),
          files.write(path),
          // Its answer has no body.
          files.stat(path).then(),
        ].map((doing) => doing.then(String, String)),
      );
    });
    for (const message of messages.slice(0, 3))
      expect(message).toMatch(
        /must take the session token with its access key: got 403 \w+; get new temporary credential/,
      );
    expect(messages[3]).toMatch(/must have the right to: got 403; see whether these temporary credentials are over/);
    for (const message of messages) for (const secret of secretsOf(endpoint)) expect(message).not.toContain(secret);
    expect(tenths).toBeLessThan(100);
    useS3(endpoint);
    const run = await runWithCheckpoints(folder);
    expect(run.message).toMatch(/temporary credentials/);
    expect([run.read, run.tenths < 100]).toEqual([0, true]);
  });
}

/** Gives credentials that end after a few seconds; counts how often it was asked. */
function endingCredentials(): { readonly ask: () => Promise<TemporaryEndpoint>; asked(): number } {
  let asked = 0;
  return {
    ask: () => {
      asked++;
      return assumeRole(server.endpoints, "writer");
    },
    asked: () => asked,
  };
}

const ended = (): Promise<void> => new Promise((done) => setTimeout(done, temporaryMs + 1_500));

test("credentials that a function gives are asked for once, and once more when they are over, by all requests that meet that", async () => {
  const { folder } = await folderFor(writer);
  const { ask, asked } = endingCredentials();
  const { endpoint, region } = server.endpoints;
  const files = useS3({ endpoint, region, credentials: ask });
  const path = `${folder}/large.bin`;
  const large = Uint8Array.from({ length: 20 * 2 ** 20 }, (_, at) => at % 251);
  const file = await files.write(path);
  await file.write(large.subarray(0, 9 * 2 ** 20));
  await Promise.all(["a", "b", "c"].map((name) => put(files, `${folder}/${name}`, new Uint8Array(3))));
  expect(asked()).toBe(1);
  await ended();
  const gone = [
    files.stat(`${folder}/none`),
    files.stat(`${folder}/a`),
    files.read(`${folder}/b`, { start: 0, end: 9 }),
  ];
  const [none, a, b] = await Promise.all(gone);
  expect([none, (a as { sizeBytes: number }).sizeBytes, b]).toEqual([undefined, 3, new Uint8Array(3)]);
  expect(asked()).toBe(2);
  await file.write(large.subarray(9 * 2 ** 20));
  await ended();
  await files.publish(await file.finish(), path);
  expect(asked()).toBe(3);
  expect(Buffer.compare(await files.read(path, { start: 0, end: 2 ** 30 }), large)).toBe(0);
});

test("a run goes on over the end of the credentials that a function gives", async () => {
  const { folder } = await folderFor(writer);
  const { ask, asked } = endingCredentials();
  const { endpoint, region } = server.endpoints;
  useS3({ endpoint, region, credentials: ask });
  const count = 12;
  const numbers = async function* () {
    for (let n = 0; n < count; n++) {
      yield { n };
      await new Promise((done) => setTimeout(done, (2.5 * temporaryMs) / count));
    }
  };
  await from({ [Symbol.asyncIterator]: numbers })
    .sinkTo(csv(`${folder}/out/`))
    .run({ checkpoint: { dir: `${folder}/checkpoints`, interval: "300ms" } });
  expect(asked()).toBeGreaterThan(1);
  const back = (await from(csv<{ n: number }>(`${folder}/out/`)).collect()).map(({ n }) => n);
  expect(back.sort((x, y) => x - y)).toEqual(Array.from({ length: count }, (_, n) => n));
});

test("a function that gives credentials that are over again is told, without a secret", async () => {
  const { folder } = await folderFor(writer);
  const short = await assumeRole(server.endpoints, "writer");
  await ended();
  let asked = 0;
  const credentials = (): TemporaryEndpoint => {
    asked++;
    return short;
  };
  const { endpoint, region } = server.endpoints;
  const files = useS3({ endpoint, region, credentials });
  const message = await files.write(`${folder}/a.txt`).then(String, String);
  expect(message).toMatch(
    /must take the credentials that credentials\(\) of useS3\(…\) gives: got 403 \w+; see whether those that it gives when it is asked again are over, too/,
  );
  for (const secret of secretsOf(short)) expect(message).not.toContain(secret);
  expect(asked).toBe(2);
});

test("another secret of the same key is asked for once, where a function gives credentials", async () => {
  const { folder } = await folderFor(writer);
  const { accessKeyId, secretAccessKey, endpoint, region } = server.endpoints;
  let asked = 0;
  const credentials = (): S3Credentials => {
    asked++;
    return { accessKeyId, secretAccessKey: asked === 1 ? "hush-before" : secretAccessKey };
  };
  const files = useS3({ endpoint, region, credentials });
  await put(files, `${folder}/a`, new Uint8Array(3));
  expect(asked).toBe(2);
  const old = useS3({ endpoint, region, credentials: () => ({ accessKeyId, secretAccessKey: "hush-before" }) });
  const message = await old.read(`${folder}/a`, { start: 0, end: 3 }).then(String, String);
  expect(message).toMatch(/must take the credentials that credentials\(\) of useS3\(…\) gives: got 403/);
  expect(message).not.toContain("hush");
});

test("a temporary key without its token is told", async () => {
  const { folder } = await folderFor(writer);
  const { sessionToken: _, ...rest } = writer;
  await expect(useS3(rest).write(`${folder}/a.txt`)).rejects.toThrow(
    /must know the access key: got 403 InvalidAccessKeyId; check accessKeyId .*; a temporary key is known by its sessionToken alone/,
  );
});

const root = fileURLToPath(new URL("../..", import.meta.url));

test("a run whose token ends says so, goes on with another one where it was, and leaves no secret in what it prints, plans and stores", async () => {
  const { folder } = await folderFor(writer);
  const local = mkdtempSync(join(tmpdir(), "millrace-tokens-"));
  // More than is read before the token ends.
  const length = 1_300_000;
  writeFileSync(join(local, "in.csv"), `n\n${Array.from({ length }, (_, n) => n).join("\n")}\n`);
  const printed: string[] = [];
  const given: TemporaryEndpoint[] = [];
  const millrace = async (endpoint: TemporaryEndpoint, ...words: readonly string[]): Promise<number> => {
    given.push(endpoint);
    const env = { ...environmentOf(endpoint), INPUT: join(local, "in.csv"), OUTPUT: `${folder}/out/` };
    const args = ["--conditions=millrace:source", join(root, "cli/main.ts"), words[0]!];
    const { code, output } = await runCommand(
      process.execPath,
      [...args, join(root, "test/services/remote-job.ts"), ...words.slice(1)],
      { output: "keep", env, timeoutMs: 100_000 },
    );
    printed.push(output);
    return code;
  };
  const checkpoint = ["--checkpoint", `200ms:${folder}/checkpoints`];
  expect(await millrace(writer, "explain")).toBe(0);
  const files = useS3(writer);
  let left: Awaited<ReturnType<typeof contents>> = [];
  // On a busy machine a token may end before the process has stored anything.
  for (let tries = 0; tries < 5 && !left.some(({ path }) => path.endsWith(".manifest")); tries++) {
    const brief = await assumeRole(server.endpoints, "writer");
    expect(await millrace(brief, "run", ...checkpoint, "--restart", "none")).toBe(1);
    expect(printed.at(-1)).toMatch(
      /must take the session token with its access key: got 403|temporary credentials are over/,
    );
    left = await contents(files, folder);
  }
  expect(left.filter(({ path }) => path.endsWith(".manifest")).length).toBeGreaterThan(0);
  expect(await millrace(writer, "run", ...checkpoint)).toBe(0);
  rmSync(local, { recursive: true });
  const numbers = (await from(csv<{ n: number }>(`${folder}/out`)).collect()).map((row) => row.n);
  expect(numbers.length).toBe(length);
  expect(numbers.sort((a, b) => a - b).every((n, at) => n === at)).toBe(true);
  for (const secret of given.flatMap(secretsOf)) {
    expect(printed.join("\n")).not.toContain(secret);
    for (const { path, bytes } of left) {
      expect(path).not.toContain(secret);
      expect(bytes.includes(secret), path).toBe(false);
    }
  }
});

function environmentOf({
  endpoint,
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: TemporaryEndpoint): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}

function secretsOf(endpoint: Partial<TemporaryEndpoint>): string[] {
  return [endpoint.secretAccessKey!, ...(endpoint.sessionToken === undefined ? [] : [endpoint.sessionToken])];
}
