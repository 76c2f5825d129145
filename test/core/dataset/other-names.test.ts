import { expect, test } from "vitest";
import { from, Table, tumbling } from "../../../core/mod.ts";

type Methods = Readonly<Record<string, () => unknown>>;

const rows = from([{ city: "Kent", at: 0 }]).withEventTime((row) => row.at);
const kinds: Readonly<Record<string, object>> = {
  "a dataset": rows,
  "a dataset by key": rows.keyBy("city"),
  "rows in windows": rows.windowAll(tumbling(10)),
  "a table": new Table([{ city: "Kent", at: 0 }]),
};

function messageOf(call: () => unknown): string {
  try {
    const given = call();
    // What ours, which are called without anything, reject with is not looked at here.
    if (given instanceof Promise) given.catch(() => undefined);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

test.each(Object.entries(kinds))(
  "a method of another library is told what it is called of %s, and none hides one of ours",
  (what, made) => {
    const names = Object.getOwnPropertyNames(Object.getPrototypeOf(made));
    const told = names.filter((name) =>
      messageOf(() => (made as Methods)[name]!()).includes("as it has no such method"),
    );
    expect(told.length).toBeGreaterThan(5);
    for (const name of told) {
      expect(messageOf(() => (made as Methods)[name]!())).toMatch(
        new RegExp(`^Cannot call ${name} of ${what} as it has no such method: use `),
      );
      // It is no part of what a dataset is made of: not in types, not listed, not copied.
      expect(Object.keys(made)).not.toContain(name);
    }
    for (const ours of what === "a table" ? ["aggregate"] : ["aggregate", "reduce"]) expect(names).toContain(ours);
    expect(told).not.toContain("aggregate");
  },
);

test("values that are told apart by a name stay what they are", async () => {
  expect("then" in rows || "next" in rows).toBe(false);
  expect(await Promise.resolve(rows)).toBe(rows);
});
