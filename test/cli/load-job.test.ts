import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { entries, loadFailure } from "../../cli/load-failure.ts";
import { commandLine, root } from "./command-line.ts";

const { millrace, write } = commandLine();

const importing = 'import { each, from, job } from "millrace";\n';

/** Modules that are no jobs yet, and what is said of them. */
const modules: Readonly<Record<string, readonly [source: string, told: RegExp]>> = {
  "prints.ts": [
    "await from([1, 2]).print();",
    /^Cannot explain prints\.ts as millrace explain runs no data, and the module runs a dataset while it is loaded: got collect\(\), print\(\).*write export default job\(/,
  ],
  "collects.ts": [
    "export default from([1]).map((n) => void console.log(n)).collect();",
    /runs no data.*write export default job\(/,
  ],
  "builds.ts": [
    'export default job("hot", ({ from }) => from([1]).print());',
    /^Cannot run job "hot" as its build function must return what sinkTo gives: got a promise, as collect\(\), print\(\)/,
  ],
  "data.ts": [
    "export default from([1]);",
    /must be a job: got a dataset, without a job around it; write export default job\(/,
  ],
  "output.ts": ["export default from([1]).discard();", /got what sinkTo gives, without a job around it/],
  "named.ts": [
    'export const hot = job("hot", ({ from }) => from([1]).discard());',
    /must be a job: got none; write export default hot$/,
  ],
  "syntax.ts": [
    'export default job("hot", ({ from }) => from([1]).map((n) => n * 2.print());',
    /got Expression expected, in \S+syntax\.ts, line 2, column \d+: "export default job\(.*"; mend what is written there/,
  ],
  "plain.js": ["const x = ;", /got Unexpected token ';', in \S+plain\.js, line 2, column 11; mend/],
  "throws.ts": [
    "null.foo;",
    /failed while loading: got Cannot read properties of null .*, in \S+throws\.ts, line 2, column 6/,
  ],
  "entry.ts": ['import { csv } from "millrace/csv";', /; write from "millrace\/connectors\/csv"$/],
  "name.ts": [
    'import { jsonLines } from "millrace";',
    /, line 2, column 10: .*; write import \{ jsonLines \} from "millrace\/connectors\/json-lines"$/,
  ],
};

// One process loads them all, as each costs most of a second.
const tells = `
import { loadPlan } from ${JSON.stringify(join(root, "cli", "load-job.ts"))};
for (const name of ${JSON.stringify(Object.keys(modules))}) {
  const told = await loadPlan([name], "explain").then((job) => job.output()).then(() => "nothing", ({ message }) => message);
  console.log(JSON.stringify([name, told]));
}
process.exit(0);
`;

test("a module without a job is told what it has in its place, and nothing runs", async () => {
  for (const [name, [source]] of Object.entries(modules)) write(name, `${importing}${source}\n`);
  const { out, err } = await millrace("run", write("tells.ts", tells));
  const told = out.split("\n").filter((line) => line !== "");
  expect([told.length, err]).toEqual([Object.keys(modules).length, ""]);
  for (const line of told) {
    const [name, message] = JSON.parse(line) as [string, string];
    expect(message).toMatch(modules[name]![1]);
  }
});

test("a job in a package of CommonJS is told which line of package.json makes it one of modules", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-commonjs-"));
  writeFileSync(join(folder, "package.json"), '{"type":"commonjs"}');
  writeFileSync(join(folder, "job.js"), "export default 1;\n");
  const remedyOf = async (name: string, text: string): Promise<string | undefined> =>
    (await loadFailure(join(folder, name), new SyntaxError(text))).message.split("; ").at(-1);
  const here = `write "type": "module" in ${join(folder, "package.json")}, or call it ${join(folder, "job")}`;
  expect(await remedyOf("job.ts", "Cannot use import statement outside a module")).toBe(`${here}.mts`);
  expect(await remedyOf("job.js", "Unexpected token 'export'")).toBe(`${here}.mjs`);
  rmSync(folder, { recursive: true });
});

test("explain of a script that prints runs nothing", async () => {
  const { code, out, err } = await millrace("explain", write("printing.ts", `${importing}await from([1]).print();\n`));
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(/^millrace: Cannot explain printing\.ts as millrace explain runs no data.*\n$/);
});

test("a script that runs its datasets is told how it is started", async () => {
  const { out, err } = await millrace("run", write("script.ts", `${importing}await from([7]).print();\n`));
  expect([out, err]).toEqual([
    "7\n",
    expect.stringMatching(/got none; .*is started without millrace: node script\.ts\n$/),
  ]);
});

test("the entries that are named are those of the manifest", () => {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: object };
  const keys = Object.keys(exports).filter((key) => !key.endsWith(".json"));
  expect(Object.keys(entries).toSorted()).toEqual(keys.map((key) => key.replace(/^\./, "millrace")).toSorted());
});
