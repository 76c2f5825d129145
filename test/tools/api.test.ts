import { expect, test } from "vitest";
import { checkPublicApi } from "./api.ts";

const written = new Map([["millrace", "# millrace\nexport const a: 1\n"]]);

test("an API that is as written down passes; another one says what is new or gone, its kind and the command", () => {
  expect(checkPublicApi(written, written)).toEqual([]);
  const [violation, ...more] = checkPublicApi(written, new Map([["millrace", "# millrace\nexport const b: 1\n"]]));
  expect(more).toEqual([]);
  expect(violation).toEqual({
    file: "test/api",
    line: 0,
    rule: "public API",
    message:
      "it is not as written down, a major change:\n" +
      "    - millrace exports a\n    - a: const a: 1\n    + millrace exports b\n    + b: const b: 1",
    remedy: "if that is meant, `npm run api -- --accept` writes it down",
  });
});

test("lines in another order are to be written down as well", () => {
  const [two, turned] = ["export const a: 1\nexport const b: 1\n", "export const b: 1\nexport const a: 1\n"];
  expect(checkPublicApi(new Map([["millrace", two]]), new Map([["millrace", turned]]))[0]!.message).toBe(
    "its lines stand in another order",
  );
});
