import { useS3 } from "../../connectors/s3/mod.ts";
import type { FileSystem, Publishing } from "../../core/io/mod.ts";
import { uniqueName } from "../../core/platform/mod.ts";
import type { S3Endpoint } from "./servers/seaweedfs.ts";

/** A new bucket; made with the signer itself, since the connector makes none. */
export async function makeBucket({ endpoint, ...credentials }: S3Endpoint): Promise<string> {
  const { AwsClient } = await import("aws4fetch");
  const name = `bucket-${uniqueName()}`;
  const { status } = await new AwsClient({ service: "s3", ...credentials }).fetch(`${endpoint}/${name}`, {
    method: "PUT",
  });
  if (status !== 200)
    throw new Error(`Cannot make bucket ${name} as the server must take it: got ${status}; see its log`);
  return name;
}

/** The server's files, known as `s3:` from here on, and a folder in a bucket of its own. */
export async function s3Folder(
  endpoint: S3Endpoint,
): Promise<{ readonly files: FileSystem & Publishing; readonly folder: string }> {
  return { files: useS3(endpoint), folder: `s3://${await makeBucket(endpoint)}/a folder` };
}
