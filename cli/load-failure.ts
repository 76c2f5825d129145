import { parse } from "acorn";
import { absolutePath, folderOf, joinPath, localPath, readText } from "../core/platform/mod.ts";
import { UsageError } from "./usage-error.ts";

/** The public entries behind the package's name, and how to look into them. */
export const entries: Readonly<Record<string, () => Promise<object>>> = {
  millrace: () => import("../core/mod.ts"),
  "millrace/testing": () => import("../core/testing/mod.ts"),
  "millrace/display": () => import("../core/display/mod.ts"),
  "millrace/cep": () => import("../cep/mod.ts"),
  "millrace/connectors/arrow": () => import("../connectors/arrow/mod.ts"),
  "millrace/connectors/avro": () => import("../connectors/avro/mod.ts"),
  "millrace/connectors/cdc": () => import("../connectors/cdc/mod.ts"),
  "millrace/connectors/csv": () => import("../connectors/csv/mod.ts"),
  "millrace/connectors/duckdb": () => import("../connectors/duckdb/mod.ts"),
  "millrace/connectors/http": () => import("../connectors/http/mod.ts"),
  "millrace/connectors/json-lines": () => import("../connectors/json-lines/mod.ts"),
  "millrace/connectors/kafka": () => import("../connectors/kafka/mod.ts"),
  "millrace/connectors/parquet": () => import("../connectors/parquet/mod.ts"),
  "millrace/connectors/hdfs": () => import("../connectors/hdfs/mod.ts"),
  "millrace/connectors/s3": () => import("../connectors/s3/mod.ts"),
  "millrace/connectors/socket": () => import("../connectors/socket/mod.ts"),
  "millrace/connectors/stdio": () => import("../connectors/stdio/mod.ts"),
  "millrace/connectors/text": () => import("../connectors/text/mod.ts"),
  "millrace/dashboard": () => import("../dashboard/mod.ts"),
  "millrace/graph": () => import("../graph/mod.ts"),
  "millrace/ml": () => import("../ml/mod.ts"),
  "millrace/ml/onnx": () => import("../ml/onnx/mod.ts"),
  "millrace/ml/tfjs": () => import("../ml/tfjs/mod.ts"),
};

/** What a module could not be loaded for, where that is, and what to do. */
export async function loadFailure(path: string, error: unknown): Promise<Error> {
  const { code, message = String(error), stack = "" } = error as { code?: string; message?: string; stack?: string };
  // Behind it stands who imported: the job itself, where what it imports is not there.
  const [missing = ""] = message.split(/(?: imported)? from /);
  if (code === "ERR_MODULE_NOT_FOUND" && missing.includes(path)) {
    return new UsageError(`Cannot load ${path} as there is no such file; give the path of a module, like ./job.ts`);
  }
  if (code === "ERR_UNSUPPORTED_DIR_IMPORT" && missing.includes(`'${absolutePath(path).replace(/\/$/, "")}`)) {
    return new UsageError(`Cannot load ${path} as it is a folder; give the path of a module, like ./job.ts`);
  }
  const what = message.trim().replace(/\.$/, "");
  const place = placeInSource(stack) ?? (await placeOfSyntax(path, error)) ?? placeOfFrame(stack) ?? "";
  const remedy =
    (await moduleKind(path, what)) ??
    (await remedyFor(what, code)) ??
    (error instanceof SyntaxError ? "; mend what is written there" : "");
  return new Error(`Cannot load ${path} as it failed while loading: got ${what}${place}${remedy}`, { cause: error });
}

/** Node writes file, line, text and a mark below it before what went wrong. */
function placeInSource(stack: string): string | undefined {
  const [, url = "", line = "", shown = ""] = /^(\S+?):(\d+)\n([\s\S]*)/.exec(stack) ?? [];
  if (url === "") return undefined;
  const lines = shown.split("\n");
  const mark = lines.findIndex((text) => /^\s*\^+\s*$/.test(text));
  const column =
    mark < 1
      ? ""
      : `, column ${lines[mark]!.indexOf("^") + 1}: ${JSON.stringify(lines[mark - 1]!.trim().slice(0, 120))}`;
  // The number is that of the marked line, whatever stands above it.
  return `, in ${localPath(url)}, line ${Number(line)}${column}`;
}

/** Of JavaScript it does not say where: then the module itself is read, as most often it is the one. */
async function placeOfSyntax(path: string, error: unknown): Promise<string | undefined> {
  if (!(error instanceof SyntaxError) || !/\.m?js$/.test(path)) return undefined;
  const text = await readText(absolutePath(path));
  try {
    parse(text ?? "", { ecmaVersion: "latest", sourceType: "module", allowHashBang: true });
    return undefined;
  } catch (found) {
    const { loc } = found as { loc?: { line: number; column: number } };
    return loc && `, in ${absolutePath(path)}, line ${loc.line}, column ${loc.column + 1}`;
  }
}

/** The first call of a user's own. */
function placeOfFrame(stack: string): string | undefined {
  for (const line of stack.split("\n")) {
    const [, url, row, column] = /^\s+at .*?\(?(file:\/\/\S+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (url !== undefined) return `, in ${localPath(url)}, line ${row}, column ${column}`;
  }
  return undefined;
}

/** `npm init` writes that the files of a package are CommonJS: then an import is what fails, and nothing is wrong with it. */
async function moduleKind(path: string, what: string): Promise<string | undefined> {
  if (!/outside a module|Unexpected token 'export'/.test(what)) return undefined;
  const named = path.replace(/\.([jt])s$/, ".m$1s");
  for (let folder = folderOf(absolutePath(path)); ; folder = folderOf(folder)) {
    const text = await readText(joinPath(folder, "package.json")).catch(() => undefined);
    if (text !== undefined)
      return `; write "type": "module" in ${joinPath(folder, "package.json")}, or call it ${named}`;
    if (folder === folderOf(folder)) return `; call it ${named}`;
  }
}

async function remedyFor(what: string, code: string | undefined): Promise<string | undefined> {
  const [, missing] = /The requested module 'millrace\S*' does not provide an export named '(\w+)'/.exec(what) ?? [];
  if (missing !== undefined) return importOf(missing);
  const [, path] = /^Package subpath '\.\/(\S+)' is not defined by "exports" in \S+/.exec(what) ?? [];
  if (path !== undefined) return entryOf(path);
  if (code === "ERR_MODULE_NOT_FOUND" && what.includes("Cannot find package")) return "; install it, or mend its name";
  if (code === "ERR_UNKNOWN_FILE_EXTENSION") return "; give the path of a module, like ./job.ts";
  return code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX"
    ? "; write what types alone say: no enum, namespace or parameter property"
    : undefined;
}

async function importOf(name: string): Promise<string> {
  for (const [entry, load] of Object.entries(entries)) {
    if (name in (await load())) return `; write import { ${name} } from "${entry}"`;
  }
  return `; none of ${Object.keys(entries).join(", ")} has it`;
}

function entryOf(path: string): string {
  const last = path
    .split("/")
    .at(-1)!
    .replace(/s$|\.\w+$/, "");
  const near = Object.keys(entries).filter((entry) => entry.split("/").at(-1)!.startsWith(last));
  return near.length > 0 ? `; write from "${near.join('" or "')}"` : `; there are ${Object.keys(entries).join(", ")}`;
}
