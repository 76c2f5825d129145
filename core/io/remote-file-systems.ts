import type { FileSystem, Publishing } from "./file-system.ts";

/**
 * File systems that are loaded when the first of their URLs is met, reached as the environment says. The only place of core that
 * knows a connector, and only by its address: a program that is given nothing but a path, as the command line is, needs no import.
 */
export const remoteFileSystems: readonly (readonly [scheme: string, load: () => Promise<FileSystem & Publishing>])[] = [
  ["s3", async () => (await import("../../connectors/s3/mod.ts")).useS3()],
  ["hdfs", async () => (await import("../../connectors/hdfs/mod.ts")).useHdfs()],
];
