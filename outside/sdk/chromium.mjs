// Plays the steps in Chromium, which the variable CHROMIUM names, on a page of another origin than that of the server.
//
// chromium.mjs DEPLOYMENT_FILE

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const here = (name) => readFileSync(new URL(name, import.meta.url));
const deployment = JSON.parse(readFileSync(process.argv[2], "utf8"));

/** Everything that the page consists of. */
const files = {
  "/page.html": ["text/html", here("page.html")],
  "/steps.mjs": ["text/javascript", here("steps.mjs")],
  "/journal.mjs": ["text/javascript", here("journal.mjs")],
  "/KiiSDK.js": ["text/javascript", readFileSync(require.resolve("kii-cloud-sdk"))],
  "/deployment.json": ["application/json", JSON.stringify(deployment)],
};
const pages = createServer((request, response) => {
  const [type, content] = files[request.url] ?? [];
  response.writeHead(content ? 200 : 404, type && { "Content-Type": type });
  response.end(content);
});
await new Promise((resolve) => pages.listen(0, "127.0.0.1", resolve));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  const page = await browser.newPage();
  page.on("console", (message) => message.type() === "log" && console.log(message.text()));
  page.on("pageerror", (error) => {
    console.error(`FAILED  Chromium: an error of the page: ${error.message}`);
    process.exitCode = 1;
  });
  await page.goto(`http://127.0.0.1:${pages.address().port}/page.html`);
  const end = page.locator("html[data-failed]");
  await end.waitFor({ state: "attached", timeout: 120_000 });
  if ((await end.getAttribute("data-failed")) !== "0") process.exitCode = 1;
} finally {
  await browser.close();
  pages.close();
}
