import { expect, test } from "vitest";
import { commandHelp } from "../../cli/command-help.ts";
import { type CommandName, commandOptions } from "../../cli/command-options.ts";
import { helpText } from "../../cli/help.ts";
import { commandLine } from "./command-line.ts";

const cli = commandLine();

const counting = `import { each, job, state } from "millrace";
export default job("counting", ({ range }) => range(0, Infinity).map((n) => ({ key: n % 10, n })).keyBy("key").process({
  state: { seen: state.value() },
  row: (row, { state }) => { state.seen.set((state.seen.get() ?? 0) + 1); return row.n % 1e5 === 0 ? [row.n] : []; },
}).sinkTo(each((n) => console.log(n))));`;

const bounded = `import { each, job } from "millrace";
export default job("bounded", ({ from }) => from([{ at: 1 }, { at: 2 }]).map((row) => row).sinkTo(each((row) => console.log(row.at))));`;

/** Lines of JSON, as they are told beside an answer. */
function events(text: string): Readonly<Record<string, unknown>>[] {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("run --json leaves stdout to the job and tells all else as events, the end last", async () => {
  cli.write("bounded.ts", bounded);
  const { code, out, err } = await cli.millrace("run", "bounded.ts", "--json", "--traces");
  expect({ code, out }).toEqual({ code: 0, out: "1\n2\n" });
  const told = events(err);
  expect(told.at(-1)).toEqual({
    event: "done",
    job: "bounded",
    rowsRead: 2,
    elapsedMs: expect.any(Number),
    savepoint: null,
    skipped: 0,
    deadLettered: 0,
    late: 0,
  });
  for (const one of told.slice(0, -1))
    expect(one).toMatchObject({ event: "progress", job: "bounded", rows: expect.any(Number) });
});

test("what fails and what is wrong is an error event, with the exit code", async () => {
  cli.write("bounded.ts", bounded);
  cli.write("bad.ts", bounded.replace(".map((row) => row)", '.map(() => { throw new Error("no"); })'));
  const ran = await Promise.all([
    cli.millrace("run", "bad.ts", "--json"),
    cli.millrace("why", "nobody", "--json"),
    cli.millrace("list", "--jsn", "--json"),
    cli.millrace("nothing", "--json"),
    cli.millrace("replay", "bounded.ts", "--json"),
  ]);
  const messages = [
    /of map #1 as it threw Error: no/,
    /Cannot ask nobody/,
    /Cannot take option "--jsn"/,
    /Cannot run command "nothing"/,
    /Cannot replay/,
  ];
  for (const [at, exitCode] of [1, 1, 2, 2, 2].entries()) {
    expect(ran[at]!.code).toBe(exitCode);
    expect(events(ran[at]!.err).at(-1)).toEqual({
      event: "error",
      message: expect.stringMatching(messages[at]!),
      exitCode,
    });
    expect(ran[at]!.out).toBe("");
  }
});

test("explain --json gives the plan as data, --code the loops; version and list as data, too", async () => {
  cli.write("bounded.ts", bounded);
  const [plan, code, version, list] = await Promise.all([
    cli.millrace("explain", "bounded.ts", "--json", "--parallelism", "2"),
    cli.millrace("explain", "bounded.ts", "--json", "--code"),
    cli.millrace("version", "--json"),
    cli.millrace("list", "--json"),
  ]);
  const planned = JSON.parse(plan.out);
  expect(planned).toEqual({
    job: "bounded",
    parallelism: 2,
    plan: [expect.objectContaining({ label: "sink forEach" })],
  });
  expect(JSON.stringify(planned.plan[0].children)).toContain("map #1");
  expect(JSON.parse(code.out)).toEqual({
    job: "bounded",
    parallelism: 1,
    code: expect.stringContaining("return function run"),
  });
  expect(JSON.parse(version.out)).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  expect(JSON.parse(list.out)).toEqual([]);
});

test("a running job is asked for data, savepoints and its end", async () => {
  cli.write("counting.ts", counting);
  const { child, ended, printed } = cli.start([
    "run",
    "counting.ts",
    "--json",
    "--dashboard",
    "--checkpoint",
    "1h:checkpoints",
  ]);
  await printed;
  const [list, saved] = await Promise.all([
    cli.millrace("list", "--json"),
    cli.millrace("savepoint", "counting", "--json"),
    cli.millrace("why", "counting", "--json").then(({ out }) => JSON.parse(out)),
  ]);
  expect(JSON.parse(list.out)).toEqual([
    {
      process: child.pid,
      job: "counting",
      path: expect.stringContaining("counting.ts"),
      status: expect.objectContaining({ restarts: 0 }),
    },
  ]);
  const written = { job: "counting", process: child.pid, savepoint: expect.stringMatching(/savepoints.*\.manifest$/) };
  expect(JSON.parse(saved.out)).toEqual(written);
  const stopped = await cli.millrace("cancel", "counting", "--json");
  expect(JSON.parse(stopped.out)).toEqual({ job: "counting", process: child.pid });
  const { code, err } = await ended;
  expect(code).toBe(130);
  const told = events(err);
  expect(told.find(({ event }) => event === "dashboard")).toMatchObject({
    url: expect.stringMatching(/^http:\/\/127/),
  });
  expect(told.at(-1)).toEqual({ event: "stopped", job: "counting", checkpoint: null, exitCode: 130 });
});

test("help of a command names each of its options, what --json gives, and an example; no other option", () => {
  for (const [command, text] of Object.entries(commandHelp)) {
    // What the page of `serve` and the scripts of shells say, and nobody writes.
    const own = ["served", "offer"];
    const options = Object.keys(commandOptions[command as CommandName]).filter((name) => !own.includes(name));
    // Node's own option.
    const ours = text.replaceAll('NODE_OPTIONS="--import', "");
    const named = new Set([...ours.matchAll(/--([a-z][a-z-]*)/g)].map(([, name]) => name!));
    // `resume` is a word for `run --from`.
    expect([...named].filter((name) => !options.includes(name))).toEqual([]);
    for (const name of options) {
      if (command === "resume" && name === "from") continue;
      expect(named, `${command} --${name}`).toContain(name);
    }
    expect(text).toMatch(new RegExp(`^millrace ${command}\\b`));
    expect(text).toMatch(/\nexamples\n {2}(?:millrace|eval)/);
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(132);
  }
});

test("help of a command is shown by either word", async () => {
  const [behind, before, odd, data, all] = await Promise.all([
    cli.millrace("stop", "job.ts", "-h"),
    cli.millrace("help", "stop"),
    cli.millrace("help", "stopp"),
    cli.millrace("help", "stop", "--json"),
    cli.millrace("help", "--json"),
  ]);
  expect(behind).toEqual({ code: 0, out: commandHelp.stop, err: "" });
  expect(before).toEqual(behind);
  expect({ code: odd.code, out: odd.out }).toEqual({ code: 2, out: "" });
  expect(odd.err).toMatch(/^millrace: Cannot run command "stopp" as there is none of that name: use run or /);
  expect(JSON.parse(data.out)).toEqual({ help: commandHelp.stop });
  expect(JSON.parse(all.out)).toEqual({ help: helpText });
});
