import { expect, test } from "vitest";
import { metricsHtml } from "../../../core/display/mod.ts";
import { from } from "../../../core/mod.ts";

test("each step of a run is a row, its name escaped, and above them stands how long it took", async () => {
  const { metrics } = await from([1, 2, 3])
    .filter((n) => n > 1, { name: "<large>" })
    .discard()
    .run();
  const html = metricsHtml(metrics.snapshot()).replaceAll(/ style="[^"]*"/g, "");
  expect(html).toMatch(/^<table><caption>ended after .*<\/caption><thead><tr><th>step<\/th>/);
  expect(html).toMatch(/<tr><td>&lt;large&gt;<\/td><td>3<\/td><td>[\d.k]+<\/td><td>2<\/td>/);
  expect(html.match(/<tr>/g)).toHaveLength(4);
});
