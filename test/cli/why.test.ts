import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { machineName } from "../../core/platform/mod.ts";
import { commandLine } from "./command-line.ts";

const cli = commandLine();
const { millrace, whileRunning } = cli;

const announced = () => {
  const jobs = join(cli.temporary, `millrace-jobs-${process.getuid!()}`);
  return existsSync(jobs) ? readdirSync(jobs).map((name) => join(jobs, name)) : [];
};

/** A job with a row and then silence, behind it a window that waits. */
function silentJob(name: string): string {
  return cli.write(
    `${name}.ts`,
    `import { count, job, tumbling } from "millrace";
const orders = { async *[Symbol.asyncIterator]() { yield { at: Date.UTC(2026, 0, 1, 9, 2), shop: "Kent" }; console.log("given"); await new Promise(() => {}); } };
export default job(${JSON.stringify(name)}, ({ from }) =>
  from(orders, { boundedness: "unbounded" })
    .withEventTime((order) => order.at)
    .keyBy((order) => order.shop)
    .window(tumbling("1h"))
    .aggregate({ orders: count() }, { name: "orders a shop" })
    .discard());`,
  );
}

describe("millrace why", () => {
  test("asks a job in another process, by its module, its name, its number, or as the only one", async () => {
    await whileRunning([silentJob("hot-items")], async (child) => {
      for (const name of [["hot-items.ts"], ["hot-items"], [String(child.pid)], []]) {
        const { code, out, err } = await millrace("why", ...name);
        expect({ code, err }).toEqual({ code: 0, err: "" });
        expect(out).toMatch(
          new RegExp(
            `^hot-items \\(process ${child.pid}\\)\norders a shop has not fired as event time is at 2026-01-01 09:01:59\\.999 UTC, ` +
              "and its next window \\[2026-01-01 09:00, 2026-01-01 10:00\\) is due at 2026-01-01 09:59:59\\.999 UTC",
          ),
        );
        expect(out).toContain(
          "Event time is held back by source async iterable, at 2026-01-01 09:01:59.999 UTC: 1 row of it came",
        );
      }
    });
  });

  test("asks about a step and a key, and gives data where that is wanted", async () => {
    await whileRunning([silentJob("hot-items")], async () => {
      const asked = async (...words: readonly string[]) => {
        const { out } = await millrace("why", "hot-items", ...words, "--json");
        return JSON.parse(out) as Record<string, unknown>;
      };
      expect(await asked("orders a shop", "--key", "Kent")).toMatchObject({
        key: "Kent",
        reason: "event time",
        holds: { count: 1 },
      });
      expect(await asked("orders a shop", "--key", "7")).toMatchObject({ key: 7, reason: "no such key" });
      const unknown = await millrace("why", "hot-items", "nothing of the kind");
      expect(unknown).toMatchObject({ code: 1, out: "" });
      expect(unknown.err).toContain('Cannot explain "nothing of the kind" as one step of the run must have that name');
    });
  });

  test("one of several jobs must be named", async () => {
    await whileRunning([silentJob("first")], () =>
      whileRunning([silentJob("second")], async () => {
        const { code, err } = await millrace("why");
        expect(code).toBe(2);
        expect(err).toMatch(/Cannot tell which job is meant as several run: .*first.*second|second.*first/);
        expect((await millrace("why", "second")).out).toContain("second (process");
      }),
    );
  });

  test("a job that does not run is told apart, also one that was killed", async () => {
    expect(await millrace("why", "hot-items.ts")).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        "Cannot ask hot-items.ts as it must run by millrace run on this machine: got running none; start it by",
      ),
    });
    const { child, printed, ended } = cli.start(["run", silentJob("killed")]);
    await printed;
    child.kill("SIGKILL");
    await ended;
    expect(announced().length).toBe(1);
    expect((await millrace("why", "killed")).err).toContain("got running none");
    expect(announced()).toEqual([]);
  });

  test("a job that lives but does not answer is not forgotten, one that is gone is, however little it could write", async () => {
    const jobs = join(cli.temporary, `millrace-jobs-${process.getuid!()}`);
    const silent = createServer((socket) => void socket.destroy());
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    const announce = (number: number, text: string) =>
      writeFileSync(join(jobs, `${number}-${machineName()}.json`), text, { mode: 0o600 });
    const gone = spawnSync(process.execPath, ["--version"]).pid;
    announce(gone, "");
    announce(process.pid, JSON.stringify({ process: process.pid, job: "busy", path: "/busy.ts", port, token: "x" }));
    const asked = await millrace("why", "busy");
    silent.close();
    expect(asked).toMatchObject({
      code: 1,
      err: `millrace: Cannot ask busy (process ${process.pid}) as it must answer between two batches: got a connection that was closed; ask again, or see whether a function of the job is stuck\n`,
    });
    expect(announced()).toEqual([join(jobs, `${process.pid}-${machineName()}.json`)]);
    // Nobody listens any more: the process is another one that has got the number.
    expect((await millrace("why", "busy")).err).toContain("got running none");
    expect(announced()).toEqual([]);
  });

  test("only this user can read how to ask, and whoever cannot show it gets nothing", async () => {
    await whileRunning([silentJob("guarded")], async () => {
      const [path] = announced();
      expect(statSync(join(path!, "..")).mode & 0o777).toBe(0o700);
      const { port } = JSON.parse(readFileSync(path!, "utf8")) as { port: number };
      const said = (text: string) =>
        new Promise<string>((resolve) => {
          let answer = "";
          const socket = connect({ port, host: "127.0.0.1" });
          socket.on("data", (more) => {
            answer += String(more);
          });
          socket.on("error", () => undefined);
          socket.on("close", () => resolve(answer));
          socket.write(text);
        });
      for (const text of [
        '{"token":"guess","step":null}\n',
        "GET / HTTP/1.1\r\n\r\n",
        "null\n",
        `${"x".repeat(70_000)}`,
      ]) {
        expect(await said(text)).toBe("");
      }
      expect((await millrace("why", "guarded")).code).toBe(0);
    });
    expect(announced()).toEqual([]);
  });

  test("a folder that others can write in is not used: the job runs all the same, and says that it cannot be asked", async () => {
    const open = mkdtempSync(join(tmpdir(), "why-open-"));
    mkdirSync(join(open, `millrace-jobs-${process.getuid!()}`), { mode: 0o777 });
    cli.write(
      "short.ts",
      'import { job } from "millrace";\nexport default job("short", ({ from }) => from([1]).discard());',
    );
    const { code, err } = await cli.start(["run", "short.ts"], { TMPDIR: open }).ended;
    expect(code).toBe(0);
    expect(err).toMatch(
      /^warning: other commands cannot ask short: Cannot use .* as only this user may have a right to it: got mode 7/,
    );
    rmSync(open, { recursive: true });
  });
});
