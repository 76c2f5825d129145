import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pinnedPath, repositoryFolder } from "../tools/repository.ts";
import { runCommand } from "../tools/run-command.ts";

/** A registry of one package, this one, on loopback: whoever installs from it asks nobody else. */
export interface PackedRegistry {
  readonly version: string;
  /** What npm, Bun and Deno find it by; caches of their own, so that none has this package from before. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

interface Served {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly tarball: Buffer;
}

/** Packs the package as `npm publish` does, which builds what is stale, and serves it. */
export async function openRegistry(): Promise<PackedRegistry> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-registry-"));
  const served = await packed(folder);
  const server = createServer((request, response) => answer(request.url ?? "", served, response, origin()));
  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    version: served.manifest.version,
    env: {
      npm_config_registry: origin(),
      NPM_CONFIG_REGISTRY: origin(),
      BUN_CONFIG_REGISTRY: origin(),
      npm_config_cache: join(folder, "npm"),
      BUN_INSTALL_CACHE_DIR: join(folder, "bun"),
      DENO_DIR: join(folder, "deno"),
      npm_config_audit: "false",
      npm_config_fund: "false",
      npm_config_update_notifier: "false",
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function packed(into: string): Promise<Served> {
  const { code, output } = await runCommand("npm", ["pack", "--silent", "--pack-destination", into], {
    cwd: repositoryFolder,
    env: { PATH: pinnedPath },
    output: "keep",
    timeoutMs: 120_000,
  });
  if (code !== 0) throw new Error(`Cannot serve the package as npm pack must end well: got ${code}: ${output}`);
  const manifest = JSON.parse(readFileSync(join(repositoryFolder, "package.json"), "utf8")) as Served["manifest"];
  return { manifest, tarball: readFileSync(join(into, `${manifest.name}-${manifest.version}.tgz`)) };
}

function answer(url: string, { manifest, tarball }: Served, response: ServerResponse, origin: string): void {
  const { name, version } = manifest;
  const path = new URL(url, origin).pathname;
  if (path === `/${name}`) {
    const dist = {
      tarball: `${origin}/${name}/-/${name}-${version}.tgz`,
      integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
      shasum: createHash("sha1").update(tarball).digest("hex"),
    };
    const packument = { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
    response.setHeader("content-type", "application/json").end(JSON.stringify(packument));
  } else if (path.endsWith(".tgz")) response.setHeader("content-type", "application/octet-stream").end(tarball);
  else response.writeHead(404, { "content-type": "application/json" }).end('{"error":"not found"}');
}
