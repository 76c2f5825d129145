import { test } from "vitest";
import { each } from "../../../core/io/memory-sink.ts";
import { sinkContract } from "../../../core/testing/mod.ts";

const rows = Array.from({ length: 7 }, (_, id) => ({ id, name: `row ${id}` }));

async function makeCallSink() {
  const called: unknown[] = [];
  return {
    sink: each<(typeof rows)[0]>(async (row) => void called.push(row)),
    rows,
    visible: async () => called as typeof rows,
    remove: async () => undefined,
  };
}

for (const { name, run } of sinkContract(makeCallSink, "at-least-once")) test(`forEach: ${name}`, run);
