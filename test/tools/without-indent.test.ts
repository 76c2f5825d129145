import { expect, test } from "vitest";
import { withoutIndent } from "./without-indent.ts";

test("lines lose the blanks they begin with and keep their numbers", () => {
  expect(withoutIndent("#!/usr/bin/env node\nif (a) {\n\t\tb();\n\n  c(); // d\n}\n")).toBe(
    "#!/usr/bin/env node\nif (a) {\nb();\n\nc(); // d\n}\n",
  );
});

test("blanks within a template are kept, and those of the code in its holes are not", () => {
  const before = "const a = `\n\tone\n\t$" + "{f(\n\t\t`\n\tx`,\n\t\t1,\n\t)}\n\tend`;\n\tg();";
  const after = "const a = `\n\tone\n\t$" + "{f(\n`\n\tx`,\n1,\n)}\n\tend`;\ng();";
  expect(withoutIndent(before)).toBe(after);
});

test("a text that goes on over a line's end is read as one", () => {
  const code = 'const a = "x\\\n\ty";\n\tb();';
  // biome-ignore lint/security/noGlobalEval: the text must mean what it meant.
  const value = (text: string): unknown => eval(`${text}; a`);
  const b = "function b() {};";
  expect(value(b + withoutIndent(code))).toBe(value(b + code));
});
