// `npm run stack < stack.txt`: a stack of the published package with the files and lines of the sources. Check out the tag of
// the version first: names of built files tell their contents, so that a stack of another version is left as it is.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { binary, repositoryFolder } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { tellUsage } from "./usage.ts";

tellUsage(import.meta, []);

/** Each place in a built file as that in its source, where `maps` has the file. */
export function inSources(stack: string, maps: string, root: string): string {
  const read = new Map<string, BuiltFile | undefined>();
  return stack.replace(
    /(?:file:\/\/)?[^\s()]*\/dist\/([\w./-]+\.js):(\d+):(\d+)/g,
    (place, file: string, line, column) => {
      if (!read.has(file)) read.set(file, readBuilt(join(maps, file)));
      return sourceOf(read.get(file), Number(line), Number(column), root) ?? place;
    },
  );
}

interface BuiltFile {
  readonly path: string;
  readonly map: SourceMap;
  readonly lines: readonly string[];
}

function readBuilt(path: string): BuiltFile | undefined {
  if (!existsSync(`${path}.map`)) return undefined;
  const map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, "utf8")));
  return { path, map, lines: readFileSync(path, "utf8").split("\n") };
}

/** What is published begins its lines without the spaces that they have here. */
function sourceOf(built: BuiltFile | undefined, line: number, column: number, root: string): string | undefined {
  const indent = /^\s*/.exec(built?.lines[line - 1] ?? "")![0].length;
  const found = built?.map.findEntry(line - 1, column - 1 + indent);
  if (found === undefined || !("originalSource" in found)) return undefined;
  const source = relative(root, resolve(dirname(built!.path), found.originalSource)).replaceAll("\\", "/");
  return `${source}:${found.originalLine + 1}:${found.originalColumn + 1}`;
}

async function main(): Promise<number> {
  const maps = mkdtempSync(join(tmpdir(), "millrace-maps-"));
  try {
    const built = await runCommand(binary("node"), ["test/tools/build.ts", "--maps", maps], {
      cwd: repositoryFolder,
      output: "keep",
    });
    if (built.code !== 0)
      throw new Error(`Cannot tell the sources as the build ended with ${built.code}: ${built.output}`);
    process.stdout.write(inSources(await text(process.stdin), maps, repositoryFolder));
    return 0;
  } finally {
    rmSync(maps, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exitCode = await main();
