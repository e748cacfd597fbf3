// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** The client. */

import { type Answer, choose, type Documented, type Unexpected } from "./answer.js";
import { type Call, checkBaseUrl, toRequest } from "./call.js";
import * as bodyHead from "./operations/body-head.js";
import * as bodyGet from "./operations/body-get.js";
import * as bodyPut from "./operations/body-put.js";
import * as bodyDelete from "./operations/body-delete.js";
import * as collectionPost from "./operations/collection-post.js";
import * as objectDelete from "./operations/object-delete.js";
import * as objectGet from "./operations/object-get.js";
import * as objectHead from "./operations/object-head.js";
import * as objectPut from "./operations/object-put.js";
import * as objectPatch from "./operations/object-patch.js";
import * as publishPost from "./operations/publish-post.js";
import type { Base } from "./scope.js";

/** The credentials of a request. */
export type Credentials =
  /** A token (RFC 6750). */
  | { readonly bearer: string; readonly basic?: never }
  /** A name and a password (RFC 7617): the application's ID and key. */
  | { readonly bearer?: never; readonly basic: { readonly user: string; readonly password: string } };

/** How a client sends its requests. */
export interface ClientOptions extends Base {
  /** The address in front of the paths of the API, for example `https://api.example.com`. */
  readonly baseUrl: string;
  /** The credentials of every request, or a function that gives them before each; none if it is left out. */
  readonly credentials?: Credentials | (() => Credentials | Promise<Credentials>);
  /** Called before each request; what it returns is sent. */
  readonly onRequest?: (request: Request) => Request | Promise<Request>;
  /** Called with each response, before its content is read. */
  readonly onResponse?: (response: Response, request: Request) => void | Promise<void>;
  /** Sends the requests in place of the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** What holds for a single request. */
export interface CallOptions {
  /** Ends the request when it is aborted. `AbortSignal.timeout(milliseconds)` is a limit of time. */
  readonly signal?: AbortSignal;
}

/**
 * A client of one application, with one principal's credentials.
 *
 * Each method resolves to one of the documented answers of its operation, or to what arrived instead. It rejects only if
 * there is no answer: with what `fetch` rejects with, with what a hook throws, or with a `RangeError` for a request that
 * cannot be sent. Redirects are not followed.
 */
export class Client {
  readonly #options: ClientOptions;

  /** @throws RangeError if `baseUrl` is no absolute address, or has a user or a password. */
  constructor(options: ClientOptions) {
    checkBaseUrl(options.baseUrl);
    this.#options = options;
  }

  /** The same client with other credentials. */
  withCredentials(credentials: NonNullable<ClientOptions["credentials"]>): Client {
    return new Client({ ...this.#options, credentials });
  }

  /**
   * `body.head`: Ask whether an object has a body, and for its version and media type.
   *
   * HEAD `/buckets/{bucketID}/objects/{objectID}/body`
   *
   * Source: Object Body (REST reference, user scope), "HEAD",
   * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
   * The page shows it in user scope.
   */
  async bodyHead(request: bodyHead.BodyHeadRequest, options: CallOptions = {}): Promise<bodyHead.BodyHeadAnswer> {
    return this.#send(bodyHead.call(this.#options, request), bodyHead.DOCUMENTED, options);
  }

  /**
   * `body.get`: Read an object's body, whole or in part.
   *
   * GET `/buckets/{bucketID}/objects/{objectID}/body`
   *
   * Source: Object Body (REST reference, user scope), "GET",
   * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
   * The page shows it in user scope.
   */
  async bodyGet(request: bodyGet.BodyGetRequest, options: CallOptions = {}): Promise<bodyGet.BodyGetAnswer> {
    return this.#send(bodyGet.call(this.#options, request), bodyGet.DOCUMENTED, options);
  }

  /**
   * `body.put`: Add a body to an object, or replace the one it has.
   *
   * PUT `/buckets/{bucketID}/objects/{objectID}/body`
   *
   * Source: Object Body (REST reference, user scope), "PUT",
   * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
   * The page shows it in user scope.
   */
  async bodyPut(request: bodyPut.BodyPutRequest, options: CallOptions = {}): Promise<bodyPut.BodyPutAnswer> {
    return this.#send(bodyPut.call(this.#options, request), bodyPut.DOCUMENTED, options);
  }

  /**
   * `body.delete`: Delete an object's body.
   *
   * DELETE `/buckets/{bucketID}/objects/{objectID}/body`
   *
   * Source: Object Body (REST reference, user scope), "DELETE",
   * <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
   * The page shows it in user scope.
   */
  async bodyDelete(
    request: bodyDelete.BodyDeleteRequest,
    options: CallOptions = {},
  ): Promise<bodyDelete.BodyDeleteAnswer> {
    return this.#send(bodyDelete.call(this.#options, request), bodyDelete.DOCUMENTED, options);
  }

  /**
   * `collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be.
   *
   * POST `/buckets/{bucketID}/objects`
   *
   * Source: Object Collection (REST reference, app scope), "POST",
   * <http://docs.kii.com/rest/apps-collection/application/bucket-collection/bucket-of-default-type/object-collection/>.
   * The page shows it in app scope.
   */
  async collectionPost(
    request: collectionPost.CollectionPostRequest,
    options: CallOptions = {},
  ): Promise<collectionPost.CollectionPostAnswer> {
    return this.#send(collectionPost.call(this.#options, request), collectionPost.DOCUMENTED, options);
  }

  /**
   * `object.delete`: Delete an object, and its body and publications with it.
   *
   * DELETE `/buckets/{bucketID}/objects/{objectID}`
   *
   * Source: Object (REST reference, user scope), "DELETE",
   * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
   * The page shows it in user scope.
   */
  async objectDelete(
    request: objectDelete.ObjectDeleteRequest,
    options: CallOptions = {},
  ): Promise<objectDelete.ObjectDeleteAnswer> {
    return this.#send(objectDelete.call(this.#options, request), objectDelete.DOCUMENTED, options);
  }

  /**
   * `object.get`: Read an object.
   *
   * GET `/buckets/{bucketID}/objects/{objectID}`
   *
   * Source: Object (REST reference, user scope), "GET",
   * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
   * The page shows it in user scope.
   */
  async objectGet(request: objectGet.ObjectGetRequest, options: CallOptions = {}): Promise<objectGet.ObjectGetAnswer> {
    return this.#send(objectGet.call(this.#options, request), objectGet.DOCUMENTED, options);
  }

  /**
   * `object.head`: Ask whether an object exists, and for its version, date and types.
   *
   * HEAD `/buckets/{bucketID}/objects/{objectID}`
   *
   * Source: Object (REST reference, user scope), "HEAD",
   * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
   * The page shows it in user scope.
   */
  async objectHead(
    request: objectHead.ObjectHeadRequest,
    options: CallOptions = {},
  ): Promise<objectHead.ObjectHeadAnswer> {
    return this.#send(objectHead.call(this.#options, request), objectHead.DOCUMENTED, options);
  }

  /**
   * `object.put`: Replace an object, or create it under the ID in the path.
   *
   * PUT `/buckets/{bucketID}/objects/{objectID}`
   *
   * Source: Object (REST reference, user scope), "PUT",
   * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
   * The page shows it in user scope.
   */
  async objectPut(request: objectPut.ObjectPutRequest, options: CallOptions = {}): Promise<objectPut.ObjectPutAnswer> {
    return this.#send(objectPut.call(this.#options, request), objectPut.DOCUMENTED, options);
  }

  /**
   * `object.patch`: Change some members of an object and keep the others.
   *
   * PATCH `/buckets/{bucketID}/objects/{objectID}`
   *
   * Source: Object (REST reference, user scope), "PATCH",
   * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
   * The page shows it in user scope.
   */
  async objectPatch(
    request: objectPatch.ObjectPatchRequest,
    options: CallOptions = {},
  ): Promise<objectPatch.ObjectPatchAnswer> {
    return this.#send(objectPatch.call(this.#options, request), objectPatch.DOCUMENTED, options);
  }

  /**
   * `publish.post`: Publish an object's body and learn its address.
   *
   * POST `/buckets/{bucketID}/objects/{objectID}/body/publish`
   *
   * Source: Publish (REST reference, scope of the logged-in user), "POST",
   * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>.
   * The page shows it in me scope.
   */
  async publishPost(
    request: publishPost.PublishPostRequest,
    options: CallOptions = {},
  ): Promise<publishPost.PublishPostAnswer> {
    return this.#send(publishPost.call(this.#options, request), publishPost.DOCUMENTED, options);
  }

  async #send<A extends Answer>(
    call: Call,
    documented: readonly Documented<A>[],
    { signal }: CallOptions,
  ): Promise<A | Unexpected> {
    const { baseUrl, onRequest, onResponse } = this.#options;
    await this.#authorize(call.headers);
    const made = toRequest(baseUrl, call, signal);
    const request = onRequest === undefined ? made : await onRequest(made);
    signal?.throwIfAborted();
    // The request of a hook need not have the signal.
    const response = await (this.#options.fetch ?? fetch)(request, signal === undefined ? {} : { signal });
    try {
      await onResponse?.(response, request);
    } catch (error) {
      // Nobody will read it.
      await response.body?.cancel();
      throw error;
    }
    return choose(response, documented);
  }

  async #authorize(headers: Headers): Promise<void> {
    const { credentials } = this.#options;
    const given = typeof credentials === "function" ? await credentials() : credentials;
    if (given?.bearer !== undefined) {
      headers.set("Authorization", `Bearer ${token(given.bearer)}`);
    } else if (given !== undefined) {
      const { user, password } = given.basic;
      if (user.includes(":")) {
        throw new RangeError("expected a user without `:` in the credentials, which would end it (RFC 7617)");
      }
      headers.set("Authorization", `Basic ${base64(`${user}:${password}`)}`);
    }
  }
}

/** A token that a header can have. What `fetch` says of others shows them. */
function token(value: string): string {
  if (!/^[!-~]+$/.test(value)) {
    throw new RangeError(
      "expected a token of visible ASCII characters in the credentials; is there a line break at its end?",
    );
  }
  return value;
}

/** A text as UTF-8 in base64. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
