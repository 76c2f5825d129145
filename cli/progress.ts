import { progressLine } from "../core/display/mod.ts";
import type { Progress } from "../core/mod.ts";
import { isTerminal, terminalColumns, writeText } from "../core/platform/mod.ts";

/** Shows how far a run is on stderr: a bar in place on a terminal, elsewhere a line every ten seconds. */
export interface ProgressPrinter {
  readonly show: (progress: Progress) => void;
  readonly end: () => void;
}

const lineEveryMs = 10_000;

export function progressPrinter(name: string): ProgressPrinter {
  return isTerminal("stderr") ? barPrinter() : linePrinter(name);
}

function barPrinter(): ProgressPrinter {
  let shown = false;
  return {
    show: (progress) => {
      shown = true;
      writeText("stderr", `\r\u001b[2K${progressLine({ ...progress, width: terminalColumns("stderr") - 1 })}`);
    },
    end: () => {
      if (shown) writeText("stderr", "\r\u001b[2K");
    },
  };
}

function linePrinter(name: string): ProgressPrinter {
  let nextMs = lineEveryMs;
  return {
    show: (progress) => {
      if (progress.elapsedMs < nextMs) return;
      nextMs = progress.elapsedMs + lineEveryMs;
      writeText("stderr", `${name}: ${progressLine({ ...progress, width: 100 })}\n`);
    },
    end: () => undefined,
  };
}
