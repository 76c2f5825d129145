import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installed, runTool } from "./cache.ts";

/**
 * The folder whose `libs` has jars and all that they need.
 *
 * @param what For errors.
 * @param name Of the folder, with the version.
 * @param artifacts As `group:artifact:version`.
 */
export function installJars(what: string, name: string, artifacts: readonly string[]): Promise<string> {
  return installed(name, async (into) => {
    writeFileSync(join(into, "pom.xml"), pomOf(name, artifacts));
    const copy = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";
    const args = ["-B", "-q", "-f", join(into, "pom.xml"), copy, "-DincludeScope=runtime"];
    const libs = `-DoutputDirectory=${join(into, "libs")}`;
    await runTool(what, { command: "mvn", args: [...args, libs], from: "Maven (Debian: maven)" });
  });
}

/** The folder in which an archive of one artifact is unpacked. @param artifact As `group:artifact:version:tar.gz:classifier`. */
export function installArchive(what: string, name: string, artifact: string): Promise<string> {
  return installed(name, async (into) => {
    const copy = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy";
    const args = ["-B", "-q", copy, `-Dartifact=${artifact}`, `-DoutputDirectory=${into}`];
    await runTool(what, { command: "mvn", args, cwd: into, from: "Maven (Debian: maven)" });
    const [archive] = readdirSync(into);
    await runTool(what, { command: "tar", args: ["-xzf", join(into, archive!), "-C", into], from: "tar" });
    rmSync(join(into, archive!));
  });
}

function pomOf(name: string, artifacts: readonly string[]): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>millrace.test</groupId><artifactId>${name}</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${artifacts.map(dependency).join("")}</dependencies>
</project>`;
}

function dependency(name: string): string {
  const [group, artifact, version] = name.split(":");
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
}
