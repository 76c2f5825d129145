import { expect, test } from "vitest";
import { apiChange, nextVersion } from "./api-changes.ts";

const before = `# millrace
export interface CsvOptions
  readonly quote?: string

export function csv(path: string, options?: CsvOptions): Source

# mentioned there, of no entry
interface Source
  close(): void
`;

function change(from: string, to: string): readonly [string, readonly string[], readonly string[]] {
  const { kind, removed, added } = apiChange(
    new Map([["millrace", before]]),
    new Map([["millrace", before.replace(from, to)]]),
  );
  return [kind, removed, added];
}

test("nothing changed, or only the order of members, is a patch", () => {
  expect(change("", "")).toEqual(["patch", [], []]);
});

test("what is gone or reads otherwise is major, and is named with what it belongs to", () => {
  expect(change("  readonly quote?: string\n", "")).toEqual(["major", ["CsvOptions: readonly quote?: string"], []]);
  expect(change("path: string,", "path: string, size: number,")).toEqual([
    "major",
    ["csv: function csv(path: string, options?: CsvOptions): Source"],
    ["csv: function csv(path: string, size: number, options?: CsvOptions): Source"],
  ]);
  expect(change("  close(): void", "  close(): boolean")[0]).toBe("major");
  expect(change("export function csv", "function csv")).toEqual(["major", ["millrace exports csv"], []]);
});

test("what is added is minor, but for a member that users must now write", () => {
  expect(change("quote?: string", "quote?: string\n  readonly size?: number")).toEqual([
    "minor",
    [],
    ["CsvOptions: readonly size?: number"],
  ]);
  expect(change("quote?: string", "quote?: string\n  readonly size: number")[0]).toBe("major");
  expect(change("export function csv", "export interface TsvOptions\n  size: number\n\nexport function csv")[0]).toBe(
    "minor",
  );
  expect(change("interface Source", "export interface Source")).toEqual(["minor", [], ["millrace exports Source"]]);
  expect(change("export function csv", "export function csv(): Source\nexport function csv")[0]).toBe("minor");
});

/** What kind of change one more line in an interface is, among these declarations. */
function added(name: string, member: string, declarations: string): string {
  const after = declarations.replace(new RegExp(`(interface ${name}\\b.*\\n)`), `$1  ${member}\n`);
  expect(after).not.toBe(declarations);
  return apiChange(new Map([["millrace", declarations]]), new Map([["millrace", after]])).kind;
}

test("a required member breaks where users hand its type over, whatever its name and however deep it stands", () => {
  const api = `# millrace
export class Dataset<Row>
  constructor(port: Handle)
  sinkTo(sink: Sink<Row>): Output
  map<Out>(lambda: (row: Row, context: Context) => Out): Dataset<Out>
  made(make: () => Made): void

interface Sink<Row>
  open(context: SinkContext): Writer<Row>

interface Writer<Row> extends Closing
  write(row: Row): void

interface Closing
  close?(): void

interface SinkContext
  step: string

interface Context
  timeMs: number

interface Made
  one: number

interface Output
  run(): Result

interface Result
  rows: number

export function aggregate<Spec extends Readonly<Record<string, Aggregate>>>(spec: Spec): void

interface Aggregate
  zero(): unknown

export type Choice = Named | string

interface Named
  name: string

export const choose: (choice: Choice) => Result
`;
  for (const name of ["Sink", "Writer", "Closing", "Made", "Aggregate", "Named"]) {
    expect([name, added(name, "more: number", api)]).toEqual([name, "major"]);
    expect([name, added(name, "more(): void", api)]).toEqual([name, "major"]);
    expect([name, added(name, "readonly more?: number", api)]).toEqual([name, "minor"]);
  }
  for (const name of ["SinkContext", "Context", "Output", "Result"]) {
    expect([name, added(name, "more: number", api)]).toEqual([name, "minor"]);
  }
  const methods = api.replace("export class Dataset<Row>\n", "export class Dataset<Row>\n  more(): void\n");
  expect(apiChange(new Map([["millrace", api]]), new Map([["millrace", methods]])).kind).toBe("minor");
});

test("an entry that is gone is major, a new one minor", () => {
  const [one, two] = ["# millrace\nexport const a: 1\n", "# millrace/b\nexport const b: 1\n"];
  const both = new Map([
    ["millrace", one],
    ["millrace/b", two],
  ]);
  const alone = new Map([["millrace", one]]);
  expect(apiChange(both, alone).kind).toBe("major");
  expect(apiChange(alone, both).kind).toBe("minor");
});

test("the version that a change needs: before 1.0 the second number is that of what breaks", () => {
  const kinds = ["major", "minor", "patch"] as const;
  expect(kinds.map((kind) => nextVersion("0.1.4", kind))).toEqual(["0.2.0", "0.1.5", "0.1.5"]);
  expect(kinds.map((kind) => nextVersion("1.2.3", kind))).toEqual(["2.0.0", "1.3.0", "1.2.4"]);
});
