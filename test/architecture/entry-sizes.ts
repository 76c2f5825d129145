import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import type { PackageManifest } from "./export-keys.ts";
import type { Violation } from "./violation.ts";

/**
 * What Node reads at most when a program imports an entry, in kB of built code: the entry and what it imports statically.
 * All need the engine, as a source or an algorithm is of no use without it, but for those that only draw.
 */
export const entryBounds: Readonly<Record<string, number>> = {
  millrace: 1_560,
  "millrace/testing": 1_470,
  "millrace/display": 130,
  "millrace/cep": 1_700,
  "millrace/graph": 1_920,
  "millrace/ml": 2_100,
  "millrace/ml/onnx": 1_610,
  "millrace/ml/tfjs": 1_610,
  "millrace/dashboard": 160,
  "millrace/connectors/arrow": 1_740,
  "millrace/connectors/avro": 1_720,
  "millrace/connectors/cdc": 1_570,
  "millrace/connectors/csv": 1_710,
  "millrace/connectors/duckdb": 1_440,
  "millrace/connectors/hdfs": 1_410,
  "millrace/connectors/http": 1_420,
  "millrace/connectors/json-lines": 1_710,
  "millrace/connectors/kafka": 1_460,
  "millrace/connectors/parquet": 1_790,
  "millrace/connectors/s3": 1_420,
  "millrace/connectors/socket": 1_420,
  "millrace/connectors/stdio": 1_410,
  "millrace/connectors/text": 1_650,
};

/** Parts that an entry must not load: whoever wants graphs does not pay for learners. */
const apart = ["cep/mod.js", "graph/mod.js", "ml/mod.js", "ml/onnx/mod.js", "ml/tfjs/mod.js", "dashboard/mod.js"];
const withPart: Readonly<Record<string, readonly string[]>> = {
  "ml/onnx/mod.js": ["ml/mod.js"],
  "ml/tfjs/mod.js": ["ml/mod.js"],
};

const file = "test/architecture/entry-sizes.ts";
const rule = "entry sizes";

/** Each entry loads no more than its bound, not much less either, and no part that another entry is for. */
export function checkEntrySizes(
  manifest: PackageManifest,
  root: string,
  bounds: Readonly<Record<string, number>> = entryBounds,
): Violation[] {
  return Object.entries(manifest.exports).flatMap(([key, conditions]) => {
    const entry = `${manifest.name}${key.slice(1)}`;
    const target = conditions.default!.replace(/^\.\//, "");
    const loaded = loadedBy(target, root);
    const kb = Math.ceil([...loaded.values()].reduce((sum, bytes) => sum + bytes, 0) / 1_000);
    const own = target.replace(/^dist\//, "");
    const foreign = apart.filter(
      (part) => part !== own && !withPart[own]?.includes(part) && loaded.has(`dist/${part}`),
    );
    return [...foreign.map((part) => loadsForeign(entry, part)), ...sizeOf(entry, kb, bounds[entry])];
  });
}

/** Files with their bytes that importing one loads at once. */
export function loadedBy(target: string, root: string): Map<string, number> {
  const loaded = new Map<string, number>();
  const open = [target];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (loaded.has(path)) continue;
    if (!existsSync(posix.join(root, path)))
      throw new Error(`Cannot measure ${target} as ${path} is absent; build first`);
    const text = readFileSync(posix.join(root, path), "utf8");
    loaded.set(path, Buffer.byteLength(text));
    for (const [, specifier] of text.matchAll(/^(?:import|export)\b[^;"']*["'](\.[^"']+)["'];?$/gm)) {
      open.push(posix.join(posix.dirname(path), specifier!));
    }
  }
  return loaded;
}

function sizeOf(entry: string, kb: number, bound: number | undefined): Violation[] {
  if (bound === undefined)
    return [violation(`importing ${entry} loads ${kb} kB and has no bound`, `add a line: "${entry}": ${rounded(kb)}`)];
  if (kb > bound) {
    const remedy = `import what is new when it is used, or write ${rounded(kb)} if every program needs it at once`;
    return [violation(`importing ${entry} loads ${kb} kB, its bound is ${bound} kB`, remedy)];
  }
  if (kb < 0.8 * bound) {
    return [violation(`importing ${entry} loads only ${kb} kB, its bound is ${bound} kB`, `write ${rounded(kb)}`)];
  }
  return [];
}

/** With room for some weeks. */
function rounded(kb: number): number {
  return Math.ceil((kb * 1.06) / 10) * 10;
}

function loadsForeign(entry: string, part: string): Violation {
  return violation(`importing ${entry} loads dist/${part}`, "import from what both use, or when it is used");
}

function violation(message: string, remedy: string): Violation {
  return { file, line: 0, rule, message, remedy };
}
