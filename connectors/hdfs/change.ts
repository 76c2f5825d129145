import { FileExists } from "../../core/io/mod.ts";
import type { HdfsClient } from "./client.ts";
import { type Doing, HdfsRefusal } from "./errors.ts";
import { type HdfsPlace, locationOf } from "./location.ts";
import { statusOf } from "./status.ts";

/**
 * Renames a file; false where it is neither here nor there. Doing it again is no error. With `over: "none"` another file that has the
 * name is one.
 */
export async function renamed(
  client: HdfsClient,
  doing: Doing,
  { from, to, fileId, over }: Renaming,
): Promise<boolean> {
  // What an earlier run has left under the name is another file.
  const isThere = async (): Promise<boolean> => (await statusOf(client, doing, to))?.fileId === fileId;
  const query = { destination: to.path, renameoptions: over === "any" ? "OVERWRITE" : "NONE" };
  try {
    const answer = await client.ask({ ...doing, at: from, method: "PUT", operation: "RENAME", query });
    return answer !== undefined || (await isThere());
  } catch (error) {
    const isTaken = over === "none" && error instanceof HdfsRefusal && error.kind === "FileAlreadyExistsException";
    if (!isTaken) throw error;
    throw new FileExists(locationOf(to), { cause: error });
  }
}

export interface Renaming {
  readonly from: HdfsPlace;
  readonly to: HdfsPlace;
  /** Of the file at `from`. */
  readonly fileId: number;
  /** Which file that has the name is replaced. */
  readonly over: "any" | "none";
}

export async function remove(client: HdfsClient, place: HdfsPlace): Promise<void> {
  await client.ask({ action: "delete", place, method: "DELETE", operation: "DELETE" });
}
