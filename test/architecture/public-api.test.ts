import { expect, test } from "vitest";
import { publicApi } from "./public-api.ts";
import { sourceOf } from "./source.ts";

function reports(
  files: Readonly<Record<string, string>>,
  entries: Readonly<Record<string, string>> = { millrace: "core/mod.ts" },
): Readonly<Record<string, string>> {
  const sources = Object.entries(files).map(([path, text]) => sourceOf(path, text));
  return Object.fromEntries(publicApi(sources, entries));
}

test("an entry's names are told with their types, sorted, a line for each member, without what users cannot see", () => {
  const files = {
    "core/mod.ts": 'export { type Options, read, Reader } from "./read.ts"; export * from "./rest.ts";',
    "core/read.ts": `
      /** How. */
      export interface Options { readonly size?: number; readonly any: string }
      export function read(path: string, options: Options = { any: "" }): Reader { return new Reader(path + options.any); }
      export class Reader {
        #hidden = 1;
        private readonly path: string;
        constructor(path: string) { this.path = path; }
        next(): number { return this.#hidden + this.path.length; }
        close(): void {}
      }
      export const unseen = 1;`,
    "core/rest.ts": 'export const limit: number = 3; export type Kind = "a" | "b";',
  };
  expect(reports(files).millrace).toBe(`# millrace
export type Kind = "a" | "b"

export interface Options
  readonly any: string
  readonly size?: number

export class Reader
  constructor(path: string)
  close(): void
  next(): number

export const limit: number

export function read(path: string, options?: Options): Reader
`);
});

test("types that are mentioned and exported by no entry stand below, but for what a handle holds", () => {
  const files = {
    "core/mod.ts": 'export { open } from "./open.ts";',
    "core/open.ts":
      'import type { Shape as Form } from "./shape.ts"; import type { Port } from "./shape.ts";' +
      "export function open(port: Port): Form { return port.shape; }",
    "core/shape.ts":
      "export interface Shape { readonly side: Side } type Side = 1 | 2;" +
      "export interface Port { readonly shape: Shape; readonly inner: Inner } interface Inner { a: 1 }",
  };
  expect(reports(files).millrace).toBe(`# millrace
export function open(port: Port): Form

# mentioned there, of no entry
interface Shape
  readonly side: Side

type Side = 1 | 2
`);
});

test("what two entries export is told once", () => {
  const files = {
    "core/mod.ts": 'export type { Row } from "./row.ts";',
    "core/row.ts": "export interface Row { id: number }",
    "graph/mod.ts": 'export type { Row, Row as Edge } from "../core/row.ts";',
  };
  const entries = { millrace: "core/mod.ts", "millrace/graph": "graph/mod.ts" };
  expect(reports(files, entries)["millrace/graph"]).toBe(
    "# millrace/graph\nexport Edge: that of millrace\n\nexport Row: that of millrace\n",
  );
});
