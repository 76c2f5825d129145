import type { FileInfo } from "../../core/io/mod.ts";
import { elements, textIn } from "../files/mod.ts";
import type { S3Client } from "./client.ts";
import { locationOf, type ObjectPlace } from "./location.ts";

export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Of its bytes, as servers make it. */
  readonly version: string;
}

/** One page of the objects whose keys begin with `prefix`, from behind `after` on, and whether there are more. */
export async function listPage(
  client: S3Client,
  { bucket, key: prefix }: ObjectPlace,
  { after, most = 1000 }: { readonly after?: string; readonly most?: number } = {},
): Promise<{ readonly objects: readonly ListedObject[]; readonly isMore: boolean }> {
  const query = { "list-type": 2, "encoding-type": "url", "max-keys": most, prefix };
  const { body } = await client.send({
    action: "list",
    place: { bucket, key: prefix },
    toBucket: true,
    method: "GET",
    query: after === undefined ? query : { ...query, "start-after": after },
  });
  const isEncoded = textIn(body, "EncodingType") === "url";
  return {
    objects: elements(body, "Contents").map((one) => listed(one, isEncoded)),
    isMore: textIn(body, "IsTruncated") === "true",
  };
}

function listed(xml: string, isEncoded: boolean): ListedObject {
  const key = textIn(xml, "Key") ?? "";
  return {
    key: isEncoded ? decodeURIComponent(key.replaceAll("+", " ")) : key,
    sizeBytes: Number(textIn(xml, "Size")),
    modifiedMs: Date.parse(textIn(xml, "LastModified") ?? ""),
    version: entityTag(textIn(xml, "ETag") ?? ""),
  };
}

/** Servers write it with quotes here and without there. */
export function entityTag(text: string): string {
  return text.replace(/^"|"$/g, "");
}

/** Behind all keys that a folder can have: the last character there is. */
const last = "\u{10ffff}";

/**
 * The files below a folder, page by page. Folders that are not entered cost one request more, not one for each thousand of
 * their objects: the listing goes on behind them.
 */
export async function* filesBelow(
  client: S3Client,
  { bucket, key }: ObjectPlace,
  enter: (folder: string) => boolean,
  pageSize = 1000,
): AsyncGenerator<FileInfo> {
  const prefix = key === "" ? "" : `${key.replace(/\/+$/, "")}/`;
  const refused = refusedFolders(bucket, prefix, enter);
  for (let after: string | undefined; ; ) {
    const options = { most: pageSize, ...(after === undefined ? {} : { after }) };
    const { objects, isMore } = await listPage(client, { bucket, key: prefix }, options);
    const end = objects.at(-1)?.key;
    // SeaweedFS gives folders before files whose names go on behind theirs.
    for (const { key: found, ...info } of [...objects].sort((a, b) => (a.key < b.key ? -1 : 1))) {
      // What consoles make to show an empty folder is no file.
      if (found.endsWith("/") || refused(found) !== undefined) continue;
      yield { path: locationOf({ bucket, key: found }), kind: "file", ...info };
    }
    if (!isMore || end === undefined) return;
    const skipped = refused(end);
    after = skipped === undefined ? end : `${skipped}/${last}`;
  }
}

/** Gives the folder for which a key is left out; asks once for each folder as long as its keys follow each other. */
function refusedFolders(
  bucket: string,
  prefix: string,
  enter: (folder: string) => boolean,
): (key: string) => string | undefined {
  const answers = new Map<string, boolean>();
  return (key) => {
    for (const folder of answers.keys()) if (!key.startsWith(`${folder}/`)) answers.delete(folder);
    for (let at = key.indexOf("/", prefix.length); at >= 0; at = key.indexOf("/", at + 1)) {
      const folder = key.slice(0, at);
      const may = answers.get(folder) ?? enter(locationOf({ bucket, key: folder }));
      answers.set(folder, may);
      if (!may) return folder;
    }
    return undefined;
  };
}
