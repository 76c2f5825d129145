import { posix } from "node:path";
import type { Violation } from "./violation.ts";

/** A Markdown file, by its path from the root. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

const link = /\]\(([^()\s]+)\)/g;

const fence = /^```[\s\S]*?^```/gm;

/** Links between files of the tree, or of the package: each leads to a file that is there, and to a heading that it has. */
export function checkLinks(pages: readonly Page[], isThere: (path: string) => boolean): Violation[] {
  const anchors = new Map(pages.map(({ path, text }) => [path, anchorsOf(text)]));
  return pages.flatMap((page) =>
    linksOf(page).flatMap(({ target, line }) => {
      const [file = "", anchor] = target.split("#");
      const path = file === "" ? page.path : posix.join(posix.dirname(page.path), decodeURI(file));
      if (!isThere(path)) return [dead(page.path, line, target, "there is no such file")];
      const isHeading = anchor === undefined || anchors.get(path)?.has(anchor) === true;
      return isHeading ? [] : [dead(page.path, line, target, "that file has no such heading")];
    }),
  );
}

const named = /`((?:[\w.-]+\/)*[\w.-]+\.(?:ts|as))`/g;

/** Files that a page of a folder names are there: by their path, or by the end of one. `x.ts` stands for any. */
export function checkNames(pages: readonly Page[], files: readonly string[]): Violation[] {
  const ends = new Set(files.flatMap((file) => file.split("/").map((_, at, parts) => parts.slice(at).join("/"))));
  return pages.flatMap(({ path, text }) => {
    const prose = withoutCode(text, fence);
    return [...prose.matchAll(named)]
      .filter(([, name]) => !ends.has(name!.replace(/^(\.\.\/)+/, "")) && !/\bx\.(test\.)?ts$/.test(name!))
      .map(({ 1: name, index }) => ({
        file: path,
        line: prose.slice(0, index).split("\n").length,
        rule: "links",
        message: `${name} is named, and there is no such file`,
        remedy: "correct it, or leave it out",
      }));
  });
}

/**
 * Pages of top-level folders are of one page: who wants more of a folder looks into the folders below it. That of docs is the contents of the
 * documentation, as long as what it lists.
 */
export function checkPageLengths(pages: readonly Page[]): Violation[] {
  return pages.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split("\n").length;
    if (!/^(?!docs\/)[^/]+\/README\.md$/.test(path) || lines <= pageLines) return [];
    const message = `a README of one page has at most ${pageLines} lines: got ${lines}`;
    return [{ file: path, line: 0, rule: "pages", message, remedy: "move parts to the folders that they concern" }];
  });
}

const pageLines = 60;

function linksOf({ text }: Page): { readonly target: string; readonly line: number }[] {
  const prose = withoutCode(text);
  return [...prose.matchAll(link)]
    .map((match) => ({ target: match[1]!, line: prose.slice(0, match.index).split("\n").length }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}

/** As GitHub makes them: small letters, no punctuation, `-` for each space. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...withoutCode(text, fence).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** Lines stay where they are. */
function withoutCode(text: string, ...only: readonly RegExp[]): string {
  const patterns = only.length > 0 ? only : [fence, /`[^`\n]*`/g];
  return patterns.reduce((left, pattern) => left.replace(pattern, (code) => code.replace(/[^\n]/g, "")), text);
}

function dead(file: string, line: number, target: string, why: string): Violation {
  return {
    file,
    line,
    rule: "links",
    message: `${target} leads nowhere: ${why}`,
    remedy: "correct it, or ship the file",
  };
}
