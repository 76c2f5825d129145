import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { commandOptions } from "../../cli/command-options.ts";
import { helpText } from "../../cli/help.ts";
import { commandLine } from "./command-line.ts";

const cli = commandLine();

/** What bash would offer behind some words. */
function offered(script: string, words: readonly string[]): string[] {
  const given = words.map((word) => `'${word}'`).join(" ");
  const asked = `${script}\nCOMP_WORDS=(${given}); COMP_CWORD=${words.length - 1}; _millrace; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", asked], { encoding: "utf8", cwd: cli.folder }).trim().split("\n");
}

test("bash completes commands, the options of each, and files", async () => {
  const { code, out } = await cli.millrace("completion", "bash");
  expect(code).toBe(0);
  expect(offered(out, ["millrace", "re"])).toEqual(["resume", "replay"]);
  expect(offered(out, ["millrace", "run", "job.ts", "--par"])).toEqual(["--parallelism", "--param"]);
  expect(offered(out, ["millrace", "inspect", "--j"])).toEqual(["--json"]);
  expect(offered(out, ["millrace", "run", "--served"])).toEqual([""]);
  cli.write("flights.ts", "");
  expect(offered(out, ["millrace", "run", "fli"])).toEqual(["flights.ts"]);
});

test("zsh and fish are given every command and option", async () => {
  const [zsh, fish, none, data] = await Promise.all([
    cli.millrace("completion", "zsh"),
    cli.millrace("completion", "fish"),
    cli.millrace("completion", "tcsh"),
    cli.millrace("completion", "zsh", "--json"),
  ]);
  expect(JSON.parse(data.out)).toEqual({ shell: "zsh", script: zsh.out });
  expect(zsh.out).toMatch(/^#compdef millrace\n/);
  for (const [command, options] of Object.entries(commandOptions)) {
    expect(fish.out).toMatch(new RegExp(`-a "[^"]*\\b${command}\\b`));
    for (const option of Object.keys(options).filter((name) => name !== "served")) {
      expect(zsh.out).toMatch(new RegExp(` {4}${command}\\) options=\\([^)]*--${option}\\b`));
      expect(fish.out).toContain(`complete -c millrace -n "__fish_seen_subcommand_from ${command}" -l ${option}\n`);
    }
  }
  expect(none.code).toBe(2);
  expect(none.err).toContain("got tcsh; write millrace completion bash, zsh or fish");
});

test("help names every command", () => {
  for (const command of Object.keys(commandOptions))
    expect(helpText).toMatch(new RegExp(`^ {2}millrace ${command}\\b`, "m"));
});
