import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../tools/run-command.ts";
import { runTool } from "../cache.ts";
import { installJars } from "../maven.ts";
import type { ServerPlace } from "../server.ts";
import { type ServerProcess, startProcess } from "../server-process.ts";

/** What reaches a cluster by WebHDFS. */
export interface HdfsEndpoint {
  /** Of each NameNode, as `http://127.0.0.1:9870`. */
  readonly nameNodes: readonly string[];
  /** Who may do everything. */
  readonly user: string;
  /** Where `hdfs-site.xml` lies: HADOOP_CONF_DIR of other tools. */
  readonly configFolder: string;
  /** Of Hadoop's own programs, beside its settings: who they are, where the cluster asks Kerberos. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Who the servers run as: their superuser, whatever the name of this machine's user is. */
export const superuser = "hadoop";

export const hadoopVersion = "3.4.3";

/** The jars of NameNode and DataNode, with what they need. */
export async function installHadoop(): Promise<string> {
  await runTool("HDFS", { command: "java", args: ["-version"], from: "Java 17 (Debian: openjdk-17-jre-headless)" });
  const artifacts = ["hadoop-common", "hadoop-hdfs", "hadoop-hdfs-client"];
  return installJars(
    "HDFS",
    `hadoop-${hadoopVersion}`,
    artifacts.map((artifact) => `org.apache.hadoop:${artifact}:${hadoopVersion}`),
  );
}

/** Settings of all processes of a cluster: small, on loopback, quick to say that something is gone. */
export const commonSite: Readonly<Record<string, string>> = {
  "dfs.replication": "1",
  "dfs.blocksize": "1048576",
  "dfs.namenode.fs-limits.min-block-size": "1024",
  "dfs.permissions.superusergroup": superuser,
  // Few, so that each listing has pages.
  "dfs.ls.limit": "5",
  "dfs.namenode.safemode.extension": "0",
  "dfs.namenode.safemode.min.datanodes": "1",
  "dfs.heartbeat.interval": "1",
  "dfs.namenode.heartbeat.recheck-interval": "1000",
  "dfs.namenode.stale.datanode.interval": "3000",
  "dfs.namenode.lease-recheck-interval-ms": "500",
  "dfs.blockreport.initialDelay": "0",
  "dfs.namenode.handler.count": "4",
  "dfs.datanode.handler.count": "2",
  "dfs.datanode.hostname": "127.0.0.1",
  "dfs.client.use.datanode.hostname": "true",
  "dfs.datanode.use.datanode.hostname": "true",
  "dfs.namenode.datanode.registration.ip-hostname-check": "false",
  "dfs.datanode.directoryscan.interval": "-1",
  "dfs.block.scanner.volume.bytes.per.second": "0",
  "dfs.client.block.write.replace-datanode-on-failure.policy": "NEVER",
};

/** Writes the folder of settings that stands first on the class path. */
export function writeConfig(
  folder: string,
  core: Readonly<Record<string, string>>,
  hdfs: Readonly<Record<string, string>>,
): void {
  const etc = configFolder(folder);
  // The jars carry no web applications, without which no server starts.
  for (const name of ["hdfs", "datanode"]) {
    const web = join(etc, "webapps", name, "WEB-INF");
    mkdirSync(web, { recursive: true });
    writeFileSync(join(web, "web.xml"), '<web-app xmlns="http://java.sun.com/xml/ns/javaee" version="2.4"/>');
  }
  writeFileSync(join(etc, "core-site.xml"), site({ "hadoop.tmp.dir": join(folder, "tmp"), ...core }));
  writeFileSync(join(etc, "hdfs-site.xml"), site({ ...commonSite, ...hdfs }));
  writeFileSync(join(etc, "log4j.properties"), log);
}

export function configFolder(folder: string): string {
  return join(folder, "etc");
}

const log = `log4j.rootLogger=INFO,A
log4j.appender.A=org.apache.log4j.ConsoleAppender
log4j.appender.A.layout=org.apache.log4j.PatternLayout
log4j.appender.A.layout.ConversionPattern=%d %p %c{1}: %m%n
`;

function site(settings: Readonly<Record<string, string>>): string {
  const all = Object.entries(settings).map(
    ([name, value]) => `<property><name>${name}</name><value>${value}</value></property>`,
  );
  return `<configuration>\n${all.join("\n")}\n</configuration>\n`;
}

/** Where a program of Hadoop runs. */
export interface HadoopPlace extends ServerPlace {
  readonly environment?: Readonly<Record<string, string>>;
}

type Place = Omit<HadoopPlace, "outlives">;

/** Arguments of `java` for one of Hadoop's programs. */
function javaArguments({ package: jars, folder }: Place, words: readonly string[]): readonly string[] {
  const etc = configFolder(folder);
  return [
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Djava.net.preferIPv4Stack=true",
    "-Djava.awt.headless=true",
    // Without this a server starts and answers each WebHDFS call with 500.
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    `-Dhadoop.log.dir=${folder}`,
    `-Dlog4j.configuration=file:${join(etc, "log4j.properties")}`,
    "-cp",
    `${etc}:${join(jars, "libs", "*")}`,
    ...words,
  ];
}

function environmentOf({ environment }: Place): Readonly<Record<string, string>> {
  return { HADOOP_USER_NAME: superuser, ...environment };
}

/** Runs one of Hadoop's programs to its end; gives what it prints. */
export async function runHadoop(place: Place, words: readonly string[]): Promise<string> {
  const [args, env] = [javaArguments(place, words), environmentOf(place)];
  const { code, output } = await runCommand("java", args, { output: "keep", env, timeoutMs: 60_000 });
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}:\n${output.slice(-2000)}`);
  return output;
}

/** One server of Hadoop, in a process of its own. */
export function startHadoop(
  place: HadoopPlace,
  name: string,
  words: readonly string[],
  isReady: () => Promise<boolean>,
): Promise<ServerProcess> {
  return startProcess({
    command: "java",
    args: javaArguments(place, words),
    env: environmentOf(place),
    cwd: place.folder,
    log: join(place.folder, `${name}.log`),
    isReady,
    readyMs: 90_000,
    outlives: place.outlives,
  });
}

export const nameNodeMain = "org.apache.hadoop.hdfs.server.namenode.NameNode";

/** Starts a DataNode; ready once the NameNode that is active can give its files. */
export function startDataNode(
  place: HadoopPlace,
  ports: { readonly data: number; readonly http: number; readonly ipc: number },
  isReady: () => Promise<boolean>,
): Promise<ServerProcess> {
  const words = [
    "org.apache.hadoop.hdfs.server.datanode.DataNode",
    `-Ddfs.datanode.data.dir=file://${join(place.folder, "data")}`,
    `-Ddfs.datanode.address=127.0.0.1:${ports.data}`,
    `-Ddfs.datanode.http.address=127.0.0.1:${ports.http}`,
    `-Ddfs.datanode.ipc.address=127.0.0.1:${ports.ipc}`,
  ];
  return startHadoop(place, "datanode", words, isReady);
}

/** What a NameNode says of itself; fails where it does not answer. */
export async function nameNodeState(
  address: string,
): Promise<{ readonly state: string; readonly dataNodes: number; readonly isOperational: boolean }> {
  const bean = async (name: string): Promise<Record<string, unknown>> => {
    const url = `${address}/jmx?qry=Hadoop:service=NameNode,name=${name}`;
    const { beans } = (await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).json()) as {
      beans: Record<string, unknown>[];
    };
    return beans[0] ?? {};
  };
  const [status, system] = [await bean("NameNodeStatus"), await bean("FSNamesystemState")];
  return {
    state: String(status.State),
    dataNodes: Number(system.NumLiveDataNodes),
    isOperational: system.FSState === "Operational",
  };
}

/** Processes that start at the same time; where one cannot, none is left. */
export async function startTogether(starting: readonly Promise<ServerProcess>[]): Promise<readonly ServerProcess[]> {
  const ended = await Promise.allSettled(starting);
  const failed = ended.find((one) => one.status === "rejected");
  const started = ended.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  if (failed === undefined) return started;
  for (const one of started) await one.kill();
  throw failed.reason;
}
