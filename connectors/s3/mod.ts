// Files in buckets: import { useS3 } from "millrace/connectors/s3". `s3:` URLs load this by themselves.
export type { S3Credentials } from "./credentials.ts";
export type { S3Options } from "./options.ts";
export * from "./s3.ts";
