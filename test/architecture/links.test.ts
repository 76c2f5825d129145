import { expect, test } from "vitest";
import { checkLinks, checkNames, checkPageLengths } from "./links.ts";

const guide = {
  path: "core/README.md",
  text: "# core\n\n## Functions with state: `process`\n\n```sh\n# no heading\n```\n",
};

function messages(text: string, path = "README.md"): string[] {
  const pages = [{ path, text }, guide];
  const isThere = (file: string): boolean => pages.some((page) => page.path === file) || file === "core/mod.ts";
  return checkLinks(pages, isThere).map(({ file, line, message }) => `${file}:${line} ${message}`);
}

test("links to files, to headings and to other sites have no violation", () => {
  expect(
    messages(
      "[a](core/README.md) [b](core/README.md#functions-with-state-process) [c](core/mod.ts) [d](https://x.org/y) [e](#top)\n# Top",
    ),
  ).toEqual([]);
});

test("links go from the folder of the page that has them", () => {
  expect(messages("[a](../core/README.md)", "cli/README.md")).toEqual([]);
});

test("a file that is not there is told with its line", () => {
  expect(messages("# Top\n[a](core/REAMDE.md)")).toEqual([
    "README.md:2 core/REAMDE.md leads nowhere: there is no such file",
  ]);
});

test("a heading that is not there is told, as is a comment of a code block", () => {
  expect(messages("[a](core/README.md#iterations) [b](core/README.md#no-heading)")).toEqual([
    "README.md:1 core/README.md#iterations leads nowhere: that file has no such heading",
    "README.md:1 core/README.md#no-heading leads nowhere: that file has no such heading",
  ]);
});

test("what looks like a link within code is none", () => {
  expect(messages("`rows[0](x)`\n```ts\nrows[0](y)\n```\n")).toEqual([]);
});

test("the README of a top-level folder is of one page, those below may be longer", () => {
  const text = "line\n".repeat(61);
  const pages = [guide, ...["README.md", "cli/README.md", "test/bench/README.md"].map((path) => ({ path, text }))];
  expect(checkPageLengths(pages).map(({ file, message }) => `${file}: ${message}`)).toEqual([
    "cli/README.md: a README of one page has at most 60 lines: got 61",
  ]);
});

test("a file that a page names is there: by its path, or by the end of it; not so in examples, and x.ts is any", () => {
  const files = ["core/io/mod.ts", "connectors/arrow/decode.ts"];
  const text =
    "`decode.ts` `core/io/mod.ts` `../io/mod.ts` `algorithms/x.ts` `x.test.ts`\n\n```ts\n`no.ts`\n```\n`arrow.ts`, `io/decode.ts`\n";
  expect(
    checkNames([{ path: "connectors/arrow/README.md", text }], files).map(({ line, message }) => `${line} ${message}`),
  ).toEqual(["6 arrow.ts is named, and there is no such file", "6 io/decode.ts is named, and there is no such file"]);
});
