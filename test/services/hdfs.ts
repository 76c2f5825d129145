import { useHdfs } from "../../connectors/hdfs/mod.ts";
import type { FileSystem, Publishing } from "../../core/io/mod.ts";
import { uniqueName } from "../../core/platform/mod.ts";
import type { RunningServer } from "./server.ts";
import { type HdfsEndpoint, installHadoop, runHadoop } from "./servers/hadoop.ts";

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

/** A token of a secured cluster, that stands in place of its superuser. */
export interface DelegationToken {
  /** In the letters of a URL. */
  readonly text: string;
  cancel(): Promise<void>;
}

/** Asks for a token as Hadoop's users do: with its own programs. */
export async function delegationToken({ endpoints, folder }: RunningServer<HdfsEndpoint>): Promise<DelegationToken> {
  const place = { package: await installHadoop(), folder, environment: endpoints.environment! };
  const file = `${folder}/${uniqueName()}.token`;
  const fetcher = "org.apache.hadoop.hdfs.tools.DelegationTokenFetcher";
  await runHadoop(place, [fetcher, "--renewer", endpoints.user, file]);
  const table = await runHadoop(place, ["org.apache.hadoop.security.token.DtUtilShell", "print", file]);
  const text = /^HDFS_DELEGATION_TOKEN .* (\S+)\s*$/m.exec(table)?.[1];
  if (text === undefined) throw new Error(`Cannot read the token as dtutil must show one: got ${table}`);
  return { text, cancel: async () => void (await runHadoop(place, [fetcher, "--cancel", file])) };
}
