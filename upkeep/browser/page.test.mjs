// The HTML report in a real browser. `cargo xtask browser-test` makes the pages, sets CHROMIUM and PAGES, and runs this with
// `node --test`. Pictures of the page go to the folder of the pages.

import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { launch } from "./chromium.mjs";

const PAGES = process.env.PAGES;

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

/** Opens a page, and gathers what must not happen: errors, and requests for anything but the page itself. */
async function open(file, { hash = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const address = pathToFileURL(join(PAGES, file)).href;
  const wrong = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("request", (request) => request.url().split("#")[0] !== address && wrong.push(`request: ${request.url()}`));
  const begun = performance.now();
  await page.goto(address + hash);
  await page.waitForSelector("html[data-ready]", { timeout: 60_000 });
  return { page, context, wrong, time: performance.now() - begun };
}

/** The number in `12 of 30 cases`. */
const shownCases = async (page) => Number((await page.locator("#count").textContent()).split(" ")[0].replaceAll(",", ""));

const focused = (page) => page.evaluate(() => document.activeElement.textContent);

test("opens without an error and without a request", async () => {
  const { page, context, wrong } = await open("run.html");
  assert.equal(await page.locator("h1").textContent(), "Does not conform");
  assert.ok((await page.locator("#rows tr.case").count()) > 0, "cases are listed");
  assert.ok((await page.locator("#findings article").count()) > 0, "findings are listed");
  await page.waitForTimeout(200);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("filters, and a link shows the same view", async () => {
  const { page, context, wrong } = await open("run.html");
  const all = await shownCases(page);
  await page.locator("#filters label", { hasText: "failed" }).first().click();
  await page.selectOption("#filters [name=scope]", "user");
  const some = await shownCases(page);
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  for (const name of await page.locator("#rows .toggle").allTextContents()) assert.match(name, /@user$/);
  const hash = new URL(page.url()).hash;
  assert.equal(hash, "#cases?outcome=failed&scope=user");
  const again = await open("run.html", { hash });
  assert.equal(await shownCases(again.page), some);
  assert.equal(await again.page.inputValue("#filters [name=scope]"), "user");
  assert.ok(await again.page.locator("#filters [name=outcome][value=failed]").isChecked());
  await again.page.fill("#filters [name=q]", "no case has such a name");
  assert.match(await again.page.locator("#count").textContent(), /^No case of/);
  await again.page.click("#clear");
  assert.equal(await shownCases(again.page), all);
  assert.deepEqual([...wrong, ...again.wrong], []);
  await context.close();
  await again.context.close();
});

test("a finding leads to its witness with the exchanges and the marked difference", async () => {
  const { page, context, wrong } = await open("run.html");
  await page.locator("#findings .action").first().click();
  const detail = page.locator("tr.detail");
  await detail.waitFor();
  assert.ok((await detail.locator(".exchange").count()) > 0, "its exchanges are shown");
  assert.ok(await detail.locator(".exchange[open] .comparison").first().isVisible(), "expected is beside found");
  assert.ok((await detail.locator(".message mark").count()) > 0, "what is wrong is marked in the response");
  assert.match(page.url(), /finding=F1&open=/);
  await page.screenshot({ path: join(PAGES, "finding.png") });
  const shown = await shownCases(page);
  await page.locator("#others [data-remove=finding]").click();
  assert.ok((await shownCases(page)) > shown, "without the filter there are more");
  assert.deepEqual(wrong, []);
  await context.close();
});

test("a cell of the matrix leads to its cases", async () => {
  const { page, context, wrong } = await open("run.html");
  const cell = page.locator(".matrix a.cell.is-failed").first();
  const sentence = await cell.getAttribute("title");
  await cell.click();
  assert.ok((await shownCases(page)) > 0, sentence);
  assert.match(page.url(), /operation=.*scope=.*response=/);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("everything is reached from the keyboard", async () => {
  const { page, context, wrong } = await open("run.html");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Skip to the results");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.name), "q");
  await page.keyboard.type("put");
  for (let presses = 0; !(await page.evaluate(() => document.activeElement.matches(".toggle"))); presses++) {
    assert.ok(presses < 40, "the list of cases is reached with the tab key");
    await page.keyboard.press("Tab");
  }
  const first = await focused(page);
  await page.keyboard.press("ArrowDown");
  const second = await focused(page);
  assert.notEqual(second, first);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".toggle[aria-expanded=true]").textContent(), second);
  await page.locator("tr.detail").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("tr.detail").count(), 0);
  assert.equal(await focused(page), second, "the focus is where it was");
  assert.deepEqual(wrong, []);
  await context.close();
});

test("a screen reader gets names for everything", async () => {
  const { page, context } = await open("run.html");
  for (const role of ["banner", "navigation", "main", "search", "contentinfo"]) {
    assert.ok((await page.getByRole(role).count()) > 0, `a landmark ${role}`);
  }
  const nameless = await page.evaluate(() => {
    const name = (e) => (e.getAttribute("aria-label") ?? e.textContent).trim() || e.labels?.[0]?.textContent.trim();
    return [...document.querySelectorAll("a, button, input, select, summary")].filter((e) => !name(e)).map((e) => e.outerHTML);
  });
  assert.deepEqual(nameless, []);
  const levels = await page.locator("main h1, main h2, main h3").evaluateAll((all) => all.map((e) => Number(e.tagName[1])));
  assert.ok(levels.every((level, at) => level <= (levels[at - 1] ?? 0) + 1), "no level of headings is left out");
  assert.equal(await page.locator("table").evaluateAll((all) => all.filter((e) => !e.querySelector("th[scope]")).length), 0);
  await context.close();
});

test("what a target sends is text", async () => {
  const { page, context, wrong } = await open("hostile.html");
  const opened = page.locator("#rows .toggle");
  for (let at = 0; at < Math.min(5, await opened.count()); at++) await opened.nth(at).click();
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => globalThis.injected), undefined, "no script of the target has run");
  assert.equal(await page.locator("img, iframe, object, embed, base").count(), 0);
  assert.match(await page.locator("main").textContent(), /<img src=x onerror=/);
  const text = await page.locator("body").textContent();
  assert.match(text, /\\u\{1b\}/);
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029]/);
  assert.deepEqual(wrong, []);
  await context.close();
});

for (const [name, options] of [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["phone", { colorScheme: "light", viewport: { width: 390, height: 844 }, isMobile: true, deviceScaleFactor: 2 }],
]) {
  test(`nothing is wider than the screen: ${name}`, async () => {
    const { page, context, wrong } = await open("run.html", options);
    await page.screenshot({ path: join(PAGES, `${name}.png`) });
    await page.locator("#findings .action").first().click();
    await page.locator("tr.detail").waitFor();
    const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(content <= screen, `${content} of ${screen} pixels`);
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test("the theme that a reader chooses is shown", async () => {
  const { page, context } = await open("run.html", { colorScheme: "light" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.click("#theme");
  await page.click("#theme");
  assert.equal(await page.locator("#theme").textContent(), "Theme: dark");
  assert.notEqual(await background(), light);
  await context.close();
});

test("100,000 outcomes", async () => {
  const { size } = await stat(join(PAGES, "large.html"));
  const { page, context, wrong, time } = await open("large.html");
  const begun = performance.now();
  await page.fill("#filters [name=q]", "9999");
  const filtered = performance.now() - begun;
  // Figures, as machines differ; the bounds only find what is out of all proportion.
  console.log(`100,000 outcomes: ${(size / 1e6).toFixed(1)} MB, opened in ${time.toFixed(0)} ms, filtered in ${filtered.toFixed(0)} ms`);
  assert.ok(size <= 25e6, `${size} bytes`);
  assert.ok(time < 20_000, `${time} ms`);
  assert.deepEqual(wrong, []);
  await context.close();
});
