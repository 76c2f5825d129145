import type { PagePart } from "./page.ts";

/** A page that somebody looks at. */
export interface Viewer {
  /** Sends what has changed since the last time. */
  show(parts: readonly PagePart[], isOver: boolean): void;
  end(): void;
}

/** What may lie in the way to a browser that does not read: then it is given the newest later. */
const mostWaiting = 4;

/** Server-sent events for a page; `onEnd` is called once nobody reads them any more. */
export function viewer(onEnd: () => void): { readonly viewer: Viewer; readonly body: ReadableStream<Uint8Array> } {
  const encoder = new TextEncoder();
  const sent = new Map<string, string>();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (one) => {
        controller = one;
        one.enqueue(encoder.encode("retry: 2000\n\n"));
      },
      cancel: () => {
        controller = undefined;
        onEnd();
      },
    },
    { highWaterMark: mostWaiting },
  );
  const send = (text: string): void => controller?.enqueue(encoder.encode(text));
  return {
    body,
    viewer: {
      show: (parts, isOver) => {
        if (controller === undefined || (controller.desiredSize ?? 0) <= 0) return;
        const changed = parts.filter(({ id, html }) => sent.get(id) !== html);
        for (const part of changed) sent.set(part.id, part.html);
        const events = changed.map((part) => `event: section\ndata: ${JSON.stringify(part)}\n\n`).join("");
        // A line that says nothing keeps the connection, and finds out that it is gone.
        send(`${events}${isOver ? "event: over\ndata: \n\n" : ""}: \n\n`);
      },
      end: () => {
        controller?.close();
        controller = undefined;
      },
    },
  };
}
