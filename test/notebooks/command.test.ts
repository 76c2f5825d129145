import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { plainScreen } from "../../notebooks/flights/screen.ts";

const program = fileURLToPath(new URL("../../notebooks/flights.ts", import.meta.url));

afterEach(() => vi.restoreAllMocks());

function flights(...words: string[]): { code: number | null; out: string; err: string } {
  const args = ["--conditions=millrace:source", program, ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

test("the main job says where it has written what", () => {
  const folder = mkdtempSync(fileURLToPath(new URL("./.out-", import.meta.url)));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { out } = flights("--out", folder);
  const [, first = "", second = ""] = /written: (\S+) and (\S+)/.exec(out) ?? [];
  expect(
    [first, second].map((path) => [path.replace(/.*\.out-/, ".out-").replace(/^[^/]+/, ""), existsSync(path)]),
  ).toEqual([
    ["/flights.parquet", true],
    ["/flights.html", true],
  ]);
});

test.each([
  ["--liv", "flights: Unknown option '--liv'"],
  ["--speed=fast", 'flights: --speed must be a number above 0: got "fast"'],
])("%s ends with 2 and a line that says what there is", (word, message) => {
  const { code, err } = flights(word);
  expect({ code, lines: err.trimEnd().split("\n").length }).toEqual({ code: 2, lines: 1 });
  expect(err).toContain(message);
  expect(err).toContain("known are --live, --speed N and --out FOLDER");
});

test("tables are whole on a terminal that says it has 0 columns", () => {
  const columns = Object.getOwnPropertyDescriptor(process.stdout, "columns");
  onTestFinished(
    () => void Object.defineProperty(process.stdout, "columns", columns ?? { value: undefined, configurable: true }),
  );
  Object.defineProperty(process.stdout, "columns", { value: 0, configurable: true });
  let text = "";
  vi.spyOn(process.stdout, "write").mockImplementation((part) => {
    text += part;
    return true;
  });
  plainScreen().end([], []);
  expect(text).toContain("mean delay, min");
});
