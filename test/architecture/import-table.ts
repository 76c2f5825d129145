import { type Import, importsOf, packageOf, resolveRelative } from "./imports.ts";
import type { Source } from "./source.ts";
import type { Violation } from "./violation.ts";

/** What a folder may import beside itself. A name ending in `/` is a whole folder, another is one file. */
export interface Row {
  readonly folder: string;
  readonly may: readonly string[];
  /** Types only. */
  readonly mayTypes?: readonly string[];
  readonly packages?: readonly string[];
}

/** The table "Who may import whom" of the architecture, as data. More specific folders come first. */
export const importTable: readonly Row[] = [
  { folder: "core/data/", may: [] },
  { folder: "core/platform/", may: [] },
  // A document to draw in, where there is no browser: loaded when somebody draws by Observable Plot.
  { folder: "core/display/observable-plot.ts", may: ["core/display/", "core/data/"], packages: ["linkedom"] },
  { folder: "core/display/", may: ["core/data/"] },
  {
    folder: "core/notebook/",
    may: ["core/display/", "core/platform/"],
    mayTypes: ["core/runtime/options.ts"],
  },
  { folder: "core/expression/", may: ["core/data/"], packages: ["acorn"] },
  { folder: "core/time/", may: ["core/data/"] },
  { folder: "core/aggregates/", may: ["core/data/"] },
  { folder: "core/state/", may: ["core/data/", "core/platform/", "core/io/file-system.ts"] },
  // Loaded when the first URL of a scheme is met: core/io/remote-file-systems.ts says why.
  { folder: "core/io/remote-file-systems.ts", may: ["core/io/", "connectors/s3/mod.ts", "connectors/hdfs/mod.ts"] },
  { folder: "core/io/", may: ["core/data/", "core/time/", "core/platform/", "core/expression/"] },
  {
    folder: "core/operators/",
    may: ["core/data/", "core/expression/", "core/time/", "core/aggregates/", "core/state/"],
  },
  { folder: "core/plan/", may: ["core/data/", "core/expression/", "core/io/"], mayTypes: ["core/operators/"] },
  {
    folder: "core/runtime/",
    may: ["core/plan/", "core/operators/", "core/io/", "core/state/", "core/time/", "core/data/", "core/platform/"],
  },
  // Loaded when a table is written by them: the file says why.
  {
    folder: "core/dataset/table/formats.ts",
    may: [
      "core/io/",
      "connectors/csv/mod.ts",
      "connectors/parquet/mod.ts",
      "connectors/arrow/mod.ts",
      "connectors/files/mod.ts",
    ],
    mayTypes: ["core/dataset/"],
  },
  {
    folder: "core/dataset/",
    may: [
      "core/runtime/run.ts",
      "core/runtime/planned.ts",
      "core/runtime/replay/replay.ts",
      "core/runtime/checkpoint/offline.ts",
      "core/runtime/checkpoint/state-rows.ts",
      "core/plan/",
      "core/operators/",
      "core/io/",
      "core/time/",
      "core/aggregates/",
      "core/expression/",
      "core/data/",
      "core/display/",
      "core/notebook/",
    ],
    mayTypes: [
      "core/runtime/options.ts",
      "core/runtime/metrics.ts",
      "core/runtime/why.ts",
      "core/runtime/checkpoint/driver.ts",
      "core/runtime/replay/tracer.ts",
      "core/runtime/checkpoint/options.ts",
    ],
  },
  {
    folder: "core/transforms/",
    may: ["core/dataset/", "core/operators/", "core/aggregates/", "core/time/", "core/data/", "core/plan/"],
  },
  {
    folder: "core/sql/",
    may: [
      "core/transforms/",
      "core/dataset/",
      "core/operators/",
      "core/aggregates/",
      "core/expression/",
      "core/time/",
      "core/data/",
    ],
  },
  { folder: "core/testing/", may: ["core/"] },
  { folder: "core/", may: ["core/"] },
  { folder: "ml/", may: ["core/mod.ts", "core/display/mod.ts", "core/sql/mod.ts"], packages: ["*"] },
  { folder: "graph/", may: ["core/mod.ts", "core/display/mod.ts"], packages: ["*"] },
  { folder: "cep/", may: ["core/mod.ts", "core/display/mod.ts", "core/sql/mod.ts"] },
  {
    folder: "connectors/*/",
    may: ["core/mod.ts", "core/io/mod.ts", "core/platform/mod.ts", "connectors/files/mod.ts"],
    packages: ["*"],
  },
  { folder: "cli/", may: ["public entries", "core/platform/mod.ts", "core/platform/start.ts"], packages: ["*"] },
  { folder: "dashboard/", may: ["core/mod.ts", "core/display/mod.ts"], packages: ["*"] },
  { folder: "flink/", may: ["core/mod.ts", "core/display/mod.ts"], packages: ["*"] },
];

export interface ImportRules {
  /** Files that the export keys of the manifests name. */
  readonly publicEntries: readonly string[];
  /** Packages that the manifest declares as dependencies or peers. */
  readonly packages: readonly string[];
}

const rule = "import table";

/** Every import that the table does not allow. */
export function checkImportTable(sources: readonly Source[], rules: ImportRules): Violation[] {
  return sources.flatMap((source) =>
    importsOf(source).flatMap((one) => {
      const problem = problemOf(source, one, rules);
      return problem === undefined ? [] : [{ file: source.path, line: one.line, rule, ...problem }];
    }),
  );
}

type Problem = Pick<Violation, "message" | "remedy">;

function problemOf(source: Source, one: Import, rules: ImportRules): Problem | undefined {
  if (source.path.includes("/kernels/")) return kernelProblem(one);
  const row = rowOf(source.path);
  if (row === undefined) return noRow(source);
  const target = resolveRelative(source, one.specifier);
  if (target === undefined) return packageProblem(source, row, one, rules);
  if (!target.endsWith(".ts") && !target.endsWith(".json")) return extensionProblem(one);
  if (target.startsWith(ownFolder(source.path, row))) return undefined;
  if (isAllowed(target, row.may, rules) || (one.typeOnly && isAllowed(target, row.mayTypes ?? [], rules))) {
    return undefined;
  }
  return {
    message: `${row.folder} may not import ${target}`,
    remedy: `it may import ${describe(row)}: move the shared thing there, or pass it in`,
  };
}

function kernelProblem(one: Import): Problem {
  return {
    message: `a kernel imports nothing, but this imports ${one.specifier}`,
    remedy: "pass what it needs as arguments, or move the file out of kernels/",
  };
}

function noRow(source: Source): Problem {
  return {
    message: `no row of the table covers ${source.path}`,
    remedy: "put the file into a folder of the architecture, or add the folder's row to the table and to importTable",
  };
}

function extensionProblem(one: Import): Problem {
  return { message: `relative import ${one.specifier} has no extension`, remedy: `write ${one.specifier}.ts` };
}

function packageProblem(source: Source, row: Row, one: Import, rules: ImportRules): Problem | undefined {
  // forbidden.ts holds where node: may stand
  if (one.specifier.startsWith("node:")) return undefined;
  const name = packageOf(one.specifier);
  if (!rules.packages.includes(name)) {
    return {
      message: `package ${name} is neither a dependency nor a peer in package.json`,
      remedy: "declare it there (optional peers are loaded by dynamic import), or import the relative file",
    };
  }
  const allowed = row.packages ?? [];
  if (allowed.includes(name) || allowed.includes("*")) return undefined;
  return {
    message: `${row.folder} may not import the package ${name} (in ${source.path})`,
    remedy: "let a connector or core/expression use it, or extend importTable with the reason in the folder's README",
  };
}

function rowOf(path: string): Row | undefined {
  return importTable.find((row) => patternOf(row.folder).test(path));
}

/** `connectors/*` stands for one folder of each connector: connectors/csv does not own connectors/kafka. */
function ownFolder(path: string, row: Row): string {
  return patternOf(row.folder).exec(path)![0];
}

function patternOf(folder: string): RegExp {
  return new RegExp(`^${folder.replace("*", "[^/]+")}`);
}

function isAllowed(target: string, allowed: readonly string[], rules: ImportRules): boolean {
  return allowed.some((entry) => {
    if (entry === "public entries") return rules.publicEntries.includes(target);
    return entry.endsWith("/") ? target.startsWith(entry) : target === entry;
  });
}

function describe(row: Row): string {
  const types = (row.mayTypes ?? []).map((entry) => `${entry} (types)`);
  return [...row.may, ...types].join(", ") || "nothing";
}
