import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { readSources } from "../../architecture/source.ts";
import { errorsOf, errorTables } from "./error-index.ts";

/** A part of another page, by its heading: `<!-- part: ../connectors/README.md "What each promises" -->`. */
const part = /^<!-- part: (\S+) "([^"]+)" -->$/gm;

/** The errors of the sources. */
const errors = "<!-- errors -->";

/** A page with what is told elsewhere in its place, so that each thing is told once. */
export function withGenerated(root: string, path: string, text: string): string {
  const told = text.includes(errors) ? text.replace(errors, () => errorTables(errorsOf(readSources(root)))) : text;
  return told.replace(part, (_, file: string, heading: string) => {
    const source = posix.join(posix.dirname(path), file);
    return moved(partOf(source, readFileSync(join(root, source), "utf8"), heading, path), source, path);
  });
}

function partOf(source: string, text: string, heading: string, path: string): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
  if (start < 0) {
    throw new RangeError(
      `Cannot make ${path} as ${source} must have the heading ${JSON.stringify(heading)}: got none; name one that it has`,
    );
  }
  const depth = lines[start]!.indexOf(" ");
  const length = lines.slice(start + 1).findIndex((line) => /^#+ /.test(line) && line.indexOf(" ") <= depth);
  return lines
    .slice(start + 1, length < 0 ? undefined : start + 1 + length)
    .join("\n")
    .trim();
}

/** Links of a part lead to the same from where it is shown. */
function moved(text: string, from: string, to: string): string {
  return text.replace(/\]\((?![a-z]+:)([^()\s]+)\)/g, (_, href: string) => {
    const [file = "", anchor] = href.split("#");
    const target = file === "" ? from : posix.join(posix.dirname(from), file);
    const way = posix.relative(posix.dirname(to), target);
    return `](${way}${anchor === undefined ? "" : `#${anchor}`})`;
  });
}
