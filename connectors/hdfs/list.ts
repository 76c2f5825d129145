import type { FileInfo } from "../../core/io/mod.ts";
import type { HdfsClient } from "./client.ts";
import { type HdfsPlace, locationOf } from "./location.ts";
import { type FileStatus, infoOf } from "./status.ts";

interface Page {
  readonly DirectoryListing: {
    readonly partialListing: { readonly FileStatuses: { readonly FileStatus: readonly FileStatus[] } };
    readonly remainingEntries: number;
  };
}

/** What is in a folder, by name, a page at a time (`dfs.ls.limit`, 1,000 as a rule); from behind a name on where one is given. */
export async function* entriesOf(client: HdfsClient, folder: HdfsPlace, from?: string): AsyncGenerator<FileStatus> {
  for (let after = from; ; ) {
    const query = after === undefined ? {} : { startAfter: after };
    const request = { action: "list", place: folder, method: "GET", operation: "LISTSTATUS_BATCH", query } as const;
    const page = (await client.ask(request)) as Page | undefined;
    if (page === undefined) throw noFolder(folder, "nothing of that name");
    const { partialListing, remainingEntries } = page.DirectoryListing;
    const entries = partialListing.FileStatuses.FileStatus;
    if (entries[0]?.pathSuffix === "") throw noFolder(folder, "a file");
    // The server takes letters beyond ASCII for less than all others.
    yield* [...entries].sort((a, b) => (a.pathSuffix < b.pathSuffix ? -1 : 1));
    after = entries.at(-1)?.pathSuffix;
    if (remainingEntries === 0 || after === undefined) return;
  }
}

/** The files below a folder, in the order of their paths. */
export async function* filesBelow(
  client: HdfsClient,
  folder: HdfsPlace,
  enter: (folder: string) => boolean,
): AsyncGenerator<FileInfo> {
  for await (const entry of inPathOrder(entriesOf(client, folder))) {
    const place = { ...folder, path: `${folder.path}/${entry.pathSuffix}` };
    if (entry.type === "DIRECTORY") {
      if (enter(locationOf(place))) yield* filesBelow(client, place, enter);
    } else {
      yield infoOf(place, entry);
    }
  }
}

/**
 * Entries come by name, where `a` stands before `a.txt`; what is below `a` belongs behind it. A folder waits until no name can come
 * that belongs before: those that wait begin with each other's names, so that the last one goes first.
 */
async function* inPathOrder(entries: AsyncIterable<FileStatus>): AsyncGenerator<FileStatus> {
  const waiting: FileStatus[] = [];
  for await (const entry of entries) {
    while (waiting.length > 0 && `${waiting.at(-1)!.pathSuffix}/` < entry.pathSuffix) yield waiting.pop()!;
    if (entry.type === "DIRECTORY") waiting.push(entry);
    else yield entry;
  }
  while (waiting.length > 0) yield waiting.pop()!;
}

function noFolder(folder: HdfsPlace, got: string): Error {
  return new Error(
    `Cannot list ${JSON.stringify(locationOf(folder))} as it must be a folder: got ${got}; check the path`,
  );
}
