import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { hdfsClient } from "../../../connectors/hdfs/client.ts";
import { noAnswer } from "../../../connectors/hdfs/errors.ts";
import { configuredNameNodes } from "../../../connectors/hdfs/hadoop-config.ts";
import { placeOf } from "../../../connectors/hdfs/location.ts";
import { useHdfs } from "../../../connectors/hdfs/mod.ts";
import { type HdfsOptions, hdfsSettings } from "../../../connectors/hdfs/options.ts";
import { deleteFolder, temporaryFolder } from "../../../core/platform/mod.ts";
import { ownCertificate } from "../socket/servers.ts";

afterEach(() => void vi.unstubAllEnvs());

test("a URL names a cluster or none, and a path from the root on, and no credentials", () => {
  expect(placeOf("hdfs://NN1:8020/a/b%20.csv")).toEqual({ authority: "nn1:8020", path: "/a/b%20.csv" });
  expect(placeOf("hdfs:///a//b/")).toEqual({ authority: "", path: "/a/b" });
  expect(placeOf("hdfs:/a")).toEqual({ authority: "", path: "/a" });
  for (const root of ["hdfs://", "hdfs:///", "hdfs:/"]) expect(placeOf(root)).toEqual({ authority: "", path: "" });
  expect(() => placeOf("hdfs://me:hush@nn1/a")).toThrow(/^Cannot use an HDFS URL as .*: got "…@nn1"; write it like/);
  expect(() => placeOf("hdfs:a/b")).toThrow(/must name a path from the root on: got "hdfs:a\/b"/);
  expect(() => placeOf("hdfs:///a/../b")).toThrow(/as no part of a path may be "\." or "\.\."/);
});

test("options that cannot work are told at once, without a secret", () => {
  expect(() => useHdfs({ nameNodes: [] })).toThrow(/^Cannot reach HDFS as nameNodes must be a list of URLs: got/);
  expect(() => useHdfs({ nameNodes: ["http://me:hush@nn1:9870"] })).toThrow(/got one of http:\/\/nn1:9870; write it/);
  expect(() => useHdfs({ nameNodes: ["http://nn1:9870/webhdfs/v1"] })).toThrow(/got one of the path \/webhdfs\/v1/);
  expect(() => useHdfs({ nameNodes: ["nn1"] })).toThrow(/got "nn1"; write it like "http:\/\/nn1:9870"/);
  expect(() => useHdfs({ partBytes: 0 })).toThrow(/^Cannot reach HDFS with partBytes as .*: got 0; use/);
  expect(() => useHdfs({ bucket: "a" } as object)).toThrow(/no such option: got "bucket"/);
});

test("who asks is the one given, else the one of the environment; a token asks in place of a user", () => {
  vi.stubEnv("HADOOP_USER_NAME", "anna");
  expect(hdfsSettings({}).user).toBe("anna");
  expect(hdfsSettings({ user: "bob" }).user).toBe("bob");
  expect(hdfsSettings({ user: "bob", delegationToken: "AmlkAnB3BGtpbmQHc2VydmljZQ" }).user).toBeUndefined();
  vi.stubEnv("HADOOP_USER_NAME", "");
  vi.stubEnv("USER", "carl");
  expect(hdfsSettings({}).user).toBe("carl");
  for (const name of ["USER", "LOGNAME", "USERNAME"]) vi.stubEnv(name, "");
  expect(hdfsSettings({}, () => "dora").user).toBe("dora");
});

test("where nobody says who asks, that is told at once, with the option that says it", () => {
  for (const name of ["HADOOP_USER_NAME", "USER", "LOGNAME", "USERNAME"]) vi.stubEnv(name, "");
  const nobody = (): undefined => undefined;
  expect(() => hdfsSettings({}, nobody)).toThrow(
    /^Cannot reach HDFS as user must be who asks: got none, nor is there one in HADOOP_USER_NAME or of this machine; give useHdfs\(\{ user: "me" \}\), or a delegationToken$/,
  );
  expect(() => hdfsSettings({ user: "" })).toThrow(/as user must be who asks: got "";/);
  expect(() => hdfsSettings({ user: 7 as never })).toThrow(/as user must be who asks: got 7;/);
  expect(hdfsSettings({ delegationToken: "AmlkAnB3BGtpbmQHc2VydmljZQ" }, nobody).user).toBeUndefined();
});

const property = ([name, value]: readonly string[]): string =>
  `<property>\n  <name>${name}</name> <value> ${value} </value></property>`;

async function nameNodesWith(
  settings: Readonly<Record<string, string>>,
  authority: string,
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-hadoop-"));
  const all = Object.entries(settings);
  const [core, hdfs] = [
    all.filter(([name]) => name.startsWith("fs.")),
    all.filter(([name]) => name.startsWith("dfs.")),
  ];
  const old = "<!-- <property><name>fs.defaultFS</name><value>hdfs://old</value></property> -->";
  writeFileSync(join(folder, "core-site.xml"), `<configuration>${core.map(property).join("")}${old}</configuration>`);
  writeFileSync(join(folder, "hdfs-site.xml"), `<configuration>${hdfs.map(property).join("")}</configuration>`);
  vi.stubEnv("HADOOP_CONF_DIR", folder);
  try {
    return await configuredNameNodes(authority);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("NameNodes are found where Hadoop's settings have them", async () => {
  const several = {
    "fs.defaultFS": "hdfs://trips/",
    "dfs.ha.namenodes.trips": "nn1, nn2",
    "dfs.namenode.http-address.trips.nn1": "one:5001",
    "dfs.namenode.http-address.trips.nn2": "two:5002",
    "dfs.namenode.https-address.trips.nn1": "one:6001",
    "dfs.namenode.https-address.trips.nn2": "two:6002",
  };
  expect(await nameNodesWith(several, "trips")).toEqual(["http://one:5001", "http://two:5002"]);
  expect(await nameNodesWith(several, "")).toEqual(["http://one:5001", "http://two:5002"]);
  const secured = { ...several, "dfs.http.policy": "HTTPS_ONLY" };
  expect(await nameNodesWith(secured, "trips")).toEqual(["https://one:6001", "https://two:6002"]);
  expect(await nameNodesWith(several, "other")).toEqual(["http://other:9870"]);
});

test("one NameNode is found by its address, which may leave out the host or the port", async () => {
  const one = { "fs.defaultFS": "hdfs://nn1:8020", "dfs.namenode.http-address": "0.0.0.0:5070" };
  expect(await nameNodesWith(one, "")).toEqual(["http://nn1:5070"]);
  expect(await nameNodesWith(one, "nn1:8020")).toEqual(["http://nn1:5070"]);
  expect(await nameNodesWith(one, "nn2:8020")).toEqual(["http://nn2:9870"]);
  expect(await nameNodesWith({ "dfs.http.policy": "HTTPS_ONLY" }, "nn1")).toEqual(["https://nn1:9871"]);
});

test("a URL without a cluster, where none is known, is told what is missing", async () => {
  vi.stubEnv("HADOOP_CONF_DIR", "");
  const wanted =
    /^Cannot reach HDFS as its cluster must be known: got none in the URL, and no HADOOP_CONF_DIR; call useHdfs/;
  await expect(configuredNameNodes("")).rejects.toThrow(wanted);
  await expect(nameNodesWith({}, "")).rejects.toThrow(/got no fs.defaultFS in "/);
});

test("a certificate that is not trusted is told as such", () => {
  const asked = { nameNodes: ["https://nn:9871"], user: undefined } as never;
  const place = { authority: "", path: "/x" } as never;
  const got = "SELF_SIGNED_CERT_IN_CHAIN";
  expect(noAnswer({ action: "read", place }, asked, undefined, got, undefined).message).toMatch(
    /as https:\/\/nn:9871 must answer: got SELF_SIGNED_CERT_IN_CHAIN; give tls: \{ ca \} of useHdfs\(…\) the certificate that signed it/,
  );
});

test("servers whose certificates an authority of one's own has signed are trusted by tls: { ca }, and by that alone", async () => {
  const folder = await temporaryFolder("millrace-hdfs-tls-");
  const { key, cert } = ownCertificate(folder);
  const server = createServer({ key, cert }, (_asked, response) => void response.end('{"told":"well"}'));
  onTestFinished(async () => {
    server.closeAllConnections();
    await Promise.all([new Promise((ended) => server.close(ended)), deleteFolder(folder)]);
  });
  await new Promise<void>((listens) => server.listen(0, "localhost", listens));
  const nameNodes = [`https://localhost:${(server.address() as AddressInfo).port}`];
  const place = { authority: "", path: "/x" };
  const asked = { action: "read", place, at: place, method: "GET", operation: "GETFILESTATUS" } as const;
  const ask = (options: HdfsOptions) => hdfsClient(nameNodes, hdfsSettings(options)).ask(asked);
  expect(await ask({ tls: { ca: cert } })).toEqual({ told: "well" });
  await expect(ask({ retryFor: "200ms" })).rejects.toThrow("must answer: got");
  expect(() => hdfsSettings({ tls: { ca: "ca.pem" } })).toThrow(
    /Cannot use tls of useHdfs\(…\) as ca must be the text of/,
  );
});
