import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { matrix, questions } from "./matrix.ts";

const tests = fileURLToPath(new URL("..", import.meta.url));
const connectors = fileURLToPath(new URL("../../connectors", import.meta.url));

interface Titled {
  /** As it is in the source: with `${…}` and `%s` where a case has its own words. */
  readonly title: string;
  /** What is between `test` and its title: `.each(cases)`. */
  readonly how: string;
}

const call =
  /\b(?:test|describe)((?:\.\w+)*(?:<[^(]*>)?(?:\((?:[^()]|\([^()]*\))*\))?)\(\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g;

function titlesIn(text: string): Titled[] {
  return [...text.matchAll(call)].map(([, how = "", quoted, template]) => ({ how, title: quoted ?? template ?? "" }));
}

/** A file of tests, and what it calls: suites, and jobs that it runs as processes of their own. */
function textsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const named = [...text.matchAll(/["`/](\.{1,2}\/[\w./-]+\.ts|test\/[\w./-]+\.ts|[\w-]+\.ts)["`]/g)].map(
    ([, path]) => path!,
  );
  const paths = named.map((path) => (path.startsWith("test/") ? join(tests, "..", path) : join(dirname(file), path)));
  const own = paths.filter((path) => path.startsWith(tests) && existsSync(path));
  return [text, ...own.map((path) => readFileSync(path, "utf8"))];
}

/** Whether a test so written has a case of that title: of what stands for `${…}` and `%s` each must be written in the file, too. */
function hasCase(title: string, { title: written }: Titled, text: string): boolean {
  const [first, ...others] = written.split(/\$\{[^}]*\}|%[sij]/);
  const goesOn = (at: number, part: number): boolean => {
    if (part === others.length) return at === title.length;
    const next = others[part]!;
    for (let end = title.indexOf(next, at + 1); end >= 0; end = title.indexOf(next, end + 1)) {
      if (isWritten(title.slice(at, end), text) && goesOn(end + next.length, part + 1)) return true;
      if (next === "" && end === title.length) break;
    }
    return false;
  };
  return title.startsWith(first!) && goesOn(first!.length, 0);
}

/** What is wrong with a test that is said to show something; undefined where it is there, is run, and is about it. */
function faultOf(cited: string, uses: RegExp): string | undefined {
  const [, name, title] = /^(\S+): (.*)$/.exec(cited) ?? [];
  if (name === undefined || title === undefined) return "must be written as file: title";
  const file = join(tests, `${name}.test.ts`);
  if (!existsSync(file)) return "has no such file";
  const texts = textsOf(file);
  const all = texts.join("\n");
  const found = texts.flatMap(titlesIn).filter((titled) => hasCase(title, titled, all));
  if (found.length === 0) return "has no test of that title";
  if (!found.some(({ how }) => !/\.(?:skip|todo|fails|skipIf|runIf|only)\b/.test(how)))
    return "has one that is not run";
  if (/\b(?:describe|suite)\.(?:skip|todo|skipIf|runIf)\b|\bskip\(/.test(all))
    return "is in a file that passes tests over";
  return uses.test(all) ? undefined : "is not about the connector";
}

/** As a text, a key or a number of its own. */
function isWritten(word: string, text: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`).test(text);
}

const readme = readFileSync(join(tests, "connectors/README.md"), "utf8");
const [head, , ...lines] = readme.split("\n").filter((line) => line.startsWith("|"));
const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

test("there is a row for each connector that is more than a format of files, and the table that is read has the same", () => {
  const formats = ["arrow", "avro", "cdc", "csv", "files", "json-lines", "parquet", "text", "writing"];
  const folders = readdirSync(connectors, { withFileTypes: true }).filter((each) => each.isDirectory());
  const others = folders.map(({ name }) => name).filter((name) => !formats.includes(name));
  expect(others.sort()).toEqual(["duckdb", "hdfs", "http", "kafka", "s3", "socket", "stdio"]);
  expect(Object.keys(matrix)).toEqual([
    "local files",
    "S3",
    "HDFS",
    "Kafka",
    "registry",
    "DuckDB",
    "httpPoll",
    "httpSink",
    "webhook",
    "socketSource",
    "socketSink",
    "stdin, stdout",
  ]);
  expect(cellsOf(head!)).toEqual(["connector", ...questions]);
  expect(lines.map((line) => cellsOf(line)[0])).toEqual(Object.keys(matrix));
});

describe.each(Object.entries(matrix))("%s", (connector, { uses, shown }) => {
  test.each(questions)("%s: what is said to show it is there, is run, and is about it", (question) => {
    const cited = shown[question];
    const cell = cellsOf(lines[Object.keys(matrix).indexOf(connector)]!)[1 + questions.indexOf(question)];
    if (typeof cited === "string") {
      expect(readme).toContain(`**${cited}** `);
      expect(cell).toBe(cited);
      return;
    }
    const faults = cited.map((each) => [each, faultOf(each, uses)] as const);
    expect(faults.filter(([, fault]) => fault !== undefined)).toEqual([]);
    const files = [...new Set(cited.map((each) => each.slice(0, each.indexOf(":"))))];
    expect(cell).toBe(files.map((file) => file.replace(/^(?:connectors|services)\//, "")).join(" "));
  });
});

describe("a test that is cited", () => {
  const fault = (cited: string): string | undefined => faultOf(`connectors/${cited}`, /kafka|duckdb|csv/);

  test.each([
    ["duckdb/duckdb: a file that cannot be opened", undefined],
    ["duckdb/duckdb: an absent table", undefined],
    ["duckdb/duckdb: an absent chair", "has no test of that title"],
    ["files/unwritable: a csv file whose folder is a file is refused before any row is read", undefined],
    [
      "files/unwritable: a cvs file whose folder is a file is refused before any row is read",
      "has no test of that title",
    ],
    ["files/unwritable: a csv file where there can be none is refused at once", "has one that is not run"],
    ["files/gone: a file", "has no such file"],
    ["http/http-poll: a slow step holds back what is asked for", "is not about the connector"],
  ])("must be there, be run, and be about its connector: %s", (cited, expected) => {
    expect(fault(cited)).toBe(expected);
  });
});
