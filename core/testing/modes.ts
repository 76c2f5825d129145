import type { BatchForm } from "./event-batch.ts";
import type { Consumer } from "./recorder.ts";

/** One way to replay a case. Whichever it is, the same must come out. */
export interface Mode {
  readonly name: string;
  /** How many records travel together: one, or all between two other events. */
  readonly batches: "one" | "all";
  readonly form: BatchForm;
  readonly consumer: Consumer;
  /** How often the operator is thrown away and restored, beside where the case says so. */
  readonly crashes: "none" | "after every step";
  /** Whether what it remembers is written down after every step, and it goes on as it is. */
  readonly barriers?: true;
  /** Subtasks, at first and after each crash in turn. */
  readonly parallelism: readonly number[];
  /** Whether the operator runs as the two that it can be split into. */
  readonly combined?: true;
  /** Whether state that can be on disk is, with next to no memory. */
  readonly onDisk?: true | "but for every third life";
}

const plain: Omit<Mode, "name"> = {
  batches: "one",
  form: { layout: "values", reused: true },
  consumer: "batches",
  crashes: "none",
  parallelism: [1],
};

const whole: Omit<Mode, "name"> = { ...plain, batches: "all" };

/** The modes of an operator in one subtask. */
const alone: readonly Mode[] = [
  { ...plain, name: "record by record" },
  { ...plain, name: "record by record, in columns", form: { layout: "columns", reused: true } },
  { ...whole, name: "all at once, in batches of its own", form: { layout: "values" } },
  { ...whole, name: "all at once, in columns", form: { layout: "columns" } },
  { ...whole, name: "all at once, in columns by dictionary", form: { layout: "dictionaries", reused: true } },
  { ...whole, name: "all at once, selected of columns", form: { layout: "utf8", selected: true, reused: true } },
  { ...whole, name: "all at once, selected of values", form: { layout: "values", selected: true, reused: true } },
  { ...whole, name: "with a consumer that takes one record at a time", consumer: "rows" },
  { ...plain, name: "with a crash after every step", crashes: "after every step" },
  {
    ...whole,
    name: "all at once, with a crash after every step",
    form: { layout: "dictionaries", reused: true },
    crashes: "after every step",
  },
];

/** The modes of one that can run in several. */
const several: readonly Mode[] = [
  { ...plain, name: "in 3 subtasks", form: { layout: "columns", reused: true }, parallelism: [3] },
  {
    ...plain,
    name: "with a crash after every step, restored in 2, 3, 1 … subtasks",
    crashes: "after every step",
    parallelism: [1, 2, 3],
  },
];

/** The modes of one that can combine before its exchange. */
const combined: readonly Mode[] = [
  { ...whole, name: "combined before the exchange", form: { layout: "columns" }, parallelism: [2], combined: true },
  {
    ...plain,
    name: "combined before the exchange, with a crash after every step",
    crashes: "after every step",
    parallelism: [2, 1, 3],
    combined: true,
  },
];

/** The modes of one that has state which can be on disk; in as many subtasks after each crash. */
function onDisk(parallelism: readonly number[]): readonly Mode[] {
  return [
    { ...plain, name: "record by record, with state on disk", onDisk: true },
    {
      ...whole,
      name: "all at once, with state on disk and a barrier after every step",
      form: { layout: "columns", selected: true },
      barriers: true,
      onDisk: true,
    },
    {
      ...plain,
      name: "with state on disk and a crash after every step",
      crashes: "after every step",
      parallelism,
      onDisk: true,
    },
    {
      ...whole,
      name: "with a crash after every step, its state on disk and in memory in turn",
      form: { layout: "dictionaries", reused: true },
      crashes: "after every step",
      parallelism,
      onDisk: "but for every third life",
    },
  ];
}

export function modesFor(what: {
  readonly splits: boolean;
  readonly combines: boolean;
  readonly onDisk: boolean;
}): readonly Mode[] {
  return [
    ...alone,
    ...(what.splits ? several : []),
    ...(what.splits && what.combines ? combined : []),
    ...(what.onDisk ? onDisk(what.splits ? [1, 2, 3] : [1]) : []),
  ];
}
