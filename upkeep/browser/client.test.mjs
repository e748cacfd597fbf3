// The TypeScript client in a real browser: a page takes the modules as tsc writes them, and reads and writes on the reference
// server, which has another origin. `cargo xtask browser-test` sets CHROMIUM, CLIENT (the folder of the modules) and SERVER (the
// program), and runs this with `node --test`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { parse } from "smol-toml";

import { launch } from "./chromium.mjs";

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page that uses the client</title><script type="module">
globalThis.kii = await import("/client/index.js");
document.documentElement.dataset.ready = "";
</script></html>`;

let browser, server, pages, target, page;
const wrong = [];

/** The reference server, and its target file. */
async function serve() {
  const child = spawn(process.env.SERVER, ["serve", "--address", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  let file = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (file += text));
  // The message on standard error comes when the target file is complete.
  await new Promise((resolve, reject) => {
    child.stderr.once("data", resolve);
    child.once("exit", (code) => reject(new Error(`the reference server ended with ${code}`)));
  });
  child.stderr.resume();
  return [child, parse(file)];
}

/** The page and the modules, each file as it is. */
async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://page");
  if (pathname === "/") return response.setHeader("content-type", "text/html").end(PAGE);
  const file = /^\/client\/([\w/-]+\.js)$/.exec(pathname);
  const text = file && (await readFile(join(process.env.CLIENT, file[1])).catch(() => null));
  if (!text) return response.writeHead(404).end();
  response.setHeader("content-type", "text/javascript").end(text);
}

before(async () => {
  [server, target] = await serve();
  pages = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => pages.once("listening", resolve));
  browser = await launch();
  page = await browser.newPage();
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => wrong.push(`request: ${request.url()} ${request.failure()?.errorText}`));
  await page.goto(`http://127.0.0.1:${pages.address().port}/`);
  await page.waitForSelector("html[data-ready]", { state: "attached" });
});

after(async () => {
  await browser?.close();
  pages?.close();
  server?.kill("SIGINT");
});

/** Runs a function in the page, with a client of the owner and a place of its own. */
const inPage = (bucketID, work) =>
  page.evaluate(
    async ([target, bucketID, work]) => {
      const client = new kii.Client({
        baseUrl: target.base_url,
        appID: target.app_id,
        credentials: { bearer: target.principals.owner.token },
      });
      const place = { scope: { kind: "me" }, bucketID, objectID: "first" };
      return await new Function(`return (${work})(...arguments)`)(client, place);
    },
    [target, bucketID, work.toString()],
  );

test("the server has another origin than the page", () => {
  assert.notEqual(new URL(page.url()).origin, new URL(target.base_url).origin);
});

test("an object is written and read, with its version", async () => {
  const seen = await inPage("written-and-read", async (client, place) => {
    const created = await client.objectPut({ ...place, content: { text: "größe" } });
    const found = await client.objectGet(place);
    return { created: created.name, version: created.eTag, found: found.eTag, text: found.content.text, date: found.lastModified instanceof Date };
  });
  assert.equal(seen.created, "created");
  assert.ok(seen.version, "a page of another origin may read ETag");
  assert.deepEqual({ found: seen.found, text: seen.text, date: seen.date }, { found: seen.version, text: "größe", date: true });
});

test("a write with an old version is refused with its documented error", async () => {
  const seen = await inPage("refused", async (client, place) => {
    const { eTag } = await client.objectPut({ ...place, content: { n: 1 } });
    await client.objectPut({ ...place, content: { n: 2 } });
    const refused = await client.objectPut({ ...place, content: { n: 3 }, precondition: { ifMatch: eTag } });
    const { content } = await client.objectGet(place);
    return { ok: refused.ok, type: refused.errorType, status: refused.status, n: content.n };
  });
  assert.deepEqual(seen, { ok: false, type: "StaleVersionedObject", status: 409, n: 2 });
});

test("a body is uploaded as a blob, and a part of it is read as a stream", async () => {
  const seen = await inPage("body", async (client, place) => {
    await client.objectPut({ ...place, content: {} });
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251);
    const stored = await client.bodyPut({ ...place, content: { mediaType: "image/png", data: new Blob([bytes]) } });
    const part = await client.bodyGet({ ...place, range: { first: 70_000, last: 70_009 } });
    const read = new Uint8Array(await new Response(part.content).arrayBuffer());
    return { stored: stored.ok, status: part.status, mediaType: part.mediaType, read: [...read], expected: [...bytes.slice(70_000, 70_010)] };
  });
  assert.deepEqual([seen.stored, seen.status, seen.mediaType], [true, 206, "image/png"]);
  assert.deepEqual(seen.read, seen.expected);
});

test("an object is deleted, and is then missing", async () => {
  const seen = await inPage("deleted", async (client, place) => {
    await client.objectPut({ ...place, content: {} });
    const deleted = await client.objectDelete(place);
    const missing = await client.objectGet(place);
    return [deleted.ok, missing.errorType];
  });
  assert.deepEqual(seen, [true, "ObjectNotFound"]);
});

test("nothing failed in the page", () => assert.deepEqual(wrong, []));
