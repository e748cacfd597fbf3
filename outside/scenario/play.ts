/**
 * Plays the scenario through the TypeScript client, and prints a line for each step.
 *
 * Usage: node play.js SCENARIO TARGET [--lawful], where TARGET is a target file.
 */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

import {
  type Answer,
  type ByteRange,
  Client,
  type JsonObject,
  type ObjectBodyPublicationRequest,
  type Precondition,
  type Scope,
  unwrap,
} from "kii-client";
import { parse as parseToml } from "smol-toml";
import { parse } from "yaml";

interface Step {
  readonly step: string;
  readonly wrong?: boolean;
  readonly do: string;
  readonly as?: "owner" | "stranger" | "admin";
  readonly scope?: "app" | "user" | "me" | "group" | "thing";
  readonly owner?: "missing";
  readonly bucket?: string;
  readonly object?: string;
  readonly object_id?: string;
  readonly content?: JsonObject;
  readonly padding?: number;
  readonly data_type?: string;
  readonly if_match?: string;
  readonly if_none_match?: boolean;
  readonly upload?: number;
  readonly range?: readonly [number, number];
  readonly lifetime?: { readonly seconds?: number; readonly until?: number };
  readonly instead?: string;
  readonly expect: string;
  readonly keep?: string;
  readonly see?: JsonObject;
  readonly bytes?: readonly [number, number];
  readonly published?: number;
}

interface Target {
  readonly base_url: string;
  readonly app_id: string;
  readonly principals: Readonly<Record<string, { readonly token: string; readonly user_id?: string }>>;
  readonly scopes: Readonly<Record<string, { readonly id: string }>>;
}

const [scenarioFile = "", targetFile = "", ...flags] = process.argv.slice(2);
const all = parse(readFileSync(scenarioFile, "utf8")) as readonly Step[];
const steps = flags.includes("--lawful") ? all.filter(({ wrong }) => wrong !== true) : all;
const target = parseToml(readFileSync(targetFile, "utf8")) as unknown as Target;
const run = randomUUID().slice(0, 8);
const kept = new Map<string, string>();

/** So many bytes from a place on: byte i is i modulo 251. */
function pattern(first: number, last: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: last - first + 1 }, (_, place) => (first + place) % 251);
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  const parts = [bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)];
  return new ReadableStream({
    pull: (controller) => {
      const part = parts.shift();
      if (part === undefined) {
        controller.close();
      } else {
        controller.enqueue(part);
      }
    },
  });
}

async function collected(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function clientOf(step: Step): Client {
  const bearer = target.principals[step.as ?? "owner"]?.token ?? "";
  const { instead } = step;
  const options = { baseUrl: target.base_url, appID: target.app_id, credentials: { bearer } };
  return instead === undefined
    ? new Client(options)
    : new Client({
        ...options,
        onRequest: (request) =>
          new Request(request.url, { method: request.method, headers: request.headers, body: instead }),
      });
}

function scopeOf({ scope = "user", owner }: Step): Scope {
  const id = (known: string | undefined) => (owner === "missing" ? `missing-${run}` : (known ?? ""));
  switch (scope) {
    case "app":
    case "me":
      return { kind: scope };
    case "user":
      return { kind: scope, userID: id(target.principals.owner?.user_id) };
    case "group":
      return { kind: scope, groupID: id(target.scopes.group?.id) };
    case "thing":
      return { kind: scope, thingID: id(target.scopes.thing?.id) };
  }
}

function preconditionOf(step: Step): Precondition | undefined {
  if (step.if_match !== undefined) {
    return { ifMatch: kept.get(step.if_match) ?? "" };
  }
  return step.if_none_match === true ? { ifNoneMatch: "*" } : undefined;
}

function rangeOf({ range }: Step): ByteRange | undefined {
  return range === undefined ? undefined : { first: range[0], last: range[1] };
}

function lifetimeOf({ lifetime }: Step): ObjectBodyPublicationRequest {
  if (lifetime?.seconds !== undefined) {
    return { expiresIn: lifetime.seconds };
  }
  return lifetime?.until === undefined ? {} : { expiresAt: Date.now() + lifetime.until * 1000 };
}

function see(step: Step, content: JsonObject, mediaType: string): void {
  for (const [name, value] of Object.entries(step.see ?? {})) {
    assert.deepEqual(content[name], value, `${step.step}: ${name}`);
  }
  if (step.data_type !== undefined) {
    assert.equal(mediaType.split(";")[0], `application/vnd.${target.app_id}.${step.data_type}+json`);
  }
}

async function play(step: Step): Promise<Answer> {
  const client = clientOf(step);
  const precondition = preconditionOf(step);
  const bucket = { scope: scopeOf(step), bucketID: step.bucket ?? `scenario-${run}` };
  const place = { ...bucket, objectID: step.object_id ?? `${step.object ?? ""}-${run}` };
  const content = step.padding === undefined ? step.content : { ...step.content, padding: "x".repeat(step.padding) };
  const sent = {
    content: content ?? {},
    ...(precondition === undefined ? {} : { precondition }),
    ...(step.data_type === undefined ? {} : { dataType: step.data_type }),
  };
  switch (step.do) {
    case "collection.post":
      return client.collectionPost({ ...bucket, content: sent.content });
    case "object.head":
      return client.objectHead(place);
    case "object.get": {
      const answer = await client.objectGet(place);
      if (answer.ok) {
        see(step, answer.content, answer.mediaType);
      }
      return answer;
    }
    case "object.put": {
      const answer = await client.objectPut({ ...place, ...sent });
      if (answer.ok && step.keep !== undefined) {
        kept.set(step.keep, answer.eTag);
      }
      return answer;
    }
    case "object.patch": {
      const answer = await client.objectPatch({ ...place, ...sent });
      if (answer.ok) {
        see(step, answer.content, answer.mediaType);
      }
      return answer;
    }
    case "object.delete":
      return client.objectDelete(place);
    case "body.head":
      return client.bodyHead(place);
    case "body.get": {
      const range = rangeOf(step);
      const ifMatch = precondition?.ifMatch;
      const answer = await client.bodyGet({
        ...place,
        ...(range === undefined ? {} : { range }),
        ...(ifMatch === undefined ? {} : { ifMatch }),
      });
      if (answer.ok && step.bytes !== undefined) {
        assert.deepEqual(await collected(answer.content), new Uint8Array(pattern(...step.bytes)), step.step);
      }
      return answer;
    }
    case "body.put": {
      const data = streamOf(pattern(0, (step.upload ?? 0) - 1));
      const answer = await client.bodyPut({
        ...place,
        content: { mediaType: "application/x-scenario", data },
        ...(precondition === undefined ? {} : { precondition }),
      });
      if (answer.ok && step.keep !== undefined) {
        kept.set(step.keep, answer.eTag);
      }
      return answer;
    }
    case "body.delete":
      return client.bodyDelete(place);
    case "publish.post": {
      const answer = unwrap(await client.publishPost({ ...place, content: lifetimeOf(step) }));
      const published = await fetch(answer.content.url);
      assert.equal((await published.arrayBuffer()).byteLength, step.published, step.step);
      return answer;
    }
    default:
      throw new Error(`${step.step}: the scenario names the operation ${step.do}, which this player does not know`);
  }
}

for (const step of steps) {
  const answer = await play(step);
  const code = answer.errorType === undefined ? undefined : answer.error.errorCode;
  const line = `${String(answer.status)} ${code ?? answer.name}`;
  const reason = "reason" in answer ? `: ${answer.reason}` : "";
  assert.equal(line + reason, step.expect, step.step);
  console.log(`${step.step}: ${line}`);
}
