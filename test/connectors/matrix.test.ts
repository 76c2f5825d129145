import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const tests = fileURLToPath(new URL("..", import.meta.url));
const connectors = fileURLToPath(new URL("../../connectors", import.meta.url));

/** What the title of a test that is about a sentence says. */
const about: Readonly<Record<string, RegExp>> = {
  place: /\btold\b|\berrors?\b|refused (before|at once)/,
  killed: /killed|is gone and comes back|reads no more/,
  cut: /\bcuts?\b/,
  still: /stands? still/,
  ourselves: /killed/,
  record: /cannot be read|bad (record|line)|refused with the rows|do not fit|is no line|refused as numbers/,
  slow: /slow/,
  misfit: /does not fit|not compatible/,
  secret: /secret|nothing tells|no token in|no error, plan or log|none that was answered/,
};

/** By each title of the tests of a file, and of the suites that it calls. */
function titlesOf(file: string, depth = 1): string {
  const text = readFileSync(file, "utf8");
  const titles = [
    ...text.matchAll(/\b(?:test|describe)(?:\.\w+)*(?:\((?:[^()]|\([^()]*\))*\))?\(\s*["`]([^"`]+)["`]/g),
  ].map(([, title]) => title!);
  const imported = [...text.matchAll(/from "(\.[^"]*)"/g)].map(([, path]) => join(dirname(file), path!));
  const suites = imported.filter((path) => depth > 0 && path.startsWith(tests) && existsSync(path));
  return [...titles, ...suites.map((path) => titlesOf(path, depth - 1))].join("\n");
}

function fileOf(name: string): string | undefined {
  const place = name.includes("/") ? [name, `connectors/${name}`] : [`services/${name}`];
  return place.map((path) => join(tests, `${path}.test.ts`)).find((path) => existsSync(path));
}

const readme = readFileSync(join(tests, "connectors/README.md"), "utf8");
const [head, , ...lines] = readme.split("\n").filter((line) => line.startsWith("|"));
const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
const columns = cellsOf(head!).slice(1);

test("the table has a column for each sentence, and a row for each connector that is more than a format of files", () => {
  expect(columns).toEqual(Object.keys(about));
  const formats = ["arrow", "avro", "cdc", "csv", "files", "json-lines", "parquet", "text", "writing"];
  const folders = readdirSync(connectors, { withFileTypes: true }).filter((each) => each.isDirectory());
  const others = folders.map(({ name }) => name).filter((name) => !formats.includes(name));
  expect(others.sort()).toEqual(["duckdb", "hdfs", "http", "kafka", "s3", "socket", "stdio"]);
  expect(lines.map((line) => cellsOf(line)[0])).toEqual([
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
});

for (const line of lines) {
  const [connector, ...cells] = cellsOf(line);
  test(`${connector}: each cell names files whose tests are about it, or says why there is none`, () => {
    expect(cells).toHaveLength(columns.length);
    for (const [at, cell] of cells.entries()) {
      const column = columns[at]!;
      if (/^[a-g]$/.test(cell)) {
        expect(readme).toContain(`**${cell}** `);
        continue;
      }
      for (const name of cell.split(" ")) {
        const file = fileOf(name);
        expect(file, `${connector}, ${column}: ${name}`).toBeDefined();
        expect(titlesOf(file!), `${connector}, ${column}: ${relative(tests, file!)}`).toMatch(about[column]!);
      }
    }
  });
}
