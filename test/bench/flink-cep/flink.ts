import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { installed, runTool } from "../../services/cache.ts";
import type { Sample } from "../case.ts";

/** One run of FlinkCEP: CPU of all threads of its process, and how many matches it found. */
export interface FlinkRun extends Sample {
  readonly found: number;
}

/** A Java process that looks for patterns with FlinkCEP, warm from run to run; it ends with this process. */
export interface Flink {
  /** @param what A pattern, or `generator` for the events alone. */
  run(what: string, events: number): Promise<FlinkRun>;
}

const here = fileURLToPath(new URL(".", import.meta.url));

/** One run takes seconds; this is a process that hangs. */
const answerMs = 300_000;

/** Starts it; brings Flink's jars and compiles the program where that was not done before. */
export async function startFlink(): Promise<Flink> {
  const folder = await installFlink();
  const opens = ["java.util", "java.lang", "java.time"].map((one) => `--add-opens=java.base/${one}=ALL-UNNAMED`);
  const args = ["-Xmx3g", ...opens, "-cp", classPath(folder), "FlinkCep"];
  const child = spawn("java", args, { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = `${said}${text}`.slice(-4000)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // Idle, it keeps nobody: while an answer is awaited the timer does.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as Socket).unref();
  return {
    run: async (what, events) => {
      child.stdin.write(`${what} ${events}\n`);
      const answer = await inTime(lines.next(), what);
      if (answer.done === true) throw new Error(`Cannot measure FlinkCEP's ${what} as its process ended: ${said}`);
      return JSON.parse(answer.value) as FlinkRun;
    },
  };
}

async function inTime<Value>(awaited: Promise<Value>, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    const late = () =>
      reject(new Error(`Cannot measure FlinkCEP's ${what} as it gave no answer within ${answerMs} ms`));
    timer = setTimeout(late, answerMs);
  });
  try {
    return await Promise.race([awaited, expired]);
  } finally {
    clearTimeout(timer);
  }
}

async function installFlink(): Promise<string> {
  const pom = readFileSync(join(here, "pom.xml"));
  const program = readFileSync(join(here, "FlinkCep.java"));
  const version = createHash("sha256").update(pom).update(program).digest("hex").slice(0, 16);
  return installed(`flink-cep-${version}`, async (into) => {
    mkdirSync(join(into, "classes"));
    writeFileSync(join(into, "pom.xml"), pom);
    const copy = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";
    const args = ["-B", "-q", "-f", join(into, "pom.xml"), copy, "-DincludeScope=runtime"];
    const libs = `-DoutputDirectory=${join(into, "libs")}`;
    await runTool("FlinkCEP", { command: "mvn", args: [...args, libs], from: "Maven (Debian: maven)" });
    const compile = ["-nowarn", "-cp", classPath(into), "-d", join(into, "classes"), join(here, "FlinkCep.java")];
    await runTool("FlinkCEP", { command: "javac", args: compile, from: "Java 17 (Debian: openjdk-17-jdk-headless)" });
  });
}

function classPath(folder: string): string {
  return `${join(folder, "classes")}:${join(folder, "libs", "*")}`;
}
