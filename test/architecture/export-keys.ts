import type { Violation } from "./violation.ts";

/** What is read of package.json. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly sideEffects: boolean;
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
}

/** What is read of deno.json. */
export interface DenoManifest {
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

const rule = "export keys";

/** The two manifests say the same: keys, files, version; and each key names a file that `exists`. */
export function checkExportKeys(
  npm: PackageManifest,
  deno: DenoManifest,
  exists: (path: string) => boolean,
): Violation[] {
  const keys = [...new Set([...Object.keys(npm.exports), ...Object.keys(deno.exports)])];
  return [...checkFacts(npm, deno), ...keys.flatMap((key) => checkKey(key, npm, deno, exists))];
}

/** The conditions of one key of package.json, in order, for a source such as `core/mod.ts`. */
export function conditionsFor(source: string): Record<string, string> {
  const built = `./dist/${source.replace(/\.ts$/, "")}`;
  return { types: `${built}.d.ts`, "millrace:source": `./${source}`, default: `${built}.js` };
}

function checkFacts(npm: PackageManifest, deno: DenoManifest): Violation[] {
  return (["version", "license"] as const)
    .filter((fact) => npm[fact] !== deno[fact])
    .map((fact) =>
      violation("deno.json", `${fact} ${deno[fact]} is not package.json's ${npm[fact]}`, `write ${npm[fact]}`),
    );
}

function checkKey(
  key: string,
  npm: PackageManifest,
  deno: DenoManifest,
  exists: (path: string) => boolean,
): Violation[] {
  const source = deno.exports[key];
  if (source === undefined) return [missing("deno.json", key)];
  const conditions = npm.exports[key];
  if (conditions === undefined) return [missing("package.json", key)];
  const found: Violation[] = [];
  if (!exists(source)) found.push(violation("deno.json", `"${key}" names ${source}, which is absent`, "add the file"));
  const expected = conditionsFor(source.replace(/^\.\//, ""));
  if (JSON.stringify(conditions) !== JSON.stringify(expected)) {
    const remedy = `write ${JSON.stringify(expected)}, types first`;
    found.push(violation("package.json", `"${key}" does not name the files of ${source}`, remedy));
  }
  const bare = `${npm.name}${key.slice(1)}`;
  if (deno.imports[bare] !== source) {
    found.push(
      violation("deno.json", `imports do not map "${bare}" to ${source}`, "add it, for Deno in this repository"),
    );
  }
  return found;
}

function missing(manifest: string, key: string): Violation {
  return violation(manifest, `it lacks the export key "${key}" of the other manifest`, "add it, or remove it there");
}

function violation(file: string, message: string, remedy: string): Violation {
  return { file, line: 0, rule, message, remedy };
}
