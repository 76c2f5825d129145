import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { stdin, stdout } from "../../../connectors/stdio/mod.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

interface Piped {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

function piped(command: readonly string[], env: Readonly<Record<string, string>> = {}): Piped {
  const child = spawn(process.execPath, ["--conditions=millrace:source", ...command], {
    env: { ...process.env, ...env },
  });
  let [out, err] = ["", ""];
  child.stdout!.setEncoding("latin1").on("data", (text: string) => (out += text));
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (err += text));
  child.stdin!.on("error", () => undefined);
  const utf8 = (): string => Buffer.from(out, "latin1").toString("utf8");
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, out: utf8(), err }));
  return { child, out: utf8, err: () => err, ended };
}

function job(env: Readonly<Record<string, string>> = {}, words: readonly string[] = []): Piped {
  return piped([join(root, "cli/main.ts"), "run", join(root, "test/connectors/stdio/pass.job.ts"), ...words], env);
}

async function passed(
  input: string | Uint8Array,
  env: Readonly<Record<string, string>> = {},
  words: readonly string[] = [],
) {
  const { child, ended } = job(env, words);
  child.stdin!.end(input);
  return ended;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 5));
}

test("lines of JSON go through a pipe as they are, and what the run has to say does not stand among them", async () => {
  const input = '{"city":"Kęnt €😀","km":4}\n\n[1,null]\r\n"x"\n{"big":12345678901234567890}';
  const { code, out, err } = await passed(input);
  expect([code, out]).toEqual([0, '{"city":"Kęnt €😀","km":4}\n[1,null]\n"x"\n{"big":12345678901234567890}\n']);
  expect(err).toMatch(/^pass: 4 rows in/);
});

test("CSV has its first line once, however many subtasks write it, and quotes what it must", async () => {
  const input = `\ufeffid,name\n${Array.from({ length: 9000 }, (_, id) => `${id},"a ""q"", ${id}"\n`).join("")}`;
  const { code, out } = await passed(input, { IN: "csv", OUT: "csv" }, ["--parallelism", "2"]);
  expect(code).toBe(0);
  expect(out.split("\n").sort()).toEqual(input.slice(1).split("\n").sort());
  expect(out.slice(0, 8)).toBe("id,name\n");
});

test("text, Latin-1, types of a schema and no rows at all", async () => {
  expect(await passed(Uint8Array.of(0xe9, 10, 0x80), { IN: "text", OUT: "text", ENCODING: "latin1" })).toMatchObject({
    code: 0,
    out: "é\n\u0080\n",
  });
  expect(await passed("id,at,ok\n7,2024-05-01,true\n", { IN: "csv", SCHEMA: "1" })).toMatchObject({
    code: 0,
    out: '{"id":7,"at":1714521600000,"ok":true}\n',
  });
  expect(await passed("id,at,ok\n7,2024-05-01,true\n", { IN: "csv", SCHEMA: "1", OUT: "csv" })).toMatchObject({
    out: "id,at,ok\n7,2024-05-01,true\n",
  });
  expect(await passed("", { SCHEMA: "1", OUT: "csv" })).toMatchObject({ code: 0, out: "id,at,ok\n" });
  expect(await passed("", {})).toMatchObject({ code: 0, out: "" });
});

test("a bad line fails with its number, or is left out and counted", async () => {
  const input = '{"a":1}\n{"a":\n{"a":3}\n';
  const failed = await passed(input);
  expect([failed.code, failed.err]).toEqual([
    1,
    expect.stringMatching(/Cannot read line 2 of standard input as it must be JSON: got /),
  ]);
  expect(await passed(input, { BAD: "skip" })).toMatchObject({
    code: 0,
    out: '{"a":1}\n{"a":3}\n',
    err: expect.stringContaining("1 record was skipped"),
  });
  expect(
    await passed(`${"x".repeat(99)}\nok\n`, { IN: "text", OUT: "text", BAD: "skip", LONGEST: "20" }),
  ).toMatchObject({ out: "ok\n" });
});

test("a run with checkpoints is refused before anything is read", async () => {
  const { code, out, err } = await passed('{"a":1}\n', {}, ["--checkpoint", "1s:/nowhere"]);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(
    /Cannot run stdin\(json\) with checkpoints .* does not come again; write it to a file and read that/,
  );
});

test("a run that begins again tells why it failed, and that standard input does not", async () => {
  const { code, err } = await passed('{"a":1}\n{"a":\n', {}, ["--restart", "fixed:10ms:1"]);
  expect(code).toBe(1);
  expect(err).toMatch(
    /Restarting in 0\.0 s: Cannot read line 2[\s\S]*Cannot read stdin\(json\) again as standard input comes once: [\s\S]*leave --restart \(restart\) out/,
  );
});

test("each row is there as soon as its line is, though more may come", async () => {
  const { child, out, ended } = job({ BOUNDEDNESS: "unbounded" });
  for (const [n, text] of ['{"n":0}\n{"n"', ":1}\n", '{"n":2}\n'].entries()) {
    child.stdin!.write(text);
    await until(() => out().split("\n").length - 1 >= Math.min(n + 1, 3));
  }
  child.stdin!.end();
  expect(await ended).toMatchObject({ code: 0, out: '{"n":0}\n{"n":1}\n{"n":2}\n' });
});

test("Ctrl-C ends a run that waits for more, and one whose reader takes nothing", async () => {
  const waiting = job({ BOUNDEDNESS: "unbounded" });
  waiting.child.stdin!.write('{"n":0}\n');
  await until(() => waiting.out() !== "");
  waiting.child.kill("SIGINT");
  expect(await waiting.ended).toMatchObject({ code: 130, err: expect.stringContaining("pass: stopped") });

  const held = job();
  held.child.stdout!.pause();
  let isFull = false;
  const line = `${JSON.stringify({ text: "x".repeat(1000) })}\n`;
  while (!isFull) {
    isFull = !held.child.stdin!.write(line.repeat(100));
    await Promise.race([
      once(held.child.stdin!, "drain").then(() => (isFull = false)),
      new Promise((done) => setTimeout(done, 1000)),
    ]);
  }
  held.child.kill("SIGINT");
  // Before anybody reads on.
  await once(held.child, "exit");
  held.child.stdout!.resume();
  await held.ended;
});

test("whoever reads no more ends the run without a word", async () => {
  const { child, err, ended } = job();
  child.stdout!.once("data", () => child.stdout!.destroy());
  const write = (): void => {
    while (child.stdin!.writable && child.stdin!.write('{"n":1}\n'.repeat(1000)));
  };
  child.stdin!.on("drain", write);
  write();
  expect(await ended).toMatchObject({ code: 141 });
  expect(err()).toBe("");
});

test("a slow reader holds back who writes, and memory stays flat", async () => {
  const { child, ended } = job({}, []);
  child.stdout!.pause();
  const line = `${JSON.stringify({ text: "x".repeat(10_000) })}\n`;
  let taken = 0;
  let isOver = false;
  const writing = (async () => {
    for (let n = 0; n < 3000 && !isOver; n++) {
      if (!child.stdin!.write(line.repeat(10))) await Promise.race([once(child.stdin!, "drain"), once(child, "exit")]);
      taken += 10;
    }
  })();
  let before = -1;
  while (before !== taken || taken === 0) {
    before = taken;
    await new Promise((done) => setTimeout(done, 1500));
  }
  // 300 MB were to come: pipes and what is under way hold a few.
  expect(taken * line.length).toBeLessThan(40 * 2 ** 20);
  isOver = true;
  child.stdout!.resume();
  await writing;
  child.stdin!.end();
  expect((await ended).code).toBe(0);
});

test("in a script of one's own: a second reader and a reader that has gone are errors that say what to do", async () => {
  const second = piped([
    "--input-type=module",
    "-e",
    `
    import { from } from "millrace";
    import { stdin } from "millrace/connectors/stdio";
    console.log(JSON.stringify(await from(stdin()).collect()));
    await from(stdin()).collect().catch((error) => console.log(error.message));
  `,
  ]);
  second.child.stdin!.end("1\n2\n");
  const { out, err } = await second.ended;
  expect(`${out}${err}`).toMatch(
    /^\[1,2\]\nCannot read stdin\(json\) again as standard input comes once: got a second reader of it; read it once/,
  );

  const gone = piped([
    "--input-type=module",
    "-e",
    `
    import { from, generate } from "millrace";
    import { stdout } from "millrace/connectors/stdio";
    await from(generate({ make: (n) => n })).sinkTo(stdout()).run().catch((error) => console.error(error.message));
  `,
  ]);
  gone.child.stdout!.once("data", () => gone.child.stdout!.destroy());
  expect((await gone.ended).err).toMatch(
    /Cannot write to standard output as whoever reads it must take it: got EPIPE; see whether its reader has ended/,
  );
});

test.each([
  [() => stdin({ format: "xml" as never }), /format/],
  [() => stdin({ delimiter: ";" }), /Cannot set delimiter in stdin\(…\) as it is of CSV: got format "json"/],
  [() => stdin({ format: "csv", columns: ["a", "a"] }), /names that differ: got "a", "a"/],
  [() => stdin({ format: "csv", delimiter: ";;" }), /one ASCII character: got ";;"/],
  [() => stdin({ format: "csv", delimiter: '"' }), /one ASCII character/],
  [() => stdin({ maxRecordBytes: 0 }), /whole number above 0: got 0/],
  [() => stdin({ schema: { a: "int32" } as never }), /must be made by schema\(\)/],
  [() => stdin({ onError: "skip" } as never), /from\(stdin\(…\), \{ onError: … \}\)/],
  [() => stdout({ schema: 1 } as never), /schema/],
])("what cannot be meant is refused: %#", (make, message) => {
  expect(make).toThrow(message);
});
