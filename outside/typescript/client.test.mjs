// What the TypeScript client refuses to send, and to take for a documented answer, without a server.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError, Client, unwrap } from "kii-client";

const place = { scope: { kind: "me" }, bucketID: "notes", objectID: "first" };
const head = { "Content-Type": "application/json", ETag: '"1"', "Last-Modified": "Thu, 01 Jan 1970 00:00:00 GMT" };

/** A client whose requests all get this answer, and the last of these requests. */
function answered(body, init = {}, options = {}) {
  const sent = [];
  const client = new Client({
    baseUrl: "http://api.example.com",
    appID: "app",
    credentials: { bearer: "token" },
    fetch: async (request) => {
      sent.push(request);
      return new Response(body, { headers: head, ...init });
    },
    ...options,
  });
  return { client, sent };
}

function get(body, headers = {}) {
  return answered(body, { headers: { ...head, ...headers } }).client.objectGet(place);
}

test("a base address with a password, or that is none, is refused without being shown", () => {
  const addresses = [
    "http://u:secret@host",
    "http://u:secret@[::1",
    "secret.example.com",
    "",
    "ftp://secret",
    "http://h/?secret",
  ];
  for (const baseUrl of addresses) {
    const refuses = (error) => error instanceof RangeError && !error.message.includes("secret");
    assert.throws(() => answered("", {}, { baseUrl }), refuses, baseUrl);
  }
  answered("", {}, { baseUrl: "https://api.example.com/behind/" });
});

test("what cannot be sent is a RangeError", async () => {
  const { client, sent } = answered("{}");
  const requests = [
    () => client.objectGet({ ...place, bucketID: "\ud800" }),
    () => client.objectGet({ ...place, bucketID: ".." }),
    () => client.objectPut({ ...place, content: {}, dataType: "a\nb" }),
    () => client.objectPut({ ...place, content: {}, dataType: "☃" }),
    () => client.objectPut({ ...place, content: {}, precondition: { ifMatch: '"☃"' } }),
    () => client.objectPut({ ...place, content: {}, precondition: { ifMatch: undefined } }),
    () => client.objectPut({ ...place, content: { a: NaN } }),
    () => client.objectPut({ ...place, content: { a: 1n } }),
    () => client.bodyGet({ ...place, range: {} }),
    () => client.bodyGet({ ...place, range: { first: 1.5 } }),
    () => client.bodyGet({ ...place, range: { suffix: -1 } }),
    () => client.bodyPut({ ...place, content: { mediaType: "text/plain\n", data: "" } }),
  ];
  for (const request of requests) {
    await assert.rejects(request, RangeError, String(request));
  }
  assert.equal(sent.length, 0);
});

test("a version of Latin-1 is sent back as it came", async () => {
  const { client, sent } = answered("{}", { headers: { ...head, ETag: '"\u00e9"' } });
  const { eTag } = unwrap(await client.objectGet(place));
  await client.objectDelete({ ...place, precondition: { ifMatch: eTag } });
  assert.equal(sent[1].headers.get("If-Match"), '"\u00e9"');
});

test("no request has cookies or follows redirects", async () => {
  const { client, sent } = answered("{}");
  await client.objectGet(place);
  assert.deepEqual([sent[0].credentials, sent[0].redirect], ["omit", "manual"]);
});

test("JSON that is no UTF-8, or begins with a byte order mark, is not documented", async () => {
  const utf16 = Uint8Array.from([...'{"a":1}'].flatMap((letter) => [letter.charCodeAt(0), 0]));
  for (const body of [utf16, '\ufeff{"a":1}', Uint8Array.from([0x22, 0xff, 0x22])]) {
    assert.equal((await get(body)).name, "unexpected");
  }
  assert.equal((await get('{"a":1}')).name, "found");
});

test("dates are real ones in one of the three forms", async () => {
  const good = [
    ["Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.000Z"],
    ["Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37.000Z"],
    ["Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37.000Z"],
    ["Thu, 29 Feb 2024 23:59:59 GMT", "2024-02-29T23:59:59.000Z"],
  ];
  for (const [text, date] of good) {
    assert.equal((await get("{}", { "Last-Modified": text })).lastModified?.toISOString(), date, text);
  }
  const bad = [
    "Sun, 06 Nov 1994 08:49:37 +0200",
    "Sat, 31 Feb 2026 00:00:00 GMT",
    "Mon, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "sun, 06 nov 1994 08:49:37 GMT",
    "1994-11-06T08:49:37Z",
  ];
  for (const text of bad) {
    assert.equal((await get("{}", { "Last-Modified": text })).name, "unexpected", text);
  }
});

test("a kind of scope that every object has as a property is not documented", async () => {
  for (const type of ["hasOwnProperty", "__proto__", "toString", "constructor"]) {
    const error = { errorCode: "OBJECT_NOT_FOUND", message: "m", bucketID: "b", objectID: "o" };
    const body = JSON.stringify({ ...error, objectScope: { type, appID: "a" } });
    const headers = { "Content-Type": "application/vnd.kii.ObjectNotFoundException+json" };
    const answer = await answered(body, { status: 404, headers }).client.objectGet(place);
    assert.equal(answer.name, "unexpected", type);
    assert.match(answer.reason, /none of those described/);
    assert.throws(() => unwrap(answer), ApiError);
  }
});

test("a range whose numbers are no longer exact is not documented", async () => {
  const headers = { ...head, "Content-Range": `bytes 0-${"9".repeat(5000)}/*` };
  const { client } = answered("x", { status: 206, headers });
  assert.equal((await client.bodyGet({ ...place, range: { first: 0 } })).name, "unexpected");
});
