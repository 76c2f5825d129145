import { join } from "node:path";
import { runTool } from "../cache.ts";
import { freePort } from "../free-port.ts";
import { installArchive } from "../maven.ts";
import type { ServerRecipe } from "../server.ts";
import { startProcess } from "../server-process.ts";

/** What reaches a registry of schemas. */
export interface RegistryEndpoint {
  /** Where it speaks the protocol of Confluent's registry. */
  readonly url: string;
}

const version = "2.6.13.Final";

/** Apicurio Registry, which keeps schemas in memory: what is killed has none. */
export const apicurio: ServerRecipe<RegistryEndpoint> = {
  name: "apicurio",
  install: async () => {
    await runTool("Apicurio", {
      command: "java",
      args: ["-version"],
      from: "Java 17 (Debian: openjdk-17-jre-headless)",
    });
    const artifact = `io.apicurio:apicurio-registry-app:${version}:tar.gz:all`;
    return installArchive("Apicurio", `apicurio-${version}`, artifact);
  },
  start: async ({ package: installed, folder, outlives }) => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
    const process = await startProcess({
      command: "java",
      args: [
        "-Xmx192m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        `-Djava.io.tmpdir=${folder}`,
        "-Dquarkus.http.host=127.0.0.1",
        `-Dquarkus.http.port=${port}`,
        "-jar",
        join(installed, `apicurio-registry-app-${version}-runner.jar`),
      ],
      cwd: folder,
      log: join(folder, "apicurio.log"),
      isReady: async () => (await fetch(`${url}/subjects`, { signal: AbortSignal.timeout(2_000) })).ok,
      readyMs: 90_000,
      outlives,
    });
    return { endpoints: { url }, processes: [process] };
  },
};
