import type { PackageManifest } from "./export-keys.ts";
import type { Violation } from "./violation.ts";

export interface PackedPackage {
  /** Paths in the package, relative to its root. */
  readonly files: readonly string[];
  readonly unpackedBytes: number;
  /** Installed size of the hard dependencies and of theirs. */
  readonly dependencyBytes: number;
}

export const sizeLimitBytes = 5_000_000;

const allowed = [
  /^dist\/.+\.(js|d\.ts|wasm)$/,
  /^dist\/third-party-licenses\.txt$/,
  /^package\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^(core|cep|graph|ml|connectors|cli|dashboard)\/(.+\/)?README\.md$/,
  /^LICENSE$/,
];

/** The package holds what its export keys name and its papers, nothing else, and installs small. */
export function checkPackageContents(manifest: PackageManifest, packed: PackedPackage): Violation[] {
  return [...foreignFiles(packed), ...absentFiles(manifest, packed), ...sizeOf(packed)];
}

function foreignFiles({ files }: PackedPackage): Violation[] {
  return files
    .filter((file) => !allowed.some((pattern) => pattern.test(file)))
    .map((file) => violation(file, "it would be published", 'narrow "files" in package.json, or the build'));
}

function absentFiles({ exports, bin }: PackageManifest, { files }: PackedPackage): Violation[] {
  const entries = Object.values(exports).flatMap(({ types, default: code }) => [types, code]);
  const targets = [...entries, ...Object.values(bin ?? {})];
  const papers = ["package.json", "README.md", "LICENSE", "dist/third-party-licenses.txt"];
  const needed = [...papers, ...targets.map((target) => target?.replace(/^\.\//, ""))];
  return needed
    .filter((file) => file !== undefined && !files.includes(file))
    .map((file) => violation(String(file), "the package lacks it", "build it, or correct the export key"));
}

function sizeOf({ unpackedBytes, dependencyBytes }: PackedPackage): Violation[] {
  const bytes = unpackedBytes + dependencyBytes;
  if (bytes <= sizeLimitBytes) return [];
  const parts = `${inMb(unpackedBytes)} of its own and ${inMb(dependencyBytes)} of dependencies`;
  return [
    violation(
      "package.json",
      `the installed size is ${inMb(bytes)} (${parts}), the limit is ${inMb(sizeLimitBytes)}`,
      "make the heavy part an optional peer, loaded on first use",
    ),
  ];
}

function inMb(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}

function violation(file: string, message: string, remedy: string): Violation {
  return { file, line: 0, rule: "package contents", message, remedy };
}
