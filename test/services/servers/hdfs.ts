import { freePort } from "../free-port.ts";
import type { ServerRecipe } from "../server.ts";
import {
  configFolder,
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

/** One NameNode and one DataNode: the processes, in that order. */
export const hdfs: ServerRecipe<HdfsEndpoint> = {
  name: "hdfs",
  install: installHadoop,
  start: async (place) => {
    const [rpc, web] = [await freePort(), await freePort()];
    const ports = { data: await freePort(), http: await freePort(), ipc: await freePort() };
    const address = `http://127.0.0.1:${web}`;
    writeConfig(
      place.folder,
      { "fs.defaultFS": `hdfs://127.0.0.1:${rpc}` },
      {
        "dfs.namenode.rpc-address": `127.0.0.1:${rpc}`,
        "dfs.namenode.http-address": `127.0.0.1:${web}`,
        "dfs.namenode.name.dir": `file://${place.folder}/names`,
      },
    );
    await runHadoop(place, [nameNodeMain, "-format", "-force", "-nonInteractive"]);
    const isUp = async (): Promise<boolean> => (await nameNodeState(address)).state === "active";
    const serves = async (): Promise<boolean> => {
      const { dataNodes, isOperational } = await nameNodeState(address);
      return dataNodes > 0 && isOperational;
    };
    const processes = await startTogether([
      startHadoop(place, "namenode", [nameNodeMain], isUp),
      startDataNode(place, ports, serves),
    ]);
    return {
      endpoints: { nameNodes: [address], user: superuser, configFolder: configFolder(place.folder) },
      processes,
    };
  },
};
