import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandLine, type Ended, root } from "./command-line.ts";

const cli = commandLine();

/** Runs it, and tells all that it has printed whenever there is more. */
function millrace(
  words: readonly string[],
  onText: (text: string, kill: (signal?: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ended> {
  const { child, ended } = cli.start(words);
  let out = "";
  child.stdout!.on("data", (text) => {
    out += text;
    onText(out, (signal = "SIGINT") => void child.kill(signal));
  });
  return ended;
}

/** Runs it as a shell does, with what it writes redirected. */
function redirected(where: string, words: readonly string[]): Promise<Ended> {
  const command = [process.execPath, "--conditions=millrace:source", join(root, "cli", "main.ts"), ...words];
  return new Promise((resolve) => {
    const child = execFile("sh", ["-c", `exec "$0" "$@" ${where}`, ...command], { cwd: cli.folder }, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}

const job = (name: string, source: string): string =>
  cli.write(name, `import { job, each } from "millrace";\n${source}`);

const sums = `export default job("sums", ({ from }) =>
  from([1, 2, 30]).filter((n) => n > 1).map((n) => ({ n, twice: n * 2 })).sinkTo(each((row) => console.log(JSON.stringify(row)))));`;

describe("millrace", () => {
  test("run runs the job that a module exports and ends with 0", async () => {
    const { code, out, err } = await millrace(["run", job("sums.ts", sums), "--parallelism", "2"]);
    expect({ code, out }).toEqual({ code: 0, out: '{"n":2,"twice":4}\n{"n":30,"twice":60}\n' });
    expect(err).toMatch(/^sums: 3 rows in \d+\.\d\d s\n$/);
  });

  test("run takes a size that sorts and groups keep to, the rest goes to disk", async () => {
    const large = `export default job("large", ({ range }) =>
      range(300_000).map((n) => ({ key: (n * 7919) % 300_000 })).sort("key").limit(2).sinkTo(each((row) => console.log(row.key))));`;
    const { code, out, err } = await millrace(["run", job("large.ts", large), "--memory", "1MB"]);
    expect({ code, out }).toEqual({ code: 0, out: "0\n1\n" });
    expect(err).toMatch(/^large: /);
  });

  test("run keeps state in a folder, of which nothing is left", async () => {
    const counting = `import { state } from "millrace";
      export default job("counting", ({ range }) => range(30_000).keyBy((n) => "key " + (n % 10_000)).process({
      state: { seen: state.value() },
      row(n, { key, state }) {
        state.seen.set((state.seen.get() ?? 0) + 1);
        return key === "key 7" ? [{ key, seen: state.seen.get() }] : [];
      } }).sinkTo(each((row) => console.log(row.seen))));`;
    const disk = join(cli.folder, "state");
    for (const parallelism of ["1", "2"]) {
      const words = ["run", job("counting.ts", counting), "--parallelism", parallelism];
      const { code, out } = await millrace([...words, "--state", `disk:${disk}`, "--state-memory", "100kB"]);
      expect({ code, out }).toEqual({ code: 0, out: "1\n2\n3\n" });
      expect(readdirSync(disk)).toEqual([]);
    }
  });

  test("what a run printed before it failed is there for whoever reads it late", async () => {
    const failing = `export default job("failing", ({ from }) => from([1, 2]).map((n) => {
      if (n === 2) throw new Error("no more");
      console.log("x".repeat(1_000_000));
      return n;
    }).sinkTo(each(() => {})));`;
    const { child, ended } = cli.start(["run", job("failing.ts", failing)]);
    child.stdout!.pause();
    const told = new Promise<void>((resolve) => {
      let err = "";
      child.stderr!.on("data", (text) => {
        err += text;
        if (err.includes("no more")) resolve();
      });
    });
    await told;
    // Longer than a process that was told to stop waits for its reader.
    await new Promise((done) => setTimeout(done, 2500));
    expect(child.exitCode).toBeNull();
    child.stdout!.resume();
    const { code, out } = await ended;
    expect({ code, bytes: out.length }).toEqual({ code: 1, bytes: 1_000_001 });
  });

  test("ends without a word when nobody reads its output any more", async () => {
    const { child, ended } = cli.start(["help"]);
    child.stdout!.destroy();
    const { code, err } = await ended;
    expect({ code, err }).toEqual({ code: 141, err: "" });
  });

  test.runIf(process.platform === "linux")(
    "output that a full disk does not take fails in a sentence, and what was open is closed",
    async () => {
      const both = `import { stdout } from "millrace/connectors/stdio";
      const file = { name: "file", guarantee: "at-least-once", commit: async () => {},
        open: async () => ({ write() {}, finish() {}, prepare: async () => undefined, close: async () => console.error("closed") }) };
      export default job("both", ({ from }) => {
        const rows = from([1, 2]);
        return [rows.sinkTo(stdout()), rows.sinkTo(file)];
      });`;
      const printing = `export default job("printing", ({ from }) => from([1, 2]).sinkTo(each((n) => console.log(n))));`;
      const [help, data, sink, printed, untold] = await Promise.all([
        redirected(">/dev/full", ["help"]),
        redirected(">/dev/full", ["list", "--json"]),
        redirected(">/dev/full", ["run", job("both.ts", both)]),
        redirected(">/dev/full", ["run", job("printing.ts", printing)]),
        redirected("2>/dev/full", ["run", "printing.ts"]),
      ]);
      const lost =
        "Cannot write to standard output as it must take all of it: got ENOSPC: no space left on device, write; free some space where it goes, or write it elsewhere";
      expect(help).toEqual({ code: 1, out: "", err: `millrace: ${lost}\n` });
      expect({ code: data.code, told: JSON.parse(data.err) }).toEqual({
        code: 1,
        told: { event: "error", message: lost, exitCode: 1 },
      });
      expect(sink.code).toBe(1);
      expect(sink.err).toMatch(
        /closed\n.*millrace: Cannot write to standard output as whoever reads it must take it: got ENOSPC; see whether /s,
      );
      expect(printed.code).toBe(1);
      expect(printed.err.split("\n").sort()).toEqual([
        "",
        `millrace: ${lost}`,
        expect.stringMatching(/^printing: 2 rows in /),
      ]);
      // Where messages go there is no room: the job is done all the same.
      expect(untold).toEqual({ code: 0, out: "1\n2\n", err: "" });
    },
    60_000,
  );

  test("run gives each subtask a thread, and Ctrl-C ends all of them", async () => {
    const endless = `import { isMainThread } from "node:worker_threads";
      export default job("endless", ({ range }) => range(Infinity).keyBy((n) => n % 7).process({ row: (n) => {
        if (n === 50_000) console.log(isMainThread ? "in main" : "in a worker");
        return [];
      } }).discard());`;
    const { code, out, err } = await millrace(
      ["run", job("endless.ts", endless), "--parallelism", "2"],
      (text, kill) => text.includes("worker") && kill(),
    );
    expect({ code, out }).toEqual({ code: 130, out: "in a worker\n" });
    expect(err).toContain("endless: stopped; nothing was committed\n");
  });

  test("run --one-thread takes rows that no thread could be sent", async () => {
    const urls = `export default job("urls", ({ from }) => from(["a", "b", "c", "d"]).map((host) => new URL("http://" + host))
      .keyBy((url) => url.host).process({ row: (url) => [url.host] }).sinkTo(each((host) => console.log(host))));`;
    const words = ["run", job("urls.ts", urls), "--parallelism", "2"];
    expect((await millrace([...words, "--one-thread"])).out.split("\n").sort()).toEqual(["", "a", "b", "c", "d"]);
    expect((await millrace(words)).err).toMatch(
      /^millrace: Cannot send a row to another thread .*got URL; .*or run on one thread/m,
    );
  });

  test("explain shows where each step runs", async () => {
    const { out } = await millrace(["explain", job("sums.ts", sums), "--parallelism", "2"]);
    expect(out).toMatch(/sink forEach.*runs in: the main thread.*source.*runs in: workers 1 to 2/s);
    const { out: alone } = await millrace(["explain", job("sums.ts", sums), "--parallelism", "2", "--one-thread"]);
    expect(alone).not.toContain("runs in");
  });

  test("explain shows the plan and runs nothing", async () => {
    const { code, out } = await millrace(["explain", job("sums.ts", sums)]);
    expect(code).toBe(0);
    expect(out).toContain("sink forEach");
    expect(out).toContain("filter #1 → map #2");
    expect(out).not.toContain("twice");
  });

  test("explain --code shows how each lambda is called and the loop", async () => {
    const { out } = await millrace(["explain", job("sums.ts", sums), "--code"]);
    expect(out).toContain("map #2: called with the value before it, as it is");
    expect(out).toContain("return function run");
  });

  test("a job that fails ends with 1 and says where", async () => {
    const path = job(
      "bad.ts",
      'export default job("bad", ({ from }) => from([{ a: 1 }, null]).map((row) => row!.a).discard());',
    );
    const { code, err } = await millrace(["run", path]);
    expect(code).toBe(1);
    expect(err).toContain("Cannot apply the lambda of map #1 at row 1 of map #1 as it threw TypeError");
  });

  test("Ctrl-C stops an unbounded job cleanly with 130", async () => {
    const path = job(
      "endless.ts",
      'export default job("endless", ({ range }) => range(0, Infinity).filter((n) => n % 1e6 === 0).sinkTo(each((n) => console.log(n))));',
    );
    const { code, err } = await millrace(["run", path], (text, stop) => {
      if (text.includes("1000000")) stop();
    });
    expect({ code, err }).toEqual({ code: 130, err: "endless: stopped; nothing was committed\n" });
  });

  test("a terminal that is closed stops a job cleanly, and no file of it is left", async () => {
    const path = job(
      "hung-up.ts",
      `import { csv } from "millrace/connectors/csv";
      export default job("hung-up", ({ range }) => range(0, Infinity).map((n) => {
        if (n === 50_000) console.log("going");
        return { n };
      }).sinkTo(csv("hung-up/out.csv")));`,
    );
    const { code, err } = await millrace(["run", path], (text, stop) => {
      if (text.includes("going")) stop("SIGHUP");
    });
    expect({ code, err }).toEqual({ code: 129, err: "hung-up: stopped; nothing was committed\n" });
    expect(readdirSync(join(cli.folder, "hung-up"))).toEqual([]);
  });

  test("Ctrl-C ends the process though the job has timers and its source waits", async () => {
    const path = job(
      "held.ts",
      `setInterval(() => undefined, 1000);
      async function* ticks() { yield 1; await new Promise((resolve) => setTimeout(resolve, 3_600_000)); }
      export default job("held", ({ from }) => from(ticks(), { boundedness: "unbounded" }).sinkTo(each((n) => console.log(n))));`,
    );
    const { code, err } = await millrace(["run", path], (text, stop) => {
      if (text.includes("1")) stop();
    });
    expect({ code, err }).toEqual({ code: 130, err: "held: stopped; nothing was committed\n" });
  });

  test("a second Ctrl-C does not wait for a sink that is slow to close", async () => {
    const path = job(
      "slow.ts",
      `export default job("slow", ({ range }) => range(0, Infinity).filter((n) => n % 1e6 === 0).sinkTo({
        name: "slow",
        open: () => ({
          write: () => console.log("row"),
          prepare: () => undefined,
          commit: () => undefined,
          close: () => { console.log("closing"); return new Promise((resolve) => setTimeout(resolve, 25_000)); },
        }),
      }));`,
    );
    const { code, err } = await millrace(["run", path], (text, stop) => {
      if (/row\n$|closing\n$/.test(text)) stop();
    });
    expect({ code, err }).toEqual({
      code: 130,
      err: "slow: ended before all was closed: hidden temporary files may be left\n",
    });
  });

  test("a job that fails ends with 1 though it has timers", async () => {
    const path = job(
      "failing.ts",
      `setInterval(() => undefined, 1000);
      export default job("failing", ({ from }) => from([1]).map(() => { throw new Error("no"); }).discard());`,
    );
    expect((await millrace(["run", path])).code).toBe(1);
  });

  test.each(["version", "--version", "-v", "-V"])("%s shows the version of both manifests", async (word) => {
    const versionIn = (name: string): string =>
      (JSON.parse(readFileSync(join(root, name), "utf8")) as { version: string }).version;
    expect(await millrace([word])).toEqual({ code: 0, out: `millrace ${versionIn("package.json")}\n`, err: "" });
    expect(versionIn("deno.json")).toBe(versionIn("package.json"));
  });

  test.each([["help"], ["--help"], ["-h"]])("%s shows how it is used, and ends with 0", async (...words) => {
    const { code, out } = await millrace(words);
    expect(code).toBe(0);
    expect(out).toMatch(/^millrace — .*usage.*millrace version/s);
  });

  test("a job that imports what is not there is not said to be missing itself", async () => {
    const path = job("lost.ts", 'import "./nowhere.ts";\nexport default 1;');
    const { code, err } = await millrace(["run", path]);
    expect(code).not.toBe(0);
    expect(err).toMatch(/lost\.ts as it failed while loading: .*nowhere\.ts/);
  });

  const wrong: [string, readonly string[], RegExp][] = [
    ["no command", [], /^$/],
    ["an unknown command", ["rum", "job.ts"], /there is none of that name: use run or explain/],
    ["a missing file", ["run", "nope.ts"], /Cannot load nope\.ts as there is no such file/],
    ["a folder", ["run", "."], /Cannot load \. as it is a folder; give the path of a module, like \.\/job\.ts/],
    ["no job named", ["run"], /one module must be named/],
    ["a command that every object has", ["constructor"], /there is none of that name: use run or explain/],
    ["an option that every object has", ["run", "a.ts", "--constructor", "2"], /none of that name: use --parallelism/],
    ["an option behind --", ["run", "--", "--help"], /Cannot load --help as there is no such file/],
    ["an unknown option", ["run", "a.ts", "--paralelism", "2"], /none of that name: use --parallelism/],
    ["a bad number", ["run", "a.ts", "--parallelism", "0"], /must be a whole number above 0/],
    [
      "a size without a unit",
      ["run", "a.ts", "--memory", "512"],
      /must be a size above 0 with one of the units B, kB, MB/,
    ],
    ["state that is nowhere", ["run", "a.ts", "--state", "./state"], /must be disk: and a folder/],
    ["memory for state that has no disk", ["run", "a.ts", "--state-memory", "1MB"], /add --state disk:FOLDER/],
    ["a missing value", ["run", "a.ts", "--parallelism"], /its value is missing/],
  ];
  for (const [title, words, message] of wrong) {
    test(`${title} ends with 2 and a sentence that helps`, async () => {
      const { code, err } = await millrace(words);
      expect(code).toBe(2);
      expect(err).toMatch(message);
    });
  }

  test("a module without a job ends with 2 and shows what to write", async () => {
    cli.write("none.ts", "export default 5;");
    const { code, err } = await millrace(["run", "none.ts"]);
    expect(code).toBe(2);
    expect(err).toContain('write export default job("name", ({ from }) => from(…)….sinkTo(…))');
  });

  test("help names every command and exit code", async () => {
    const { code, out } = await millrace(["--help"]);
    expect(code).toBe(0);
    for (const word of ["run", "explain", "--code", "130"]) expect(out).toContain(word);
  });
});
