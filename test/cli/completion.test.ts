import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandHelp } from "../../cli/command-help.ts";
import { commandOptions } from "../../cli/command-options.ts";
import { helpText } from "../../cli/help.ts";
import { templates } from "../../cli/init/templates.ts";
import { kinds } from "../../cli/inspect/kind.ts";
import { commandLine, root } from "./command-line.ts";
import { ordersJob } from "./orders-job.ts";

const cli = commandLine();

const isInstalled = (shell: string): boolean => spawnSync(shell, ["-c", "exit 0"]).status === 0;

/** What bash would offer behind some words, split as bash splits them; `millrace` is this one. */
function offered(script: string, words: readonly string[]): string[] {
  const given = words.map((word) => `'${word}'`).join(" ");
  const own = `millrace() { '${process.execPath}' --conditions=millrace:source '${join(root, "cli", "main.ts")}' "$@"; }`;
  const asked = `${own}\n${script}\nCOMP_WORDS=(${given}); COMP_CWORD=${words.length - 1}; _millrace; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync("bash", ["-c", asked], {
    encoding: "utf8",
    cwd: cli.folder,
    env: { ...process.env, TMPDIR: cli.temporary },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return text.trim().split("\n");
}

const scripts = new Map<string, Promise<string>>();

function scriptOf(shell: string): Promise<string> {
  const script = scripts.get(shell) ?? cli.millrace("completion", shell).then(({ out }) => out);
  scripts.set(shell, script);
  return script;
}

/** Files and folders that shells offer, in a folder of their own. */
function folderOfFiles(shell: string): string {
  const folder = join(cli.folder, `files-${shell}`);
  mkdirSync(join(folder, "out"), { recursive: true });
  for (const name of ["job.ts", "trips.csv"]) writeFileSync(join(folder, name), "");
  return folder;
}

// What is written before the cursor, and what is offered there.
const places: readonly [text: string, offered: readonly string[]][] = [
  ["init --template ", Object.keys(templates)],
  ["init --template s", ["stream"]],
  ["inspect --as p", ["parquet"]],
  ["inspect tr", ["trips.csv"]],
  ["run --fr", ["--from"]],
  ["run --from la", ["latest"]],
  ["run --from j", ["job.ts"]],
  ["run job.ts --restart fix", ["fixed:5s:3"]],
  ["run job.ts --state d", ["disk:"]],
  ["run --param day=1 j", ["job.ts"]],
  ["stop --to o", ["out"]],
  ["state orders n --at ch", ["checkpoint"]],
  ["completion f", ["fish"]],
  ["help repl", ["replay"]],
  ["run --parallelism j", []],
  ["run job.ts j", []],
  ["list j", []],
];

describe("bash completes", () => {
  test("commands, the options of each, and files", async () => {
    const script = await scriptOf("bash");
    expect(offered(script, ["millrace", "re"])).toEqual(["resume", "replay"]);
    expect(offered(script, ["millrace", "run", "job.ts", "--par"])).toEqual(["--parallelism", "--param"]);
    expect(offered(script, ["millrace", "inspect", "--j"])).toEqual(["--json"]);
    expect(offered(script, ["millrace", "run", "--served"])).toEqual([""]);
    expect(offered(script, ["millrace", "completion", "--offer"])).toEqual([""]);
    cli.write("flights.ts", "");
    expect(offered(script, ["millrace", "run", "fli"])).toEqual(["flights.ts"]);
  });

  test("values of options, behind a space, = and :", async () => {
    const script = await scriptOf("bash");
    folderOfFiles("bash");
    for (const [text, values] of places) {
      const words = text.replace("=", " = ").replace(/\b(j|tr|o)$/, "files-bash/$1");
      const names = values.map((name) => name.replace(/^(job|trips|out)\b/, "files-bash/$1"));
      expect([text, offered(script, ["millrace", ...words.split(" ")])]).toEqual([
        text,
        names.length === 0 ? [""] : names,
      ]);
    }
    expect(offered(script, ["millrace", "inspect", "--as", "=", "av"])).toEqual(["avro"]);
    for (const before of [
      ["--state", "disk"],
      ["--checkpoint", "10s"],
    ]) {
      expect(offered(script, ["millrace", "run", ...before, ":", "files-bash/o"])).toEqual(["files-bash/out"]);
      expect(offered(script, ["millrace", "run", ...before, ":", "./x", "files-bash/j"])).toEqual([
        "files-bash/job.ts",
      ]);
    }
  });

  test("jobs that run, and their steps", async () => {
    const script = await scriptOf("bash");
    await cli.whileRunning([cli.write("orders.ts", ordersJob)], async () => {
      expect(offered(script, ["millrace", "why", "or"])).toEqual(["orders"]);
      expect(offered(script, ["millrace", "why", "orders", "orders"])).toEqual(["orders an hour"]);
      expect(offered(script, ["millrace", "why", "no-such-job", "orders"])).toEqual([""]);
    });
  });
});

test.runIf(isInstalled("fish"))("fish completes values of options, and files where they belong", async () => {
  const folder = folderOfFiles("fish");
  writeFileSync(join(cli.folder, "millrace.fish"), await scriptOf("fish"));
  for (const [text, values] of [...places, ["run --state disk:o", ["disk:out/"]] as const]) {
    const asked = `source ../millrace.fish; complete -C 'millrace ${text}'`;
    const told = execFileSync("fish", ["--no-config", "-c", asked], { encoding: "utf8", cwd: folder });
    const names = told.split("\n").filter((name) => name !== "");
    const expected = values.map((name) => (name === "out" ? "out/" : name));
    expect([text, names.map((name) => name.split("\t")[0]).sort()]).toEqual([text, [...expected].sort()]);
  }
});

// Notes what is offered behind each text, in a terminal of its own: its output must be read, or it stops.
const zshOffers = `zmodload zsh/zpty; zmodload zsh/zselect
wait_for_end() {
  local -i n=0
  while (( n++ < 1000 )); do
    zpty -rt shell junk
    grep -qx end hits 2>/dev/null && return
    zselect -t 2
  done
  print -u2 "zsh offers nothing"; exit 1
}
zpty shell zsh -f -i
zpty -w shell "PS1=; autoload -Uz compinit; compinit -u -D; source ../millrace.zsh"
zpty -w shell 'compadd() { builtin compadd "$@"; local -a hits; builtin compadd -A hits "$@"; print -rl -- $hits >> hits }
told() { print end >> hits }; zle -N told; bindkey "^G" told; setopt no_beep no_always_last_prompt; print end >> hits'
wait_for_end
for text in "$@"; do
  : > hits
  zpty -w -n shell "millrace $text"$'\\t\\x07'
  wait_for_end
  print -r -- "$(sort -u hits | grep -vx end | tr '\\n' ' ')"
  zpty -w -n shell $'\\x15'
done`;

function offeredByZsh(texts: readonly string[], folder: string): string[][] {
  // In a session of its own: as its shell ends, all processes of the session are told to.
  const { stdout, stderr } = spawnSync("setsid", ["-w", "zsh", "-f", "-c", zshOffers, "zsh", ...texts], {
    encoding: "utf8",
    cwd: folder,
    timeout: 50_000,
  });
  expect(stderr).toBe("");
  return stdout.split("\n").map((line) => line.split(" ").filter((word) => word !== ""));
}

test.runIf(isInstalled("zsh"))(
  "zsh completes values of options, behind a space, = and :, and files where they belong",
  async () => {
    const folder = folderOfFiles("zsh");
    writeFileSync(join(cli.folder, "millrace.zsh"), await scriptOf("zsh"));
    const all = [...places, ["inspect --as=av", ["avro"]], ["run --state disk:o", ["out"]]] as const;
    const offers = offeredByZsh(
      all.map(([text]) => text),
      folder,
    );
    for (const [at, [text, values]] of all.entries()) expect([text, offers[at]]).toEqual([text, [...values].sort()]);
  },
);

test("zsh and fish are given every command and option", async () => {
  const [zsh, fish, none, data] = await Promise.all([
    scriptOf("zsh"),
    scriptOf("fish"),
    cli.millrace("completion", "tcsh"),
    cli.millrace("completion", "zsh", "--json"),
  ]);
  expect(JSON.parse(data.out)).toEqual({ shell: "zsh", script: zsh });
  expect(zsh).toMatch(/^#compdef millrace\n/);
  for (const [command, options] of Object.entries(commandOptions)) {
    expect(fish).toMatch(new RegExp(`-a "[^"]*\\b${command}\\b`));
    for (const option of Object.keys(options).filter((name) => name !== "served" && name !== "offer")) {
      expect(zsh).toMatch(new RegExp(` {4}${command}\\) options=\\([^)]*--${option}\\b`));
      expect(fish).toMatch(new RegExp(`complete -c millrace -n "__millrace_in ${command}" -l ${option}( |\n)`));
    }
  }
  expect(none.code).toBe(2);
  expect(none.err).toContain("got tcsh; write millrace completion bash, zsh or fish");
});

test("help names every command, kind of file and template", () => {
  for (const command of Object.keys(commandOptions))
    expect(helpText).toMatch(new RegExp(`^ {2}millrace ${command}\\b`, "m"));
  for (const kind of kinds) expect(commandHelp.inspect).toMatch(new RegExp(`--as KIND .*\\b${kind}\\b`));
  for (const template of Object.keys(templates)) expect(commandHelp.init).toMatch(new RegExp(`\\b${template}\\b`));
});
