import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../free-port.ts";
import { installJars } from "../maven.ts";
import type { ServerPlace } from "../server.ts";
import { type ServerProcess, startProcess } from "../server-process.ts";
import { hadoopVersion, superuser } from "./hadoop.ts";

/** A centre that gives Kerberos tickets, and what Hadoop needs to know of it. */
export interface Kerberos {
  readonly process: Promise<ServerProcess>;
  readonly core: Readonly<Record<string, string>>;
  readonly hdfs: Readonly<Record<string, string>>;
  /** Makes programs of Hadoop those of the superuser. */
  readonly environment: Readonly<Record<string, string>>;
}

const realm = "MILLRACE.TEST";

/** How long a delegation token is good for where nobody renews it. */
export const tokenMs = 60_000;

export function installKerberos(): Promise<string> {
  return installJars("Kerberos", `minikdc-${hadoopVersion}`, [`org.apache.hadoop:hadoop-minikdc:${hadoopVersion}`]);
}

/** Starts Apache Kerby in a process of its own: the centre that Hadoop's own tests use. */
export async function startKerberos(place: ServerPlace): Promise<Kerberos> {
  const folder = join(place.folder, "kerberos");
  const keytab = join(folder, "all.keytab");
  const log = join(place.folder, "kerberos.log");
  mkdirSync(folder);
  writeFileSync(join(folder, "kdc.conf"), settings(await freePort()));
  const jars = join(await installKerberos(), "libs", "*");
  const user = `${superuser}/localhost`;
  const main = ["org.apache.hadoop.minikdc.MiniKdc", folder, join(folder, "kdc.conf"), keytab];
  const process = startProcess({
    command: "java",
    args: ["-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", jars, ...main, user, "HTTP/localhost"],
    cwd: folder,
    log,
    isReady: async () => readFileSync(log, "utf8").includes("created keytab"),
    readyMs: 60_000,
    outlives: place.outlives,
  });
  return {
    process,
    core: { "hadoop.security.authentication": "kerberos" },
    hdfs: secured(`${user}@${realm}`, `HTTP/localhost@${realm}`, keytab),
    environment: {
      JDK_JAVA_OPTIONS: `-Djava.security.krb5.conf=${join(folder, "krb5.conf")}`,
      KRB5PRINCIPAL: `${user}@${realm}`,
      KRB5KEYTAB: keytab,
    },
  };
}

function settings(port: number): string {
  const [name, domain] = realm.split(".");
  return [
    `org.name=${name}`,
    `org.domain=${domain}`,
    "kdc.bind.address=127.0.0.1",
    `kdc.port=${port}`,
    "transport=TCP",
    "instance=DefaultKrbServer",
    "max.ticket.lifetime=86400000",
    "max.renewable.lifetime=604800000",
    "debug=false",
  ].join("\n");
}

function secured(server: string, web: string, keytab: string): Readonly<Record<string, string>> {
  return {
    "dfs.namenode.kerberos.principal": server,
    "dfs.namenode.keytab.file": keytab,
    "dfs.datanode.kerberos.principal": server,
    "dfs.datanode.keytab.file": keytab,
    "dfs.web.authentication.kerberos.principal": web,
    "dfs.web.authentication.kerberos.keytab": keytab,
    "dfs.block.access.token.enable": "true",
    // A DataNode of a secured cluster wants ports that only root may open, or TLS.
    "ignore.secure.ports.for.testing": "true",
    "dfs.namenode.delegation.token.renew-interval": String(tokenMs),
    "dfs.namenode.delegation.token.max-lifetime": "3600000",
  };
}
