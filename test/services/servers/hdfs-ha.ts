import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../free-port.ts";
import type { RunningServer, ServerPlace, ServerRecipe, StartedServer } from "../server.ts";
import {
  configFolder,
  type HadoopPlace,
  type HdfsEndpoint,
  installHadoop,
  nameNodeMain,
  nameNodeState,
  runHadoop,
  startDataNode,
  startHadoop,
  startTogether,
  superuser,
  writeConfig,
} from "./hadoop.ts";
import type { Kerberos } from "./kerberos.ts";

/** What clients call the cluster. */
const nameservice = "twins";

/**
 * Two NameNodes on shared edits, of which the first is active, and a DataNode: the processes, in that order. Which one is active changes by
 * `failOver` alone.
 */
export const hdfsHa: ServerRecipe<HdfsEndpoint> = {
  name: "hdfs-ha",
  install: installHadoop,
  start: (place) => startTwins(place),
};

/** @param security Settings, and who Hadoop's programs are, where the cluster asks Kerberos. */
export async function startTwins(
  { package: jars, folder, outlives }: ServerPlace,
  security: Pick<Kerberos, "core" | "hdfs" | "environment"> = { core: {}, hdfs: {}, environment: {} },
): Promise<StartedServer<HdfsEndpoint>> {
  const { environment } = security;
  const place: HadoopPlace = { package: jars, folder, outlives, environment };
  const nodes = [await node("nn1", place), await node("nn2", place)] as const;
  const ports = { data: await freePort(), http: await freePort(), ipc: await freePort() };
  mkdirSync(join(folder, "edits"));
  const site = { ...settings(place, nodes), ...security.hdfs };
  writeConfig(folder, { "fs.defaultFS": `hdfs://${nameservice}`, ...security.core }, site);
  await runHadoop(place, nodeWords("nn1", "-format", "-force", "-nonInteractive"));
  cpSync(nodes[0].names, nodes[1].names, { recursive: true });
  const nameNode = ({ name, address }: NameNode) =>
    startHadoop(place, name, nodeWords(name), async () => (await nameNodeState(address)).state !== "");
  const becomesActive = async (): Promise<void> => {
    const isUp = async (): Promise<boolean> => (await nameNodeState(nodes[0].address)).state === "standby";
    while (!(await isUp().catch(() => false))) await new Promise((done) => setTimeout(done, 50));
    await haAdmin(place, "-transitionToActive", "nn1");
  };
  const serves = async (): Promise<boolean> => {
    const { state, dataNodes, isOperational } = await nameNodeState(nodes[0].address);
    return state === "active" && dataNodes > 0 && isOperational;
  };
  const [processes] = await Promise.all([
    startTogether([nameNode(nodes[0]), nameNode(nodes[1]), startDataNode(place, ports, serves)]),
    becomesActive(),
  ]);
  const nameNodes = nodes.map(({ address }) => address);
  return { endpoints: { nameNodes, user: superuser, configFolder: configFolder(folder), environment }, processes };
}

interface NameNode {
  readonly name: "nn1" | "nn2";
  readonly address: string;
  readonly rpc: number;
  /** Its folder of names. */
  readonly names: string;
}

async function node(name: NameNode["name"], { folder }: ServerPlace): Promise<NameNode> {
  return { name, address: `http://127.0.0.1:${await freePort()}`, rpc: await freePort(), names: join(folder, name) };
}

function settings({ folder }: ServerPlace, nodes: readonly NameNode[]): Readonly<Record<string, string>> {
  const own = nodes.flatMap(({ name, address, rpc, names }): [string, string][] => [
    [`dfs.namenode.rpc-address.${nameservice}.${name}`, `127.0.0.1:${rpc}`],
    [`dfs.namenode.http-address.${nameservice}.${name}`, address.replace("http://", "")],
    [`dfs.namenode.name.dir.${nameservice}.${name}`, `file://${names}`],
  ]);
  return {
    ...Object.fromEntries(own),
    "dfs.nameservices": nameservice,
    [`dfs.ha.namenodes.${nameservice}`]: nodes.map(({ name }) => name).join(),
    "dfs.namenode.shared.edits.dir": `file://${join(folder, "edits")}`,
    [`dfs.client.failover.proxy.provider.${nameservice}`]:
      "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider",
    "dfs.ha.fencing.methods": "shell(true)",
    "dfs.ha.tail-edits.period": "1",
    "dfs.ha.log-roll.period": "2",
  };
}

function nodeWords(name: NameNode["name"], ...words: readonly string[]): readonly string[] {
  return [nameNodeMain, `-Ddfs.ha.namenode.id=${name}`, ...words];
}

async function haAdmin(place: Omit<HadoopPlace, "outlives">, ...words: readonly string[]): Promise<void> {
  await runHadoop(place, ["org.apache.hadoop.hdfs.tools.DFSHAAdmin", ...words]);
}

/** Makes a NameNode active, and the other one standby where it runs, as an operator does. */
export async function failOver(
  { folder, endpoints }: Pick<RunningServer<HdfsEndpoint>, "folder" | "endpoints">,
  to: NameNode["name"],
  from: "running" | "dead",
): Promise<void> {
  const place = { package: await installHadoop(), folder, environment: endpoints.environment ?? {} };
  const other = to === "nn1" ? "nn2" : "nn1";
  if (from === "running") await haAdmin(place, "-transitionToStandby", other);
  await haAdmin(place, "-transitionToActive", ...(from === "dead" ? ["--forceactive"] : []), to);
}
