import { type FileSystem, type Publishing, registerFileSystem } from "../../core/io/mod.ts";
import { s3Client } from "./client.ts";
import { s3FileSystem } from "./file-system.ts";
import { type S3Options, s3Settings } from "./options.ts";

/**
 * Says how `s3:` URLs are reached from here on, and gives their file system (for `checkpoint: { files }`). Not needed where
 * all is in the environment: what of the options is left out is taken from the usual variables (`AWS_ACCESS_KEY_ID` and its
 * kind). Any server that speaks S3 will do.
 *
 * Files are exactly once: they are uploaded in parts, and seen once they are committed. An upload that a killed run has begun and no
 * checkpoint knows stays until a rule of the bucket ends it (`AbortIncompleteMultipartUpload`).
 *
 * @throws TypeError For options that there are not; RangeError for parts under 5 MiB.
 * @example
 * ```ts
 * import { useS3 } from "millrace/connectors/s3";
 * const files = useS3({ endpoint: "http://127.0.0.1:9000", accessKeyId: "me", secretAccessKey: "secret" });
 * console.log(files.scheme); // s3
 * ```
 * @see Amazon, "Simple Storage Service API Reference", 2006-03-01, and "Signature Version 4".
 */
export function useS3(options: S3Options = {}): FileSystem & Publishing {
  const files = s3FileSystem(s3Client(s3Settings(options)));
  registerFileSystem("s3", async () => files);
  return files;
}
