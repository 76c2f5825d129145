import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { templates } from "../../cli/init/templates.ts";
import { examplesOfMarkdown } from "../architecture/examples.ts";
import type { Violation } from "../architecture/violation.ts";
import { binary } from "./repository.ts";
import { runCommand } from "./run-command.ts";

/** The compiler of a user who has only this package: no DOM, no @types/node. */
const compilerOptions = {
  target: "es2022",
  lib: ["es2022"],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  allowImportingTsExtensions: true,
};

/**
 * How compilers find an entry. That of tslab and of old projects (`node10`) knows nothing of `exports`: it goes by `types` and
 * `typesVersions` of package.json.
 */
const resolutions: Readonly<Record<string, object>> = {
  // Declarations are looked at once, by this one.
  nodenext: { module: "nodenext", skipLibCheck: false },
  node16: { module: "node16", skipLibCheck: true },
  bundler: { module: "esnext", moduleResolution: "bundler", skipLibCheck: true },
  node10: { module: "commonjs", moduleResolution: "node10", ignoreDeprecations: "6.0", skipLibCheck: true },
};

/** The built declarations say all they need: the README's example compiles against them, and every entry loads, however it is found. */
export async function checkTypesAlone(root: string, entries: readonly string[]): Promise<Violation[]> {
  const [example] = examplesOfMarkdown("README.md", readFileSync(join(root, "README.md"), "utf8"));
  // Outside of what `tsc` and the examples look at.
  const folder = mkdtempSync(join(root, "dist", ".types-alone-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules", "millrace"), "dir");
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    const violations = await compiled(folder, "nodenext", {
      "example.ts": example!.code,
      "entries.ts": entriesCode(entries),
      "required.cts": 'import { from } from "millrace"; from([1]).collect().then((rows: number[]) => rows);',
      ...templateModules(),
    });
    for (const resolution of Object.keys(resolutions).slice(1))
      violations.push(...(await compiled(folder, resolution, { "entries.ts": entriesCode(entries) })));
    return violations;
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

async function compiled(
  folder: string,
  resolution: string,
  files: Readonly<Record<string, string>>,
): Promise<Violation[]> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const options = { ...compilerOptions, ...resolutions[resolution] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: Object.keys(files) }));
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
    rule: `types alone, ${resolution}`,
    message: message!,
    remedy: message!.startsWith("TS2307")
      ? "let exports and typesVersions of package.json lead to the declarations of the entry"
      : "take the type from core/data/web-types.ts, or write what is needed of it",
  }));
}
