/** The oldest Node that reads TypeScript as it is: a test keeps it equal to `engines` of package.json. */
export const oldestNode = "22.18";

/** Why this version cannot run; undefined where it can, or is that of another runtime. */
export function oldNode(version: string | undefined): string | undefined {
  return version === undefined || isAtLeast(version, oldestNode)
    ? undefined
    : `Cannot run as Node must be ${oldestNode} or newer, which reads TypeScript: got Node ${version}; ` +
        "install a newer one, or use Deno or Bun";
}

function isAtLeast(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split(".").map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}
