import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { encodedPath } from "../../../connectors/files/mod.ts";
import { s3Client, urlOf } from "../../../connectors/s3/client.ts";
import { noAnswer, S3Refusal } from "../../../connectors/s3/errors.ts";
import { placeOf } from "../../../connectors/s3/location.ts";
import { useS3 } from "../../../connectors/s3/mod.ts";
import { s3Settings } from "../../../connectors/s3/options.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { ownCertificate } from "../socket/servers.ts";

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

test.each(["Trips", "my_trips", "a..b", "trips-", "a".repeat(64)])(
  "bucket %s, which no host can be called by, is named in the path",
  (bucket) => {
    const url = urlOf({ endpoint: "http://s3.example", style: "virtual host" }, { bucket, key: "c" });
    expect(url).toBe(`http://s3.example/${bucket}/c`);
  },
);

test.each(["http://127.0.0.1:9000", "http://[::1]:9000", "https://0x7f.1/s3", "http://10.0.0.1."])(
  "buckets before the address %s are refused before anything is sent",
  (endpoint) => {
    expect(() => useS3({ endpoint, style: "virtual host", accessKeyId: "me", secretAccessKey: "hush" })).toThrow(
      /^Cannot reach S3 in style "virtual host" as the host of its endpoint must be a name, before which buckets stand: got https?:\/\/[\d.[\]:]+(\/s3)?; use style: "path"/,
    );
    expect(useS3({ endpoint, accessKeyId: "me", secretAccessKey: "hush" }).scheme).toBe("s3");
  },
);

test("every character of a key that a URL or a signature would take for another is encoded", () => {
  expect(encodedPath("a+b/c d/100%/(é)!'*.csv")).toBe("a%2Bb/c%20d/100%25/%28%C3%A9%29%21%27%2A.csv");
});

test("a URL names a bucket and a key that a URL can hold, and no credentials", () => {
  expect(placeOf("s3://trips/2024/a%20b.csv")).toEqual({ bucket: "trips", key: "2024/a%20b.csv" });
  expect(placeOf("s3://trips")).toEqual({ bucket: "trips", key: "" });
  expect(() => placeOf("s3:///a")).toThrow(
    /^Cannot use an S3 URL as it must name a bucket, 3 to 63 of a–z, 0–9, "\." and "-": got ""; write it like/,
  );
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

describe("credentials that a function gives", () => {
  const endpoint = "http://127.0.0.1:1";

  test.each([
    ["a value", { credentials: { accessKeyId: "me", secretAccessKey: "hush" } }, /got .*; write credentials: async/],
    ["a key beside it", { credentials: () => ({}), accessKeyId: "me" }, /got accessKeyId beside it; write/],
    ["a token beside it", { credentials: () => ({}), sessionToken: "hush" }, /got sessionToken beside it; write/],
  ])("%s is refused at once", (_, options, message) => {
    expect(() => useS3({ endpoint, ...options } as object)).toThrow(message);
    expect(() => useS3({ endpoint, ...options } as object)).toThrow(/^(?!.*hush)/);
  });

  test.each([
    ["no secret", async () => ({ accessKeyId: "me" }), "no secretAccessKey"],
    ["nothing", async () => undefined, "no accessKeyId"],
    ["an error", () => Promise.reject(new Error("the vault is locked")), "the vault is locked"],
    [
      "an error at once",
      () => {
        throw new Error("the vault is gone");
      },
      "the vault is gone",
    ],
    ["no answer", () => new Promise<never>(() => undefined), "nothing for 0.05 s"],
  ])("%s is told", async (_, credentials, got) => {
    const files = useS3({ endpoint, timeout: "50ms", credentials } as object);
    await expect(files.stat("s3://trips/a")).rejects.toThrow(
      `Cannot reach S3 as credentials() of useS3(…) must give accessKeyId and secretAccessKey: got ${got}; mend what it asks`,
    );
  });
});

test.each([
  [{ sessionToken: "SECRET\nTOKEN" }, "a line break in sessionToken"],
  [{ sessionToken: "SECR€" }, "a character that is no visible one of ASCII in sessionToken"],
  [{ accessKeyId: "HUSH\r" }, "a line break in accessKeyId"],
  [{ secretAccessKey: "hush hush" }, "a character that is no visible one of ASCII in secretAccessKey"],
])("credentials that no request could have are refused without a word of them: %o", (given, got) => {
  const all = { endpoint: "http://127.0.0.1:9", accessKeyId: "me", secretAccessKey: "hush", ...given };
  expect(() => useS3(all)).toThrow(
    `Cannot reach S3 as credentials of useS3(…) must be texts of one line of ASCII: got ${got}; give them as the server wrote them`,
  );
});

test("so are those that a function gives, and what it throws is told whatever it is", async () => {
  const message = async (credentials: () => never): Promise<string> => {
    const files = useS3({ endpoint: "http://127.0.0.1:9", retryFor: "10ms", credentials });
    return files.stat("s3://trips/a.csv").then(
      () => "",
      (error: Error) => error.message,
    );
  };
  const given = { accessKeyId: "me", secretAccessKey: "hush", sessionToken: "SECRET\nTOKEN" };
  const told = await message((() => given) as never);
  expect(told).toContain("got a line break in sessionToken; mend what it asks");
  expect(told).not.toContain("SECRET");
  const nothing = await message(() => {
    throw null;
  });
  expect(nothing).toContain("must give accessKeyId and secretAccessKey: got nothing thrown; mend what it asks");
});

test("a server that is none of S3 is told by what it answers a listing, not taken for a path that is not there", () => {
  const asked = { endpoint: "http://other:80", credentials: { areAsked: false, areTemporary: false } } as never;
  const place = { bucket: "bkt", key: "x/" };
  const message = (action: string, code: string) => new S3Refusal({ action, place }, 404, code, asked).message;
  expect(message("list", "")).toBe(
    'Cannot list "s3://bkt/x/" as http://other:80 must speak S3: got 404; check endpoint of useS3(…), or AWS_ENDPOINT_URL',
  );
  expect(message("list", "NoSuchBucket")).toMatch(/must have the bucket "bkt"/);
  expect(message("read", "")).toMatch(/as it must exist: got 404; check the path/);
});

test("a certificate that is not trusted is told as such", () => {
  const doing = { action: "read", place: { bucket: "bkt", key: "x" } };
  expect(noAnswer(doing, "https://own:9000", "DEPTH_ZERO_SELF_SIGNED_CERT").message).toBe(
    'Cannot read "s3://bkt/x" as https://own:9000 must answer: got DEPTH_ZERO_SELF_SIGNED_CERT; ' +
      "give tls: { ca } of useS3(…) the certificate that signed it, in PEM, or have this machine trust it (NODE_EXTRA_CA_CERTS)",
  );
});

test("a server whose certificate an authority of one's own has signed is trusted by tls: { ca }, and by that alone", async () => {
  const folder = await temporaryFolder("millrace-s3-tls-");
  const { key, cert } = ownCertificate(folder);
  const server = createServer({ key, cert }, (_asked, response) => void response.end("well"));
  onTestFinished(async () => {
    server.closeAllConnections();
    await Promise.all([new Promise((ended) => server.close(ended)), deleteFolder(folder)]);
  });
  await new Promise<void>((listens) => server.listen(0, "localhost", listens));
  const { port } = server.address() as AddressInfo;
  const given = { endpoint: `https://localhost:${port}`, accessKeyId: "a", secretAccessKey: "b" } as const;
  const asked = { action: "read", place: { bucket: "bkt", key: "x" }, method: "GET" } as const;
  expect((await s3Client(s3Settings({ ...given, tls: { ca: cert } })).send(asked)).body).toBe("well");
  await expect(s3Client(s3Settings({ ...given, retryFor: "200ms" })).send(asked)).rejects.toThrow("must answer: got");
  expect(() => s3Settings({ ...given, tls: { ca: "/etc/ca.pem" } })).toThrow(
    /Cannot use tls of useS3\(…\) as ca must be the text of certificates in PEM: got text without/,
  );
});
