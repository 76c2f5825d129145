import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../tools/run-command.ts";
import { runTool } from "../cache.ts";
import { freePort } from "../free-port.ts";
import { installJars } from "../maven.ts";
import type { ServerPlace, ServerRecipe } from "../server.ts";
import { startProcess } from "../server-process.ts";

/** What reaches a broker: the same one in four ways. */
export interface KafkaEndpoint {
  /** Of each listener, as `127.0.0.1:9092`. */
  readonly plain: string;
  readonly tls: string;
  /** Wants the user and the password, by PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. */
  readonly sasl: string;
  readonly saslTls: string;
  /** Takes SCRAM-SHA-512 and no other mechanism. */
  readonly scram: string;
  /** A listener in the clear that says of itself to be at the port `way`, where whoever tests a bad network listens. */
  readonly behind: { readonly port: number; readonly way: number };
  readonly user: string;
  readonly password: string;
  /** The certificate that TLS has to trust, a file in PEM. */
  readonly ca: string;
}

const version = "4.3.1";

/** One broker of Kafka, which is its own controller (KRaft). */
export const kafka: ServerRecipe<KafkaEndpoint> = {
  name: "kafka",
  install: async () => {
    await runTool("Kafka", { command: "java", args: ["-version"], from: "Java 17 (Debian: openjdk-17-jre-headless)" });
    return installJars("Kafka", `kafka-${version}`, [
      `org.apache.kafka:kafka_2.13:${version}`,
      "org.slf4j:slf4j-simple:1.7.36",
    ]);
  },
  start: async (place) => {
    const [plain, tls, sasl, saslTls] = [await freePort(), await freePort(), await freePort(), await freePort()];
    const behind = { port: await freePort(), way: await freePort([], "later") };
    const scram = await freePort();
    const ports: Ports = {
      plain,
      tls,
      sasl,
      saslTls,
      scram,
      behind: behind.port,
      way: behind.way,
      controller: await freePort(),
    };
    const { folder, outlives } = place;
    const ca = join(folder, "ca.pem");
    writeFileSync(join(folder, "server.properties"), settings(folder, ports));
    await makeCertificate(folder, ca);
    await format(place);
    const process = await startProcess({
      command: "java",
      args: [
        "-Xms384m",
        "-Xmx384m",
        "-XX:+UseSerialGC",
        "-Xshare:auto",
        ...javaArguments(place, "info"),
        "kafka.Kafka",
        join(folder, "server.properties"),
      ],
      cwd: folder,
      log: join(folder, "kafka.log"),
      isReady: startsIn(join(folder, "kafka.log")),
      readyMs: 90_000,
      outlives,
    });
    const at = (port: number): string => `127.0.0.1:${port}`;
    const addresses = { plain: at(plain), tls: at(tls), sasl: at(sasl), saslTls: at(saslTls), scram: at(scram) };
    return { endpoints: { ...addresses, behind, user, password, ca }, processes: [process] };
  },
};

const user = "millrace";
const password = "millrace-test-secret";

type Ports = Readonly<Record<"plain" | "tls" | "sasl" | "saslTls" | "scram" | "behind" | "way" | "controller", number>>;

function settings(folder: string, { plain, tls, sasl, saslTls, scram, behind, way, controller }: Ports): string {
  const plainLogin = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${user}="${password}";`;
  const scramLogin = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
  const listeners = `PLAINTEXT://127.0.0.1:${plain},SSL://127.0.0.1:${tls},SASL_PLAINTEXT://127.0.0.1:${sasl},SASL_SSL://127.0.0.1:${saslTls},SCRAM://127.0.0.1:${scram}`;
  const login = ["sasl_plaintext", "sasl_ssl"].flatMap((listener) => [
    `listener.name.${listener}.plain.sasl.jaas.config=${plainLogin}`,
    `listener.name.${listener}.scram-sha-256.sasl.jaas.config=${scramLogin}`,
    `listener.name.${listener}.scram-sha-512.sasl.jaas.config=${scramLogin}`,
  ]);
  return [
    "process.roles=broker,controller",
    "node.id=1",
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=${listeners},BEHIND://127.0.0.1:${behind},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=${listeners},BEHIND://127.0.0.1:${way}`,
    "controller.listener.names=CONTROLLER",
    "inter.broker.listener.name=PLAINTEXT",
    "listener.security.protocol.map=CONTROLLER:PLAINTEXT,BEHIND:PLAINTEXT,SCRAM:SASL_PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL",
    "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
    ...login,
    "listener.name.scram.sasl.enabled.mechanisms=SCRAM-SHA-512",
    `listener.name.scram.scram-sha-512.sasl.jaas.config=${scramLogin}`,
    "ssl.keystore.type=PKCS12",
    `ssl.keystore.location=${join(folder, "server.p12")}`,
    `ssl.keystore.password=${password}`,
    `ssl.key.password=${password}`,
    `log.dirs=${join(folder, "data")}`,
    "auto.create.topics.enable=false",
    "default.replication.factor=1",
    "offsets.topic.replication.factor=1",
    "offsets.topic.num.partitions=4",
    "transaction.state.log.replication.factor=1",
    "transaction.state.log.min.isr=1",
    "transaction.state.log.num.partitions=4",
    "share.coordinator.state.topic.replication.factor=1",
    "share.coordinator.state.topic.min.isr=1",
    "group.initial.rebalance.delay.ms=0",
    "group.min.session.timeout.ms=1000",
    "transaction.max.timeout.ms=900000",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms=500",
    "num.network.threads=2",
    "num.io.threads=4",
    "log.cleaner.dedupe.buffer.size=8388608",
    "log.cleaner.threads=1",
    "log.cleaner.backoff.ms=200",
    "broker.session.timeout.ms=6000",
    "",
  ].join("\n");
}

/** A certificate of its own for the address of loopback. */
async function makeCertificate(folder: string, ca: string): Promise<void> {
  const store = ["-keystore", join(folder, "server.p12"), "-storetype", "PKCS12", "-storepass", password];
  const make = ["-genkeypair", "-alias", "broker", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"];
  const name = ["-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1,dns:localhost", "-ext", "bc=ca:true"];
  await run("keytool", [...make, ...name, ...store]);
  await run("keytool", ["-exportcert", "-rfc", "-alias", "broker", "-file", ca, ...store]);
}

/** Makes an empty data folder, in which the user is known by SCRAM. */
async function format(place: ServerPlace): Promise<void> {
  const scram = ["256", "512"].flatMap((bits) => [
    "--add-scram",
    `SCRAM-SHA-${bits}=[name=${user},password=${password}]`,
  ]);
  const words = ["kafka.tools.StorageTool", "format", "-t", clusterId, "-c", join(place.folder, "server.properties")];
  await run("java", [...javaArguments(place, "warn"), ...words, ...scram]);
}

/** Any 16 bytes, in base64url. */
const clusterId = "MkU3OEVBNTcwNTJENDM2Qg";

function javaArguments({ package: jars }: Pick<ServerPlace, "package">, level: string): readonly string[] {
  return [
    `-Dorg.slf4j.simpleLogger.defaultLogLevel=${level}`,
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Djava.awt.headless=true",
    "-cp",
    join(jars, "libs", "*"),
  ];
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runCommand(command, args, { output: "keep", timeoutMs: 60_000 });
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}:\n${output.slice(-2000)}`);
}

/** The port is open before the broker serves, of which its log tells: each start behind what the one before wrote. */
function startsIn(log: string): () => Promise<boolean> {
  let read = 0;
  return async () => {
    const text = existsSync(log) ? readFileSync(log, "utf8") : "";
    const hasStarted = text.includes("Kafka Server started", read);
    if (hasStarted) read = text.length;
    return hasStarted;
  };
}
