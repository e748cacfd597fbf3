// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/**
 * Answers as they arrive, and how a documented one is told from the others: by its status and its media type, and an error
 * then by its code; never by what happens to fit.
 */

import { ERROR_CODE_MEMBER, ERRORS, type ErrorName, type ErrorTypes } from "./errors.js";
import { type Check, isObject, type JsonObject, type JsonValue } from "./json.js";

/** What the errors of the API have in common with the other answers. */
interface Known<Name extends string, Status extends number> {
  /** The documented response. */
  readonly name: Name;
  /** The status. */
  readonly status: Status;
}

/** A documented success. */
export interface Success<Name extends string, Status extends number> extends Known<Name, Status> {
  readonly ok: true;
  readonly errorType?: never;
}

/** A documented error, with the members that it has. */
export interface Failure<Name extends string, Type extends ErrorName> extends Known<
  Name,
  (typeof ERRORS)[Type]["status"]
> {
  readonly ok: false;
  /** The type of the error. */
  readonly errorType: Type;
  /** Its members. */
  readonly error: ErrorTypes[Type];
}

/** A documented refusal that has no content, so that its status is all that is known of it. */
export interface BareFailure<Name extends string, Status extends number> extends Known<Name, Status> {
  readonly ok: false;
  readonly errorType?: never;
}

/** An answer that is not documented, as it arrived. */
export interface Unexpected {
  readonly ok: false;
  readonly name: "unexpected";
  readonly status: number;
  readonly errorType?: never;
  /** Its headers. */
  readonly headers: Headers;
  /** Its content. */
  readonly body: Uint8Array;
  /** What keeps it from being a documented answer. */
  readonly reason: string;
}

/** Any answer. */
export type Answer = Success<string, number> | Failure<string, ErrorName> | BareFailure<string, number> | Unexpected;

/** Those of some answers that are successes. */
export type Successful<A extends Answer> = Extract<A, { readonly ok: true }>;

/** Thrown by {@link unwrap}: an answer that is no success. */
export class ApiError extends Error {
  /** The answer. */
  readonly answer: Exclude<Answer, { readonly ok: true }>;

  constructor(answer: Exclude<Answer, { readonly ok: true }>) {
    super(describe(answer));
    this.name = "ApiError";
    this.answer = answer;
  }

  /** The status of the answer. */
  get status(): number {
    return this.answer.status;
  }

  /** The type of the error, if the answer is a documented one that has content. */
  get errorType(): ErrorName | undefined {
    return this.answer.errorType;
  }

  /** The code of the error, if the answer is a documented one that has content. */
  get errorCode(): string | undefined {
    return this.answer.errorType === undefined ? undefined : ERRORS[this.answer.errorType].code;
  }
}

/**
 * The answer itself if it is a success.
 *
 * @throws {@link ApiError} if it is not.
 */
export function unwrap<A extends Answer>(answer: A): Successful<A> {
  if (isSuccess(answer)) {
    return answer;
  }
  throw new ApiError(answer as Exclude<Answer, { readonly ok: true }>);
}

function isSuccess<A extends Answer>(answer: A): answer is Successful<A> {
  return answer.ok;
}

function describe(answer: Exclude<Answer, { readonly ok: true }>): string {
  const status = String(answer.status);
  if (answer.errorType !== undefined) {
    return `${status} ${answer.errorType}: ${JSON.stringify(answer.error)}`;
  }
  return "reason" in answer ? `${status}, which is not documented: ${answer.reason}` : `${status} ${answer.name}`;
}

/** What a documented answer holds. */
export type Shape =
  | { readonly holds: "nothing" }
  /** Bytes whose media type is known only at run time. */
  | { readonly holds: "stream" }
  /** A JSON object whose media type is known only at run time. */
  | { readonly holds: "object" }
  | { readonly holds: "json"; readonly mediaType: string }
  | { readonly holds: "error"; readonly mediaType: string; readonly code: string };

/** By what a documented answer is known, and how it is read. */
export interface Documented<A> {
  readonly statuses: readonly number[];
  readonly shape: Shape;
  readonly read: (received: Received) => A;
}

/** How the answers of an operation with an error are known and read. */
export function failure<Name extends string, Type extends ErrorName>(
  name: Name,
  errorType: Type,
): Documented<Failure<Name, Type>> {
  const { status, mediaType, code, check } = ERRORS[errorType];
  return {
    statuses: [status],
    shape: { holds: "error", mediaType, code },
    read: (received) => ({ ok: false, name, status, errorType, error: received.members(check) as ErrorTypes[Type] }),
  };
}

/** What keeps an answer from being a documented one. */
class Flaw extends Error {}

/** An answer as it arrives. */
export class Received {
  readonly #response: Response;
  readonly #whole: Uint8Array | undefined;

  constructor(response: Response, whole?: Uint8Array) {
    this.#response = response;
    this.#whole = whole;
  }

  /** The status. */
  get status(): number {
    return this.#response.status;
  }

  /** The media type of the content. */
  get mediaType(): string {
    return this.#response.headers.get("Content-Type") ?? "application/octet-stream";
  }

  /** Whether the content has a media type; its parameters do not matter. */
  has(mediaType: string): boolean {
    const [essence = ""] = this.mediaType.split(";");
    return essence.trim().toLowerCase() === mediaType.toLowerCase();
  }

  /** The value of a header field, which has one of these names. */
  header<T>(names: readonly string[], read: (value: string) => T | undefined): T {
    const value = this.optional(names, read);
    if (value === undefined) {
      throw new Flaw(`the header ${names.join(" or ")} is missing`);
    }
    return value;
  }

  /** The value of a header field, which has one of these names, if it is there. */
  optional<T>(names: readonly string[], read: (value: string) => T | undefined): T | undefined {
    const value = names.map((name) => this.#response.headers.get(name)).find((found) => found !== null);
    if (value === undefined) {
      return undefined;
    }
    const parsed = read(value);
    if (parsed === undefined) {
      throw new Flaw(`the header ${names.join(" or ")} is not as described: ${value}`);
    }
    return parsed;
  }

  /** The content, read as JSON of a described type. */
  members(check: Check): unknown {
    const value = this.#parse();
    const flaw = check(value);
    if (flaw !== undefined) {
      throw new Flaw(`the content ${flaw}`);
    }
    return value;
  }

  /** The content, read as any JSON object. */
  object(): JsonObject {
    return this.members((value) => (isObject(value) ? undefined : "is no object")) as JsonObject;
  }

  /** The content as it comes. */
  stream(): ReadableStream<Uint8Array> {
    return (
      this.#response.body ??
      new ReadableStream({
        start: (controller) => {
          controller.close();
        },
      })
    );
  }

  /** The constant of an error, if the content has one. */
  code(): string | undefined {
    try {
      const code = this.object()[ERROR_CODE_MEMBER];
      return typeof code === "string" ? code : undefined;
    } catch {
      return undefined;
    }
  }

  /** A byte order mark, which JSON does not begin with, is kept and makes the parser fail. */
  #parse(): JsonValue {
    try {
      return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.#whole)) as JsonValue;
    } catch {
      throw new Flaw("the content is no JSON");
    }
  }
}

/** The documented answer that a response is, or else what is unexpected. */
export async function choose<A extends Answer>(
  response: Response,
  documented: readonly Documented<A>[],
): Promise<A | Unexpected> {
  const alike = documented.filter(({ statuses }) => statuses.includes(response.status));
  const streamed = alike.find(({ shape }) => shape.holds === "stream");
  if (streamed !== undefined) {
    return attempt(response, () => streamed.read(new Received(response)), undefined);
  }
  const whole = new Uint8Array(await response.arrayBuffer());
  const received = new Received(response, whole);
  return attempt(response, () => select(received, alike).read(received), whole);
}

/** The answer that is read, or what arrived if it is not as described. */
async function attempt<A>(response: Response, read: () => A, whole: Uint8Array | undefined): Promise<A | Unexpected> {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Flaw)) {
      throw error;
    }
    const { status, headers } = response;
    const body = whole ?? new Uint8Array(await response.arrayBuffer());
    return { ok: false, name: "unexpected", status, headers, body, reason: error.message };
  }
}

/** The one documented answer with this media type and, for an error, this code. */
function select<A>(received: Received, alike: readonly Documented<A>[]): Documented<A> {
  const known = alike.filter(({ shape }) => !("mediaType" in shape) || received.has(shape.mediaType));
  if (known.length === 0) {
    throw new Flaw(`no documented answer has status ${String(received.status)} and ${received.mediaType}`);
  }
  const code = received.code();
  const found = known.find(({ shape }) => shape.holds !== "error" || shape.code === code);
  if (found === undefined) {
    throw new Flaw(`no documented answer with this media type has the code ${String(code)}`);
  }
  return found;
}
