import { expect, test } from "vitest";
import { type MetricsView, metricsText, prometheusText } from "../../../core/display/mod.ts";
import { count, from, tumbling } from "../../../core/mod.ts";

const view = {
  steps: {
    'a "step"\\\nof two lines': {
      numRecordsIn: 3,
      numBytesIn: null,
      hasEnded: true,
      currentInputWatermark: 1_500,
      accumulatedBusyTimeMs: 250,
      counters: { seen: 2, 'my "own"': 1 },
      gauges: { "partialMatches(small)": 3 },
      source: null,
    },
    ticks: {
      numRecordsIn: 7,
      numBytesIn: 90,
      hasEnded: false,
      currentInputWatermark: null,
      accumulatedBusyTimeMs: 0,
      counters: {},
      gauges: {},
      source: { pendingRecords: 4, splits: [{ split: "0", isIdle: true, watermark: { currentWatermark: -1 } }] },
    },
  },
  uptimeMs: 2500,
  alignment: [{ group: "g", source: "ticks", watermarkAlignmentDrift: 40 }],
} as unknown as MetricsView;

/** Lines of samples, as a reader of the format takes them apart. */
const sample = /^(\w+)(?:\{((?:\w+="(?:[^"\\\n]|\\\\|\\"|\\n)*",?)*)\})? (-?\d\S*|NaN|[+-]Inf)$/;

test("labels are escaped, what is not known is left out, and times are seconds", () => {
  const lines = prometheusText(view, { labels: { job: "j" } })
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(lines).toEqual([
    'millrace_uptime_seconds{job="j"} 2.5',
    'millrace_step_ended{job="j",step="a \\"step\\"\\\\\\nof two lines"} 1',
    'millrace_step_ended{job="j",step="ticks"} 0',
    'millrace_records_in_total{job="j",step="a \\"step\\"\\\\\\nof two lines"} 3',
    'millrace_records_in_total{job="j",step="ticks"} 7',
    'millrace_bytes_in_total{job="j",step="ticks"} 90',
    'millrace_busy_seconds_total{job="j",step="a \\"step\\"\\\\\\nof two lines"} 0.25',
    'millrace_busy_seconds_total{job="j",step="ticks"} 0',
    'millrace_input_watermark_timestamp_seconds{job="j",step="a \\"step\\"\\\\\\nof two lines"} 1.5',
    'millrace_counter_total{job="j",step="a \\"step\\"\\\\\\nof two lines",name="seen"} 2',
    'millrace_counter_total{job="j",step="a \\"step\\"\\\\\\nof two lines",name="my \\"own\\""} 1',
    'millrace_gauge{job="j",step="a \\"step\\"\\\\\\nof two lines",name="partialMatches(small)"} 3',
    'millrace_pending_records{job="j",source="ticks"} 4',
    'millrace_split_idle{job="j",source="ticks",split="0"} 1',
    'millrace_split_watermark_timestamp_seconds{job="j",source="ticks",split="0"} -0.001',
    'millrace_watermark_alignment_drift_seconds{job="j",group="g",source="ticks"} 0.04',
  ]);
});

test("each metric is told once, with its help and type before its samples", async () => {
  const { metrics } = await from([{ at: 1 }, { at: 2 }])
    .withEventTime((row) => row.at, { idleAfter: "1s" })
    .windowAll(tumbling(10))
    .aggregate({ rows: count() }, { name: "windows" })
    .discard()
    .run();
  const text = prometheusText(metrics.snapshot());
  expect(text.endsWith("\n")).toBe(true);
  const lines = text.slice(0, -1).split("\n");
  let name = "";
  const seen = new Set<string>();
  for (const [at, line] of lines.entries()) {
    const help = /^# HELP (\w+) ./.exec(line);
    if (help !== null) {
      [, name = ""] = help;
      expect(seen.has(name), name).toBe(false);
      seen.add(name);
      expect(lines[at + 1]).toMatch(new RegExp(`^# TYPE ${name} (counter|gauge)$`));
    } else if (!line.startsWith("# TYPE")) expect(sample.exec(line)?.[1], line).toBe(name);
  }
  expect(seen.size).toBeGreaterThan(15);
  expect(text).toContain('millrace_records_in_total{step="windows"} 2\n');
});

test("a label that the metrics have themselves, or that is no name, is refused", () => {
  for (const name of ["step", "le-ft", "__name__", "1st", ""]) {
    expect(() => prometheusText(view, { labels: { [name]: "x" } }), name).toThrow(
      `Cannot label metrics ${JSON.stringify(name)} as a label must be a name`,
    );
  }
});

test("for people a line a step, with control characters spelled out", async () => {
  const { metrics } = await from([{ at: 100 }, { at: 1 }])
    .withEventTime((row) => row.at)
    .windowAll(tumbling(10))
    .aggregate({ rows: count() }, { name: "win\u001b[2Jdows" })
    .discard()
    .run({ batchRows: 1 });
  const text = metricsText(metrics.snapshot());
  expect(text).toMatch(/^ended after \d+ s\n\nstep +records in +a second +out +busy +held back +event time +state\n/);
  expect(text).toMatch(/\nwin\\u001b\[2Jdows +2 .* 1 too late/);
  expect(text).not.toContain("\u001b");
});
