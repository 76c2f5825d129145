import type { HdfsClient } from "./client.ts";
import type { Doing } from "./errors.ts";
import type { HdfsPlace } from "./location.ts";
import { statusOf } from "./status.ts";

/** Renames a file, over one that has the name; false where it is neither here nor there. Doing it again is no error. */
export async function renamed(
  client: HdfsClient,
  doing: Doing,
  { from, to, fileId }: { readonly from: HdfsPlace; readonly to: HdfsPlace; readonly fileId: number },
): Promise<boolean> {
  const query = { destination: to.path, renameoptions: "OVERWRITE" };
  const answer = await client.ask({ ...doing, at: from, method: "PUT", operation: "RENAME", query });
  if (answer !== undefined) return true;
  // What an earlier run has left under the name is another file.
  return (await statusOf(client, doing, to))?.fileId === fileId;
}

export async function remove(client: HdfsClient, place: HdfsPlace): Promise<void> {
  await client.ask({ action: "delete", place, method: "DELETE", operation: "DELETE" });
}
