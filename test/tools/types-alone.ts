import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { templates } from "../../cli/init/templates.ts";
import { examplesOfMarkdown } from "../architecture/examples.ts";
import type { Violation } from "../architecture/violation.ts";
import { binary } from "./repository.ts";
import { runCommand } from "./run-command.ts";

/** The compiler of a user who has only this package: no DOM, no @types/node, and declarations are checked as well. */
const compilerOptions = {
  target: "es2022",
  lib: ["es2022"],
  types: [],
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: false,
};

/** The built declarations say all they need: the README's example compiles against them, and every entry loads. */
export async function checkTypesAlone(root: string, entries: readonly string[]): Promise<Violation[]> {
  const [example] = examplesOfMarkdown("README.md", readFileSync(join(root, "README.md"), "utf8"));
  // In the repository, where the package is found by its own name; outside of what `tsc` and the examples look at.
  const folder = mkdtempSync(join(root, "dist", ".types-alone-"));
  try {
    return await compiled(folder, {
      "example.ts": example!.code,
      "entries.ts": entriesCode(entries),
      "required.cts": 'import { from } from "millrace"; from([1]).collect().then((rows: number[]) => rows);',
      ...templateModules(),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `millrace init` writes is typed as well. */
function templateModules(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(templates).flatMap(([template, { files }]) =>
      Object.entries(files)
        .filter(([name]) => name.endsWith(".ts"))
        .map(([name, text]) => [
          `${template}-${name}`,
          text.replaceAll('"./learner.ts"', `"./${template}-learner.ts"`),
        ]),
    ),
  );
}

function entriesCode(entries: readonly string[]): string {
  return entries.map((entry, index) => `export * as entry${index} from ${JSON.stringify(entry)};\n`).join("");
}

async function compiled(folder: string, files: Readonly<Record<string, string>>): Promise<Violation[]> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: Object.keys(files) }));
  const { code, output } = await runCommand(binary("tsc"), ["--pretty", "false", "--project", folder], {
    cwd: folder,
    output: "keep",
  });
  const errors = [...output.matchAll(/^(\S+)\((\d+),\d+\): error (.*)$/gm)];
  if (code !== 0 && errors.length === 0)
    throw new Error(`Cannot check the built types as tsc ended with ${code}: ${output}`);
  return errors.map(([, file, line, message]) => ({
    file: file!,
    line: Number(line),
    rule: "types alone",
    message: message!,
    remedy: "take the type from core/data/web-types.ts, or write what is needed of it",
  }));
}
