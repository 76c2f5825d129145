import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import chromiumPackage from "@sparticuz/chromium";
import { count, each, from, job, type Running, tumbling } from "millrace";
import { dashboard, jobOf } from "millrace/dashboard";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { serveDashboard } from "../../cli/serve-dashboard.ts";

// In a real Chromium: what it makes of the page, of its policy and of its script.

let browser: Browser;
let folder: string;
beforeAll(async () => {
  // The package unpacks it there.
  folder = mkdtempSync(join(tmpdir(), "millrace-chromium-"));
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  const path = await chromiumPackage.executablePath();
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  // Its own arguments would let one process do all, and would have pages of other sites read this one.
  browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of opened.splice(0).reverse()) await end();
});

interface Order {
  readonly at: number;
  readonly user: string;
}

/** Orders that go on until the run is stopped, with names that look like markup. */
function run(): Running {
  const orders = {
    async *[Symbol.asyncIterator]() {
      for (let n = 0; ; n++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        yield { at: Date.now(), user: `u${n % 7}` } as Order;
      }
    },
  };
  const running = job("orders", () =>
    from<Order>(orders, { boundedness: "unbounded" })
      .withEventTime((order) => order.at, { outOfOrder: "1s" })
      .filter((order) => order.user !== "", { name: "<img src=x onerror=alert(1)>" })
      .keyBy("user")
      .window(tumbling("10s"))
      .aggregate({ orders: count() }, { name: "orders by user" })
      .sinkTo(each(() => undefined)),
  ).start();
  running.finished.catch(() => undefined);
  opened.push(() => running.stop());
  return running;
}

/** A page of the browser, and everything that it complained about. */
async function visit(url: string): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await browser.newPage();
  opened.push(() => page.close());
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(url);
  return { page, complaints };
}

/** Waits for an expression of the page to be true; its policy lets nobody wait for one within it. */
async function until(page: Page, expression: string): Promise<void> {
  await expect.poll(() => page.evaluate(expression), { timeout: 20_000, interval: 100 }).toBe(true);
}

async function served(running: Running): Promise<string> {
  const page = await serveDashboard(jobOf(running, { name: "orders <b>" }), 0);
  opened.push(() => page.end());
  return page.url;
}

test("the page stays up to date, with focus and selection where they were, and nothing of a name is run", async () => {
  const { page, complaints } = await visit(await served(run()));
  await until(page, "document.getElementById('connection').textContent === 'live'");
  expect(await page.textContent("h1")).toBe("orders <b>");
  await until(page, "document.querySelectorAll('#steps tbody tr').length >= 5");
  const link = page.locator("#steps a", { hasText: "orders by user" });
  await link.focus();
  const rowsRead = "Number(document.querySelector('#steps tbody td').textContent.replaceAll(',', ''))";
  const before = (await page.evaluate(rowsRead)) as number;
  await until(page, `${rowsRead} > ${before}`);
  expect(await page.evaluate("document.activeElement.textContent")).toBe("orders by user");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#counters");
  expect(await page.textContent("h1")).toBe("orders by user");
  expect(complaints).toEqual([]);
});

test("by keyboard and for a screen reader: a link past the head, headings in order, tables that say what they are, buttons with names", async () => {
  const { page } = await visit(await served(run()));
  await until(page, "document.querySelectorAll('#steps tbody tr').length >= 5");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("To the numbers");
  expect(await page.locator("h1").count()).toBe(1);
  const nameless = await page.evaluate(
    `[...document.querySelectorAll("table")].filter((table) => !table.caption?.textContent).length
      + [...document.querySelectorAll("button, a")].filter((one) => !(one.textContent || one.getAttribute("aria-label"))).length
      + [...document.querySelectorAll("th")].filter((one) => !one.scope).length`,
  );
  expect(nameless).toBe(0);
});

test("the button that ends the run asks first, and then the page says that it is over", async () => {
  const running = run();
  const { page } = await visit(await served(running));
  await until(page, "document.querySelector('[data-post=cancel]') !== null");
  await page.click("[data-post=cancel]");
  await expect(running.finished).rejects.toThrow("stopped");
  await until(page, "document.getElementById('connection').textContent === 'the run is over'");
});

test("another site's page cannot read it, frame it, or ask for anything", async () => {
  const running = run();
  const url = await served(running);
  const other = dashboard({ ...jobOf(running, { name: "the other site" }) });
  opened.push(() => other.close());
  const page = await browser.newPage();
  opened.push(() => page.close());
  await page.route("http://attacker.example/**", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${url}"></iframe>` }),
  );
  await page.goto("http://attacker.example/");
  const tried = await page.evaluate(`Promise.all([
    fetch("${url}metrics.json").then((answer) => answer.text()).catch(() => "refused"),
    fetch("${url}cancel", { method: "POST", mode: "no-cors", body: "{}", headers: { "content-type": "text/plain" } }).then(() => "sent").catch(() => "refused"),
    fetch("${url}cancel", { method: "POST", body: "{}", headers: { "content-type": "application/json" } }).then(() => "sent").catch(() => "refused"),
  ])`);
  expect(tried).toEqual(["refused", expect.anything(), "refused"]);
  expect(running.metrics.snapshot().isOver).toBe(false);
  expect(page.frames()).toHaveLength(2);
  expect(await page.frames()[1]!.content()).not.toContain("orders");
});
