import { readFileSync } from "node:fs";
import process from "node:process";

/**
 * For the commands of package.json: `--help` prints what the file of a command begins with, and ends; options that it cannot take
 * are told in a line with that text, and without a stack.
 *
 * @param known All that may be written behind the command, where that is not for the command itself to say.
 */
export function tellUsage(command: ImportMeta, known?: readonly string[]): void {
  if (!command.main) return;
  const words = process.argv.slice(2);
  if (words.includes("--help") || words.includes("-h")) {
    console.log(usageOf(command.filename));
    process.exit(0);
  }
  const strange = known && words.find((word) => !known.includes(word));
  if (strange !== undefined) {
    const takes = known!.join(", ") || "none";
    refuse(`Cannot take ${JSON.stringify(strange)} as there is no such option: use ${takes}`, command.filename);
  }
  process.once("uncaughtException", (error: Error & { code?: string }) => {
    if (error.code?.startsWith("ERR_PARSE_ARGS")) refuse(error.message, command.filename);
    console.error(error);
    process.exit(1);
  });
}

function refuse(message: string, file: string): never {
  console.error(`${message}\n\n${usageOf(file)}`);
  process.exit(2);
}

/** The comment that a file begins with. */
function usageOf(file: string): string {
  const lines = readFileSync(file, "utf8").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ""))
    .join("\n");
}
