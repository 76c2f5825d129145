import type { ServerRecipe } from "../server.ts";
import { type HdfsEndpoint, installHadoop, startTogether } from "./hadoop.ts";
import { startTwins } from "./hdfs-ha.ts";
import { installKerberos, startKerberos } from "./kerberos.ts";

/** Two NameNodes and a DataNode that take nobody but who Kerberos knows, and who has a delegation token: the processes, and then Kerberos. */
export const hdfsSecured: ServerRecipe<HdfsEndpoint> = {
  name: "hdfs-secured",
  install: async () => {
    await installKerberos();
    return installHadoop();
  },
  start: async (place) => {
    const kerberos = await startKerberos(place);
    const [centre] = await startTogether([kerberos.process]);
    try {
      const { endpoints, processes } = await startTwins(place, kerberos);
      return { endpoints, processes: [...processes, centre!] };
    } catch (error) {
      await centre!.kill();
      throw error;
    }
  },
};
