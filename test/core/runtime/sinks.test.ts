import { expect, test } from "vitest";
import type { SinkWriter } from "../../../core/io/sink.ts";
import { edgesOf } from "../../../core/runtime/edges.ts";
import { commitSinks, type OpenSink } from "../../../core/runtime/sinks.ts";

const writer: SinkWriter = { write: () => undefined, prepare: async () => "rows", close: async () => undefined };

/** A sink that notes what is asked of it; some of it fails. */
function opened(
  name: string,
  notes: string[],
  failing: { readonly prepare?: true; readonly commit?: true; readonly abort?: true } = {},
): OpenSink {
  const note = async (call: "prepare" | "commit" | "abort"): Promise<void> => {
    notes.push(`${call} ${name}`);
    if (failing[call]) throw new Error(`no ${call} of ${name}`);
  };
  return {
    sink: {
      name,
      guarantee: "exactly-once",
      open: async () => writer,
      commit: () => note("commit"),
      abort: () => note("abort"),
    },
    writers: [{ ...writer, prepare: () => note("prepare").then(() => "rows") }],
  };
}

const committed = (sinks: readonly OpenSink[]): Promise<void> =>
  commitSinks(sinks, edgesOf({}), new AbortController().signal);

test("the first sink commits when all have prepared", async () => {
  const notes: string[] = [];
  await committed([opened("a", notes), opened("b", notes)]);
  expect(notes).toEqual(["prepare a", "prepare b", "commit a", "commit b"]);
});

test("where one cannot prepare all give up, also behind one that cannot, and what failed first is told", async () => {
  const notes: string[] = [];
  const sinks = [opened("a", notes, { abort: true }), opened("b", notes), opened("c", notes, { prepare: true })];
  await expect(committed(sinks)).rejects.toThrow("no prepare of c");
  expect(notes).toEqual(["prepare a", "prepare b", "prepare c", "abort a", "abort b", "abort c"]);
});

test("where one cannot commit the others do all the same, and the error tells them apart", async () => {
  const notes: string[] = [];
  const sinks = [opened("a", notes), opened("b", notes, { commit: true }), opened("c", notes)];
  await expect(committed(sinks)).rejects.toThrow(
    "Cannot commit to b as each sink must show what it has prepared: got no commit of b; " +
      "a, c committed and show this run, what the rest prepared is kept hidden; mend that and run the job again",
  );
  expect(notes.slice(3)).toEqual(["commit a", "commit b", "commit c"]);
  await expect(committed([opened("alone", notes, { commit: true })])).rejects.toThrow(
    /^Cannot commit to alone as it threw Error: no commit of alone; /,
  );
});

test("a stop that comes while sinks prepare is no commit: all give up", async () => {
  const notes: string[] = [];
  const stop = new AbortController();
  const last = opened("b", notes);
  const stopping = { ...writer, prepare: async () => stop.abort(new Error("stopped")) };
  const sinks = [opened("a", notes), { ...last, writers: [stopping] }];
  await expect(commitSinks(sinks, edgesOf({}), stop.signal)).rejects.toThrow("stopped");
  expect(notes).toEqual(["prepare a", "abort a", "abort b"]);
});
