// Files in HDFS: import { useHdfs } from "millrace/connectors/hdfs". `hdfs:` URLs load this by themselves.
export * from "./hdfs.ts";
export type { HdfsOptions } from "./options.ts";
