import { type MimeBundle, progressHtml, progressLine } from "../display/mod.ts";
import { type NotebookPlace, notebookPlace } from "../platform/mod.ts";
import type { Progress, RunOptions } from "../runtime/options.ts";
import { type StopButton, stopButton } from "./stop-button.ts";

/** Runs that take less show nothing. */
const shownFromMs = 1000;
const everyMs = 300;
const width = 80;

/** Runs something; in a notebook a bar below the cell shows how far it is, with a button that stops it. */
export async function withProgress<Result>(
  options: RunOptions,
  run: (options: RunOptions) => Promise<Result>,
): Promise<Result> {
  const place = notebookPlace();
  // Whoever wants to be told shows it himself; options that are none are told by the run.
  const isToldElsewhere = typeof options !== "object" || options === null || options.onProgress !== undefined;
  if (place === undefined || isToldElsewhere) return run(options);
  const stopped = new AbortController();
  const signal = options.signal === undefined ? stopped.signal : AbortSignal.any([options.signal, stopped.signal]);
  const cell = new ProgressCell(place, () => stopped.abort(new DOMException("The run was stopped", "AbortError")));
  try {
    return await run({ ...options, signal, onProgress: (progress) => cell.tell(progress) });
  } finally {
    await cell.end();
  }
}

class ProgressCell {
  readonly #place: NotebookPlace;
  readonly #stop: () => void;
  #shown: Promise<void> | undefined;
  #button: StopButton | undefined;
  #last: Progress | undefined;
  #shownMs = 0;

  constructor(place: NotebookPlace, stop: () => void) {
    this.#place = place;
    this.#stop = stop;
  }

  tell(progress: Progress): void {
    this.#last = progress;
    if (progress.elapsedMs < Math.max(shownFromMs, this.#shownMs + everyMs)) return;
    this.#shownMs = progress.elapsedMs;
    // One after another: what is older must not come behind what is newer.
    this.#shown = (this.#shown ?? this.#open()).then(() => this.#show(this.#button!.html));
  }

  /** How far it came, without the button; nothing where it was over before anything was shown. */
  async end(): Promise<void> {
    if (this.#shown === undefined) return;
    await this.#shown;
    await this.#show("");
    await this.#button!.close();
  }

  async #open(): Promise<void> {
    this.#button = await stopButton(this.#stop);
  }

  #show(below: string): Promise<void> {
    const last = this.#last!;
    const bundle: MimeBundle = {
      "text/plain": progressLine({ ...last, width }),
      "text/html": progressHtml({ ...last, width }) + below,
    };
    return this.#place.show(bundle);
  }
}
