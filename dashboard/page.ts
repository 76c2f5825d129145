import { escapeHtml } from "../core/display/mod.ts";
import type { History, Span } from "./history.ts";
import { paragraph, section } from "./markup.ts";
import { chartsSection } from "./sections/charts.ts";
import { checkpointsSection } from "./sections/checkpoints.ts";
import { countersSection } from "./sections/counters.ts";
import { failuresSection } from "./sections/failures.ts";
import { headSection } from "./sections/head.ts";
import { planSection } from "./sections/plan.ts";
import { splitsSection } from "./sections/splits.ts";
import { stepsSection } from "./sections/steps.ts";
import { whySection } from "./sections/why.ts";
import type { Shown } from "./shown.ts";

/** Which page: that of the run, or that of a step. */
export interface PageOf {
  readonly step: string | undefined;
  readonly span: Span;
}

/** A part of a page: its markup stands below its id. */
export interface PagePart {
  readonly id: string;
  readonly html: string;
}

/** All parts of a page, in their order. */
export function partsOf(shown: Shown, history: History, { step, span }: PageOf): PagePart[] {
  if (step === undefined) {
    return [
      { id: "head", html: headSection(shown, history) },
      { id: "plan", html: planSection(shown) },
      { id: "why", html: whySection(shown.why) },
      { id: "steps", html: stepsSection(shown) },
      { id: "splits", html: splitsSection(shown) },
      { id: "charts", html: chartsSection(history, "", span) },
      { id: "checkpoints", html: checkpointsSection(shown) },
      { id: "failures", html: failuresSection(shown) },
    ];
  }
  const numbers = shown.metrics.steps[step];
  const head = section(
    "head",
    undefined,
    `<p><a href="./">${escapeHtml(shown.job.name)}</a></p><h1>${escapeHtml(step)}</h1>`,
  );
  if (numbers === undefined) {
    const names = Object.keys(shown.metrics.steps).join(", ") || "none yet";
    return [{ id: "head", html: head + paragraph(`The run has no such step now; it has ${names}.`, "trouble") }];
  }
  return [
    { id: "head", html: head },
    { id: "why", html: whySection(shown.why) },
    ...(numbers.source === null ? [] : [{ id: "splits", html: splitsSection(shown, step) }]),
    { id: "charts", html: chartsSection(history, step, span) },
    { id: "counters", html: countersSection(numbers) },
  ];
}

/** The whole page: it can be read without a script, too. */
export function pageHtml(title: string, parts: readonly PagePart[]): string {
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)} · Millrace</title>`,
    '<link rel="stylesheet" href="page.css"><script src="page.js" defer></script>',
    '<link rel="icon" href="data:,">',
    "</head><body>",
    '<a class="skip" href="#main">To the numbers</a>',
    '<header class="top"><span>Millrace</span><span id="connection" role="status">as of now</span>',
    '<a href="metrics.json">JSON</a><a href="metrics">Prometheus</a></header>',
    `<main id="main">${parts.map(({ html }) => html).join("\n")}</main>`,
    "</body></html>\n",
  ].join("\n");
}
