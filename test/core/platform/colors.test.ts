import { afterEach, expect, test, vi } from "vitest";
import { mayColor } from "../../../core/platform/mod.ts";

afterEach(() => vi.unstubAllEnvs());

test("text is colored on a terminal, unless NO_COLOR is set or the terminal has no colors", () => {
  const terminal = Object.getOwnPropertyDescriptor(process.stdout, "isTTY");
  const color = (isTTY: boolean, environment: Readonly<Record<string, string>>): boolean => {
    Object.defineProperty(process.stdout, "isTTY", { value: isTTY, configurable: true });
    vi.unstubAllEnvs();
    for (const [name, value] of Object.entries({ NO_COLOR: "", TERM: "xterm", ...environment }))
      vi.stubEnv(name, value);
    return mayColor("stdout");
  };
  try {
    expect(color(true, {})).toBe(true);
    expect(color(false, {})).toBe(false);
    expect(color(true, { NO_COLOR: "1" })).toBe(false);
    expect(color(true, { TERM: "dumb" })).toBe(false);
  } finally {
    if (terminal === undefined) Reflect.deleteProperty(process.stdout, "isTTY");
    else Object.defineProperty(process.stdout, "isTTY", terminal);
  }
});
