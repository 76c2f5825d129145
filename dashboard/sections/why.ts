import { escapeHtml, type WhyView, whyText } from "../../core/display/mod.ts";
import type { WhyFacts } from "../job.ts";
import { paragraph, section } from "../markup.ts";

/** Why nothing more has come: in the words of `millrace why`. */
export function whySection(why: WhyFacts | null): string {
  const body = why === null ? paragraph("The run does not answer at the moment.") : words(whyText(why as WhyView));
  return section("why", "What it waits for", body);
}

function words(text: string): string {
  const lines = text.split("\n");
  const end = lines.indexOf("");
  const sentences = end < 0 ? lines : lines.slice(0, end);
  const table = end < 0 ? [] : lines.slice(end + 1);
  return `${sentences.map((line) => paragraph(line)).join("")}<pre tabindex="0">${table.map(escapeHtml).join("\n")}</pre>`;
}
