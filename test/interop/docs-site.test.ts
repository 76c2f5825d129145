import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import chromiumPackage from "@sparticuz/chromium";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryFolder } from "../tools/repository.ts";
import { makeSite } from "../tools/site/site.ts";

// The documentation as somebody reads it who has it in a folder: in a real Chromium, without a server.

let browser: Browser;
let folder: string;
let site: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-docs-"));
  for (const [path, text] of makeSite(repositoryFolder, undefined).files) {
    mkdirSync(dirname(join(folder, "site", path)), { recursive: true });
    writeFileSync(join(folder, "site", path), text);
  }
  site = pathToFileURL(join(folder, "site")).href;
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder; // the package unpacks it there
  const path = await chromiumPackage.executablePath();
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page of the site, and everything that it complained about or asked others for. */
async function visit(path: string, width = 1200): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) complaints.push(request.url());
  });
  await page.goto(`${site}/${path}`);
  return { page, complaints };
}

test("is searched by keyboard, from any page, and asks nobody", async () => {
  const { page, complaints } = await visit("guides/state.html");
  await page.keyboard.press("/");
  await page.keyboard.type("watermark");
  const found = page.locator("#found a");
  await found.first().waitFor();
  expect(await page.locator("#found [role=status]").textContent()).toMatch(/^\d+ found$/);
  await page.keyboard.press("ArrowDown");
  expect(await found.first().evaluate((link) => link === link.ownerDocument.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await page.waitForURL(/concepts\.html#watermark/);
  await page.keyboard.press("/");
  await page.keyboard.type("xyzzyq");
  await page.locator("#found").getByText("Nothing found").waitFor();
  await page.keyboard.press("Escape");
  expect(await page.locator("#found").isHidden()).toBe(true);
  expect(complaints).toEqual([]);
});

test("begins with a way past the contents, which are folded on a narrow screen", async () => {
  const { page, complaints } = await visit("index.html", 420);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(new URL(page.url()).hash).toBe("#main");
  expect(await page.locator("nav.contents ul").first().isHidden()).toBe(true);
  await page.locator("nav.contents summary").press("Enter");
  await page.locator("nav.contents").getByText("Concepts in ten minutes").click();
  expect(await page.title()).toBe("Concepts in ten minutes · Millrace");
  expect(complaints).toEqual([]);
});

test("no page is wider than its screen", async () => {
  for (const path of [
    "index.html",
    "concepts.html",
    "errors.html",
    "guides/state.html",
    "repository/test/bench/index.html",
  ]) {
    const { page } = await visit(path, 360);
    expect([path, await page.evaluate("document.documentElement.scrollWidth")]).toEqual([path, 360]);
    await page.close();
  }
});
