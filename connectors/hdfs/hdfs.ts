import { type FileSystem, type Publishing, registerFileSystem } from "../../core/io/mod.ts";
import { type HdfsClient, hdfsClient } from "./client.ts";
import { hdfsFileSystem } from "./file-system.ts";
import { configuredNameNodes } from "./hadoop-config.ts";
import { type HdfsOptions, hdfsSettings, nameNodesOf } from "./options.ts";

/** Clusters by the names that URLs have for them. */
const known = new Map<string, HdfsClient>();

/**
 * Says how `hdfs:` URLs are reached from here on, and gives their file system (for `checkpoint: { files }`). Not needed where
 * Hadoop's own settings are there (`HADOOP_CONF_DIR`), or WebHDFS is served at port 9870 of the host of a URL.
 *
 * With `nameNodes` it is about one cluster: URLs without a cluster (`hdfs:///folder/file`), with the host of one of the NameNodes or
 * with `name` go there; called again it adds another, and takes over what both are called. Without, it is about those that Hadoop's settings know.
 * Whichever NameNode is active is asked, and when another one becomes that, the other.
 *
 * Files are exactly once: they are written under hidden names and renamed when they are committed.
 *
 * @throws TypeError For options that there are not, and addresses that are none.
 * @example
 * ```ts
 * import { useHdfs } from "millrace/connectors/hdfs";
 * const files = useHdfs({ nameNodes: ["http://nn1:9870", "http://nn2:9870"], user: "me" });
 * console.log(files.scheme); // hdfs
 * ```
 * @see Apache Hadoop, "WebHDFS REST API", 3.4.
 */
export function useHdfs(options: HdfsOptions = {}): FileSystem & Publishing {
  const settings = hdfsSettings(options);
  const own = new Map<string, HdfsClient>();
  if (options.nameNodes !== undefined) {
    const nameNodes = nameNodesOf(options.nameNodes);
    const client = hdfsClient(nameNodes, settings);
    const names = ["", ...nameNodes.map((address) => new URL(address).hostname), options.name ?? ""];
    for (const name of names) own.set(name.toLowerCase(), client);
    for (const [name, one] of own) known.set(name, one);
  }
  const configured = new Map<string, Promise<HdfsClient>>();
  const fromConfig = (authority: string): Promise<HdfsClient> => {
    const found =
      configured.get(authority) ?? configuredNameNodes(authority).then((nodes) => hdfsClient(nodes, settings));
    configured.set(authority, found);
    found.catch(() => configured.delete(authority));
    return found;
  };
  const files = hdfsFileSystem(async (authority) => {
    const [host] = authority.split(":") as [string];
    return own.get(authority) ?? own.get(host) ?? known.get(authority) ?? known.get(host) ?? fromConfig(authority);
  });
  registerFileSystem("hdfs", async () => files);
  return files;
}
