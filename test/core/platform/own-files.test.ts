import { spawn } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  appendLine,
  claimFile,
  ownFolder,
  processRuns,
  readEnd,
  readText,
  realPath,
  writeOwnFile,
} from "../../../core/platform/mod.ts";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "own-files-test-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test("a file of this user's own can be read by nobody else, and is replaced in one step", async () => {
  const path = join(folder, "token");
  await writeOwnFile(path, "one");
  await writeOwnFile(path, "two");
  expect([readFileSync(path, "utf8"), modeOf(path)]).toEqual(["two", 0o600]);
  expect(readdirSync(folder)).toEqual(["token"]);
});

test("of all who claim a file one gets it", async () => {
  const path = join(folder, "claimed");
  const got = await Promise.all([1, 2, 3, 4].map((one) => claimFile(path, String(one))));
  expect(got.filter(Boolean)).toHaveLength(1);
  expect(readFileSync(path, "utf8")).toBe(String(got.indexOf(true) + 1));
  expect(modeOf(path)).toBe(0o600);
});

test("lines that several add are whole, and one that was left torn is a line of its own", async () => {
  const path = join(folder, "lines");
  await Promise.all(["a", "b", "c"].map((line) => appendLine(path, line.repeat(100))));
  appendFileSync(path, "torn");
  await appendLine(path, "d");
  const lines = readFileSync(path, "utf8").split("\n");
  expect(lines.slice(0, 3).sort()).toEqual(["a", "b", "c"].map((line) => line.repeat(100)));
  expect(lines.slice(3)).toEqual(["torn", "d", ""]);
  expect(modeOf(path)).toBe(0o600);
});

test("what is not there is read as nothing, and the end of a file as its last bytes", async () => {
  expect([await readText(join(folder, "none")), await readEnd(join(folder, "none"), 3)]).toEqual([
    undefined,
    undefined,
  ]);
  appendFileSync(join(folder, "text"), "0123456789");
  expect([await readText(join(folder, "text")), await readEnd(join(folder, "text"), 3)]).toEqual(["0123456789", "789"]);
  expect(await readEnd(join(folder, "text"), 100)).toBe("0123456789");
});

test("a path is followed to where it leads; nowhere is undefined", async () => {
  symlinkSync(join(folder, "text"), join(folder, "link"));
  expect(await realPath(join(folder, "link"))).toBe(await realPath(join(folder, "text")));
  expect(await realPath(join(folder, "nowhere"))).toBeUndefined();
});

test.skipIf(process.platform === "win32")("a folder in which others have rights is refused", async () => {
  expect(modeOf(await ownFolder(join(folder, "own")))).toBe(0o700);
  mkdirSync(join(folder, "open"));
  await expect(ownFolder(join(folder, "open"))).rejects.toThrow(
    "as only this user may have a right to it: got mode 755",
  );
});

test.skipIf(process.platform !== "linux")(
  "a process that has ended runs no more, though its parent does not ask",
  async () => {
    const parent = spawn("sh", ["-c", "exec 3<&0; head -n 1 <&3 >&2 & echo $!; exec sleep 60"]);
    try {
      const number = Number(await new Promise((resolve) => parent.stdout.once("data", resolve)));
      const untilMs = Date.now() + 20_000;
      // A shell would ask for a process that ends before another program is in its place.
      const program = (): string => readFileSync(`/proc/${parent.pid}/comm`, "utf8").trim();
      while (program() !== "sleep" && Date.now() < untilMs) await new Promise((resolve) => setImmediate(resolve));
      expect(processRuns(number)).toBe(true);
      parent.stdin.write("end\n");
      while (processRuns(number) && Date.now() < untilMs) await new Promise((resolve) => setImmediate(resolve));
      expect(processRuns(number)).toBe(false);
      // Its number is still taken.
      expect(() => process.kill(number, 0)).not.toThrow();
      expect(processRuns(parent.pid!)).toBe(true);
    } finally {
      parent.kill("SIGKILL");
    }
  },
);
