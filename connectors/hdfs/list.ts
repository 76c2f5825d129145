import type { FileInfo } from "../../core/io/mod.ts";
import type { HdfsClient } from "./client.ts";
import { type HdfsPlace, locationOf } from "./location.ts";
import { type FileStatus, infoOf } from "./status.ts";

interface Listing {
  readonly FileStatuses: { readonly FileStatus: readonly FileStatus[] };
}

interface Page {
  readonly DirectoryListing: { readonly partialListing: Listing; readonly remainingEntries: number };
}

/** What is in a folder, by name, a page at a time (`dfs.ls.limit`, 1,000 as a rule); from behind a name on where one is given. */
export async function* entriesOf(client: HdfsClient, folder: HdfsPlace, from?: string): AsyncGenerator<FileStatus> {
  for (let after = from; ; ) {
    if (after?.includes("%")) return yield* restOf(client, folder, after);
    const query = after === undefined ? {} : { startAfter: after };
    const page = (await asked(client, folder, "LISTSTATUS_BATCH", query)) as Page;
    const { partialListing, remainingEntries } = page.DirectoryListing;
    yield* byName(partialListing, folder);
    after = partialListing.FileStatuses.FileStatus.at(-1)?.pathSuffix;
    if (remainingEntries === 0 || after === undefined) return;
  }
}

/**
 * What comes behind a name with `%`, which a NameNode decodes twice and HttpFS once, so that a page might begin elsewhere: all of the folder is asked
 * for at once, and what came before left out.
 */
async function* restOf(client: HdfsClient, folder: HdfsPlace, after: string): AsyncGenerator<FileStatus> {
  const { FileStatuses } = (await asked(client, folder, "LISTSTATUS", {})) as Listing;
  const FileStatus = FileStatuses.FileStatus.filter((entry) => isBehind(entry.pathSuffix, after));
  yield* byName({ FileStatuses: { FileStatus } }, folder);
}

async function asked(
  client: HdfsClient,
  folder: HdfsPlace,
  operation: "LISTSTATUS" | "LISTSTATUS_BATCH",
  query: Readonly<Record<string, string>>,
): Promise<unknown> {
  const answer = await client.ask({ action: "list", place: folder, method: "GET", operation, query });
  if (answer === undefined) throw noFolder(folder, "nothing of that name");
  return answer;
}

/** The server takes letters beyond ASCII for less than all others. */
function byName({ FileStatuses }: Listing, folder: HdfsPlace): readonly FileStatus[] {
  const entries = FileStatuses.FileStatus;
  if (entries[0]?.pathSuffix === "") throw noFolder(folder, "a file");
  return [...entries].sort((a, b) => (a.pathSuffix < b.pathSuffix ? -1 : 1));
}

const encoder = new TextEncoder();

/** In the order of a NameNode, which compares bytes as signed numbers. */
function isBehind(name: string, after: string): boolean {
  const [bytes, others] = [name, after].map((text) => new Int8Array(encoder.encode(text).buffer));
  const at = bytes!.findIndex((byte, place) => byte !== others![place]);
  return at >= 0 && (at >= others!.length || bytes![at]! > others![at]!);
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
