import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { binary, repositoryFolder } from "../tools/repository.ts";
import { runCommand } from "../tools/run-command.ts";

/** One line that guards something, and the defect in its place. */
interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly line: string;
  readonly instead: string;
  /** The programs that show it, where any do not: as of `--of`. */
  readonly of?: "patterns";
}

const mutants: readonly Mutant[] = [
  {
    name: "commits before the checkpoint is whole",
    file: "core/runtime/checkpoint/write-checkpoint.ts",
    line: "const path = await writeManifest(checkpoint, manifest);",
    instead:
      "const path = manifestPath(dir, kind, id); void writeManifest(checkpoint, manifest).catch(() => undefined);",
  },
  {
    name: "lets a barrier overtake records that wait for a sink",
    file: "core/runtime/write-queue.ts",
    line: "const before = last ?? Promise.resolve();",
    instead: "const before = Promise.resolve();",
  },
  {
    name: "leaves a timer out of the snapshot",
    file: "core/state/stored-timers.ts",
    line: "for (const { key, timeMs, namespace } of all.sort((a, b) => a.timeMs - b.timeMs)) {",
    instead: "for (const { key, timeMs, namespace } of all.sort((a, b) => a.timeMs - b.timeMs).slice(1)) {",
  },
  {
    name: "does not see that a thread has died",
    file: "core/runtime/threads/team.ts",
    line: "void thread.ended.then(({ exitCode, error }) => {",
    instead: "void new Promise<ThreadEnd>(() => undefined).then(({ exitCode, error }) => {",
  },
  {
    name: "says that a source is further than what was dealt with",
    file: "core/runtime/checkpoint/split-progress.ts",
    line: 'return typeof at === "object" ? at.position : undefined;',
    instead: 'return typeof at === "object" ? (at.position as number) + 1 : undefined;',
  },
  {
    name: "takes rules as they come, whatever their time",
    file: "cep/rules/rules-operator.ts",
    line: 'if (fromMs <= this.#context.watermark || this.#plan.time === "processing")',
    instead: "if (fromMs < Number.POSITIVE_INFINITY)",
    of: "patterns",
  },
  {
    name: "forgets partial matches at a restore",
    file: "cep/operator/pattern-state.ts",
    line: "const matches = added(running);",
    instead: "const matches = added([]);",
    of: "patterns",
  },
];

for (const { name, file, line, instead, of = "any" } of mutants) {
  test(`a build that ${name} is caught within 1,000 seeds`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "millrace-mutant-"));
    try {
      const tests = ["laws", "campaign", "tools", "services"].map((name) => `test/${name}`);
      for (const part of ["core", "cep", "cli", "connectors", ...tests, "package.json"]) {
        cpSync(join(repositoryFolder, part), join(folder, part), { recursive: true });
      }
      symlinkSync(join(repositoryFolder, "node_modules"), join(folder, "node_modules"));
      const path = join(folder, file);
      const source = readFileSync(path, "utf8");
      expect(source.split(line)).toHaveLength(2);
      writeFileSync(path, source.replace(line, instead));
      const { code, output } = await runCommand(
        binary("node"),
        ["--conditions=millrace:source", "test/campaign/run.ts", "--seeds", "1000", "--of", of],
        { cwd: folder, output: "keep" },
      );
      expect(output).toMatch(/Seed \d+ fails; again: npm run campaign -- --seeds 1 --seed \d+/);
      expect(code).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 600_000);
}
