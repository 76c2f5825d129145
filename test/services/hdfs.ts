import { useHdfs } from "../../connectors/hdfs/mod.ts";
import type { FileSystem, Publishing } from "../../core/io/mod.ts";
import { uniqueName } from "../../core/platform/mod.ts";
import type { HdfsEndpoint } from "./servers/hadoop.ts";

/** The cluster's files, known as `hdfs:` from here on, and the name of a folder that is not there yet. */
export function hdfsFolder({ nameNodes, user }: HdfsEndpoint): {
  readonly files: FileSystem & Publishing;
  readonly folder: string;
} {
  return { files: useHdfs({ nameNodes, user }), folder: `hdfs:///a folder/${uniqueName()}` };
}

/** Asks WebHDFS itself, for what the connector does not. */
export async function askHdfs(
  { nameNodes: [address], user }: HdfsEndpoint,
  method: "GET" | "PUT",
  path: string,
  operation: string,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const words = new URLSearchParams({ op: operation, "user.name": user, ...query });
  const response = await fetch(`${address}/webhdfs/v1${path}?${words}`, { method });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`Cannot do ${operation} as the server must take it: got ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
