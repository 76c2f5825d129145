import { expect, test } from "vitest";
import { encodedPath } from "../../../connectors/files/mod.ts";
import { urlOf } from "../../../connectors/s3/client.ts";
import { placeOf } from "../../../connectors/s3/location.ts";
import { useS3 } from "../../../connectors/s3/mod.ts";

test("a bucket is named in the path, or before the host where that is wanted and a certificate counts for it", () => {
  const place = { bucket: "trips", key: "2024/a b.csv" };
  expect(urlOf({ endpoint: "http://127.0.0.1:9000", style: "path" }, place)).toBe(
    "http://127.0.0.1:9000/trips/2024/a%20b.csv",
  );
  expect(urlOf({ endpoint: "https://s3.example", style: "virtual host" }, place)).toBe(
    "https://trips.s3.example/2024/a%20b.csv",
  );
  const dotted = urlOf({ endpoint: "https://s3.example", style: "virtual host" }, { bucket: "a.b", key: "c" });
  expect(dotted).toBe("https://s3.example/a.b/c");
});

test("every character of a key that a URL or a signature would take for another is encoded", () => {
  expect(encodedPath("a+b/c d/100%/(é)!'*.csv")).toBe("a%2Bb/c%20d/100%25/%28%C3%A9%29%21%27%2A.csv");
});

test("a URL names a bucket and a key that a URL can hold, and no credentials", () => {
  expect(placeOf("s3://trips/2024/a%20b.csv")).toEqual({ bucket: "trips", key: "2024/a%20b.csv" });
  expect(placeOf("s3://trips")).toEqual({ bucket: "trips", key: "" });
  expect(() => placeOf("s3:///a")).toThrow(/^Cannot use an S3 URL as it must name a bucket: got ""; write it like/);
  expect(() => placeOf("s3://trips/../a")).toThrow(/as no part of a key may be "\." or "\.\."/);
  expect(() => placeOf("s3://me:hush@trips/a")).toThrow(/got "…@trips"/);
});

test("options that cannot work are told at once, without a secret", () => {
  expect(() => useS3({ endpoint: "http://me:hush@127.0.0.1/" })).toThrow(
    /got one of http:\/\/127\.0\.0\.1; write it like/,
  );
  expect(() => useS3({ partBytes: 1000 })).toThrow(
    /^Cannot reach S3 with partBytes as servers take parts from 5 MiB on: got 1000/,
  );
  expect(() => useS3({ bucket: "a" } as object)).toThrow(/no such option: got "bucket"/);
});

test("credentials that are missing are told before anything is sent", async () => {
  const files = useS3({ endpoint: "http://127.0.0.1:1", accessKeyId: "me" });
  await expect(files.stat("s3://trips/a")).rejects.toThrow(
    /as its credentials must be known: got no secretAccessKey; set AWS_ACCESS_KEY_ID/,
  );
});
