import { joinPath, listFolder, statFile } from "../../core/platform/mod.ts";
import { UsageError } from "../usage-error.ts";

/** What can be looked into. */
export const kinds = ["parquet", "csv", "jsonl", "avro", "arrow", "text", "savepoint", "model"] as const;

export type Kind = (typeof kinds)[number];

const endings: Readonly<Record<string, Kind>> = {
  parquet: "parquet",
  pq: "parquet",
  csv: "csv",
  jsonl: "jsonl",
  ndjson: "jsonl",
  json: "jsonl",
  avro: "avro",
  arrow: "arrow",
  arrows: "arrow",
  feather: "arrow",
  txt: "text",
  log: "text",
  manifest: "savepoint",
};

/** By its name, and of a local folder by the names in it. */
export async function kindOf(path: string): Promise<Kind> {
  const named = kindOfName(path);
  if (named !== undefined) return named;
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    const there = await statFile(path);
    if (there === undefined)
      throw new UsageError(`Cannot inspect ${JSON.stringify(path)} as there is no such file or folder: check the path`);
    const found = there.kind === "folder" ? await kindOfFolder(path, 3) : undefined;
    if (found !== undefined) return found;
  }
  throw new UsageError(
    `Cannot tell what ${JSON.stringify(path)} is as its name does not say it: say --as ${kinds.join(", ").replace(/, (\w+)$/, " or $1")}`,
  );
}

function kindOfName(name: string): Kind | undefined {
  const ending = /\.([a-z]+)(?:\.(?:gz|zst|lz4|sz|snappy))?\/?$/i.exec(name)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(endings, ending) ? endings[ending] : undefined;
}

async function kindOfFolder(path: string, depth: number): Promise<Kind | undefined> {
  const entries = await listFolder(path);
  const files = entries.filter(({ kind, name }) => kind === "file" && !name.startsWith(".") && !name.startsWith("_"));
  if (files.some(({ name }) => name === "metadata.json")) return "model";
  const found = files.flatMap(({ name }) => kindOfName(name) ?? []);
  const different = [...new Set(found)];
  if (different.includes("savepoint")) return "savepoint";
  if (different.length > 1) throw mixed(path, found);
  if (different.length === 1) return different[0];
  if (depth === 0) return undefined;
  for (const { name } of entries.filter(({ kind }) => kind === "folder")) {
    const kind = await kindOfFolder(joinPath(path, name), depth - 1);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function mixed(path: string, found: readonly Kind[]): UsageError {
  const counted = [...new Set(found)].map((kind) => `${found.filter((one) => one === kind).length} ${kind}`).sort();
  return new UsageError(
    `Cannot tell what ${JSON.stringify(path)} is as its files must be of one kind: got ${counted.join(", ")}; name one of them, or say for instance --as ${found[0]}`,
  );
}
