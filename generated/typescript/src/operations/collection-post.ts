// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** `collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be. */

import { type Documented, type Failure, type Success, type Unexpected, failure } from "../answer.js";
import { type Call, json } from "../call.js";
import { type EntityTag, readText } from "../header.js";
import type { JsonObject } from "../json.js";
import { objectMediaType } from "../media-type.js";
import { type Base, type Scope, scopeSegments } from "../scope.js";
import { type ObjectCreationResponse, objectCreationResponseCheck } from "../types.js";

/**
 * `collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be.
 *
 * POST `/buckets/{bucketID}/objects`
 *
 * Source: Object Collection (REST reference, app scope), "POST",
 * <http://docs.kii.com/rest/apps-collection/application/bucket-collection/bucket-of-default-type/object-collection/>.
 * The page shows it in app scope.
 */
export interface CollectionPostRequest {
  /** Where the bucket lives. */
  readonly scope: Scope;
  /** `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`. */
  readonly bucketID: string;
  /** The data type of the object, if it has one. */
  readonly dataType?: string;
  /** The object's members. */
  readonly content: JsonObject;
}

/**
 * 201 Created: The object has been created.
 *
 * Source: decision A01.
 */
export interface CollectionPostCreated extends Success<"created", 201> {
  /** `Location`: Where the object is. */
  readonly location: string;
  /** `ETag`: The object's version. */
  readonly eTag: EntityTag;
  /** The content. */
  readonly content: ObjectCreationResponse;
}

/** The documented answers, and one for anything else. */
export type CollectionPostAnswer =
  /**
   * 201 Created: The object has been created.
   *
   * Source: decision A01.
   */
  | CollectionPostCreated
  /**
   * 404 Not Found: There is no such user.
   *
   * Source: Object Collection (REST reference, group scope), "POST".
   */
  | Failure<"owner_missing", "UserNotFound">
  /**
   * 404 Not Found: There is no such group.
   *
   * Source: Object Collection (REST reference, group scope), "POST".
   */
  | Failure<"owner_missing", "GroupNotFound">
  /**
   * 404 Not Found: There is no such thing.
   *
   * Source: Object Collection (REST reference, group scope), "POST".
   */
  | Failure<"owner_missing", "ThingNotFound">
  /**
   * 401 Unauthorized: The caller may not create objects here.
   *
   * Source: decision A01.
   */
  | Failure<"unauthorized", "UnauthorizedAccess">
  /**
   * 400 Bad Request: The bucketID is malformed.
   *
   * Source: decision A14.
   */
  | Failure<"invalid_bucket", "InvalidBucket">
  /**
   * 400 Bad Request: The content is not a JSON object.
   *
   * Source: decision A47.
   */
  | Failure<"invalid_json", "InvalidJson">
  /**
   * 400 Bad Request: The request contradicts itself or is too large.
   *
   * Source: decision A12.
   */
  | Failure<"invalid_input", "InvalidInputData">
  | Unexpected;

/** The request as it is sent. */
export function call(base: Base, request: CollectionPostRequest): Call {
  const segments = [...scopeSegments(base, request.scope), "buckets", request.bucketID, "objects"];
  const headers = new Headers();
  return {
    method: "POST",
    segments,
    headers,
    ...json(objectMediaType(base, request.dataType), request.content),
  };
}

/** How the answers are known and read. */
export const DOCUMENTED: readonly Documented<CollectionPostAnswer>[] = [
  {
    statuses: [201],
    shape: { holds: "json", mediaType: "application/vnd.kii.ObjectCreationResponse+json" },
    read: (received) => ({
      ok: true,
      name: "created",
      status: 201,
      location: received.header(["Location"], readText),
      eTag: received.header(["ETag"], readText),
      content: received.members(objectCreationResponseCheck) as ObjectCreationResponse,
    }),
  },
  failure("owner_missing", "UserNotFound"),
  failure("owner_missing", "GroupNotFound"),
  failure("owner_missing", "ThingNotFound"),
  failure("unauthorized", "UnauthorizedAccess"),
  failure("invalid_bucket", "InvalidBucket"),
  failure("invalid_json", "InvalidJson"),
  failure("invalid_input", "InvalidInputData"),
];
