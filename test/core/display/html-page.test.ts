import { expect, test } from "vitest";
import { htmlPage } from "../../../core/display/html-page.ts";

test("a page loads nothing and runs nothing, and says so to the browser", () => {
  const page = htmlPage({ title: "Flights", sections: [] });
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
  expect(page).not.toMatch(/<script|<link|src=|href=|https?:|@import|url\(/);
});

test("titles and texts are escaped, markup stands as it is", () => {
  const page = htmlPage({
    title: "</title><script>",
    subtitle: "a & b",
    sections: [{ heading: "<h>", text: "'t'", content: ["<svg></svg>"] }],
  });
  expect(page).toContain("<title>&lt;/title&gt;&lt;script&gt;</title>");
  expect(page).toContain("<h1>&lt;/title&gt;&lt;script&gt;</h1><p>a &amp; b</p>");
  expect(page).toContain("<section><h2>&lt;h&gt;</h2><p>&#39;t&#39;</p>\n<figure><svg></svg></figure>\n</section>");
});

test("what a section does not have leaves no trace", () => {
  expect(htmlPage({ title: "t", sections: [{ content: ["x"] }] })).toContain(
    "<section>\n<figure>x</figure>\n</section>",
  );
});
