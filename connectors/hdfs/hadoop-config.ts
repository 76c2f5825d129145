import { localFiles } from "../../core/io/mod.ts";
import { environmentVariable } from "../../core/platform/mod.ts";
import { elements, textIn } from "../files/mod.ts";

/** Where WebHDFS is served unless a cluster says otherwise. */
const usualPort = { http: 9870, https: 9871 };

/** The NameNodes of the cluster that a URL names (or of none), as Hadoop's own files say it. */
export async function configuredNameNodes(authority: string): Promise<readonly string[]> {
  const folder = environmentVariable("HADOOP_CONF_DIR");
  const site = folder ? await readSite(folder) : new Map<string, string>();
  const name = authority || defaultAuthority(site);
  if (name === "") throw unknownCluster(folder);
  const scheme = site.get("dfs.http.policy") === "HTTPS_ONLY" ? "https" : "http";
  const key = `dfs.namenode.${scheme}-address`;
  const several = site.get(`dfs.ha.namenodes.${name}`)?.split(",") ?? [];
  const [host] = name.split(":") as [string];
  const addresses =
    several.length > 0
      ? several.map((one) => site.get(`${key}.${name}.${one.trim()}`))
      : [site.get(`${key}.${name}`) ?? (isOwn(site, name) ? site.get(key) : undefined)];
  return addresses.map((address) => {
    const [given, port] = (address ?? "").split(":");
    // A server that listens everywhere says nothing of where it is.
    const at = given === undefined || given === "" || given === "0.0.0.0" ? host : given;
    return `${scheme}://${at}:${port ?? usualPort[scheme]}`;
  });
}

function defaultAuthority(site: ReadonlyMap<string, string>): string {
  return /^hdfs:\/\/([^/]+)/i.exec(site.get("fs.defaultFS") ?? "")?.[1] ?? "";
}

/** Whether a name is that of the one NameNode that the files are about. */
function isOwn(site: ReadonlyMap<string, string>, name: string): boolean {
  return name === defaultAuthority(site) || name === site.get("dfs.namenode.rpc-address");
}

async function readSite(folder: string): Promise<ReadonlyMap<string, string>> {
  const site = new Map<string, string>();
  for (const name of ["core-site.xml", "hdfs-site.xml"]) {
    const path = `${folder}/${name}`;
    const info = await localFiles.stat(path);
    if (info === undefined) continue;
    const xml = new TextDecoder().decode(await localFiles.read(path, { start: 0, end: info.sizeBytes }));
    for (const property of elements(xml.replace(/<!--.*?-->/gs, ""), "property")) {
      site.set((textIn(property, "name") ?? "").trim(), (textIn(property, "value") ?? "").trim());
    }
  }
  return site;
}

function unknownCluster(folder: string | undefined): TypeError {
  const got = folder ? `no fs.defaultFS in ${JSON.stringify(folder)}` : "none in the URL, and no HADOOP_CONF_DIR";
  return new TypeError(
    `Cannot reach HDFS as its cluster must be known: got ${got}; call useHdfs({ nameNodes }), set HADOOP_CONF_DIR, ` +
      'or name a NameNode in the URL: "hdfs://namenode/folder/file.csv"',
  );
}
