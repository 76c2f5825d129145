/** What an `s3:` URL names. */
export interface ObjectPlace {
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
}

/** A key is taken as it is written: `%20` in it is three characters. */
export function placeOf(location: string): ObjectPlace {
  const [, bucket, rest] = /^s3:\/\/([^/]*)(?:\/(.*))?$/is.exec(location) ?? [];
  if (bucket === undefined || !/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/.test(bucket)) throw noPlace(bucket ?? location);
  const key = rest ?? "";
  // A URL has no such parts: they would be another key.
  if (key.split("/").some((part) => part === "." || part === "..")) {
    throw new TypeError(
      `Cannot use ${JSON.stringify(location)} as no part of a key may be "." or "..": got ${JSON.stringify(key)}; write the key out`,
    );
  }
  return { bucket, key };
}

export function locationOf({ bucket, key }: ObjectPlace): string {
  return `s3://${bucket}/${key}`;
}

function noPlace(bucket: string): TypeError {
  // Credentials do not belong into a URL; if there are some they are not shown.
  const shown = bucket.includes("@") ? `…${bucket.slice(bucket.lastIndexOf("@"))}` : bucket;
  return new TypeError(
    `Cannot use an S3 URL as it must name a bucket, 3 to 63 of a–z, 0–9, "." and "-": got ${JSON.stringify(shown.slice(0, 100))}; write it like "s3://bucket/folder/file.csv"`,
  );
}
