import type { Sink, SinkWriter, Source, SplitReader } from "../../core/io/mod.ts";

/** One value that is read from and written to. */
export type SourceAndSink<Row> = Source<Row> & Omit<Sink<Row>, "given">;

/** Both contracts call it `open`: a sink's takes one argument, its context. */
export function sourceAndSink<Row>(source: Source<Row>, sink: Sink<Row>): SourceAndSink<Row> {
  type Open = Source<Row>["open"] & Sink<Row>["open"];
  const open = (
    ...given: Parameters<Source<Row>["open"]> | Parameters<Sink<Row>["open"]>
  ): Promise<SplitReader | SinkWriter> => (given.length === 1 ? sink.open(...given) : source.open(...given));
  const { given: _, ...rest } = sink;
  const reach = async (use: "read" | "write"): Promise<void> => (use === "read" ? source : sink).reach?.(use);
  return { ...rest, ...source, reach, open: open as Open };
}
