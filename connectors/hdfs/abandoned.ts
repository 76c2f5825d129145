import { isAbandoned } from "../../core/io/mod.ts";
import { remove } from "./change.ts";
import type { HdfsClient } from "./client.ts";
import { entriesOf } from "./list.ts";
import { type HdfsPlace, splitPath } from "./location.ts";

const swept = new WeakMap<HdfsClient, Set<string>>();

/**
 * Removes what processes of this machine that were killed have left half written beside a file. Looks once at each folder, and only at
 * the names that begin with a dot.
 */
export async function removeAbandoned(client: HdfsClient, target: HdfsPlace): Promise<void> {
  const { folder } = splitPath(target.path);
  const known = swept.get(client) ?? new Set();
  swept.set(client, known);
  if (known.has(folder)) return;
  known.add(folder);
  const place = { ...target, path: folder };
  try {
    for await (const { pathSuffix: name } of entriesOf(client, place, ".")) {
      if (!name.startsWith(".")) return;
      if (isAbandoned(name)) await remove(client, { ...target, path: `${folder}/${name}` });
    }
  } catch {
    // A folder that is not there yet, or that may be written but not read, is no reason not to write.
  }
}
