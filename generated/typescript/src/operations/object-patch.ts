// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** `object.patch`: Change some members of an object and keep the others. */

import { type Documented, type Failure, type Success, type Unexpected, failure } from "../answer.js";
import { type Call, json } from "../call.js";
import { type EntityTag, type Precondition, readText, writePrecondition } from "../header.js";
import type { JsonObject } from "../json.js";
import { objectMediaType } from "../media-type.js";
import { type Base, type Scope, scopeSegments } from "../scope.js";

/**
 * `object.patch`: Change some members of an object and keep the others.
 *
 * PATCH `/buckets/{bucketID}/objects/{objectID}`
 *
 * Source: Object (REST reference, user scope), "PATCH",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
 * The page shows it in user scope.
 */
export interface ObjectPatchRequest {
  /** Where the bucket lives. */
  readonly scope: Scope;
  /** `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`. */
  readonly bucketID: string;
  /** `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`. */
  readonly objectID: string;
  /** What must hold for the request to be carried out. */
  readonly precondition?: Precondition;
  /** The data type of the object, if it has one. */
  readonly dataType?: string;
  /** The object's members. */
  readonly content: JsonObject;
}

/**
 * 200 OK: The object's members as they are now, with its own media type.
 *
 * Source: Object (REST reference, user scope), "PATCH".
 */
export interface ObjectPatchUpdated extends Success<"updated", 200> {
  /** `BodyType`: The media type of the object's body. */
  readonly bodyType: string | undefined;
  /** `ETag`: The object's new version. */
  readonly eTag: EntityTag;
  /** The object's media type. */
  readonly mediaType: string;
  /** The object's members. */
  readonly content: JsonObject;
}

/** The documented answers, and one for anything else. */
export type ObjectPatchAnswer =
  /**
   * 200 OK: The object's members as they are now, with its own media type.
   *
   * Source: Object (REST reference, user scope), "PATCH".
   */
  | ObjectPatchUpdated
  /**
   * 404 Not Found: There is no such user.
   *
   * Source: Object (REST reference, user scope), "PATCH".
   */
  | Failure<"owner_missing", "UserNotFound">
  /**
   * 404 Not Found: There is no such group.
   *
   * Source: Object (REST reference, user scope), "PATCH".
   */
  | Failure<"owner_missing", "GroupNotFound">
  /**
   * 404 Not Found: There is no such thing.
   *
   * Source: Object (REST reference, user scope), "PATCH".
   */
  | Failure<"owner_missing", "ThingNotFound">
  /**
   * 404 Not Found: There is no object under this ID.
   *
   * Source: Object (REST reference, user scope), "PATCH".
   */
  | Failure<"object_missing", "ObjectNotFound">
  /**
   * 409 Conflict: If-Match names a version that has been superseded.
   *
   * Source: Object (REST reference, user scope), "PATCH".
   */
  | Failure<"stale", "StaleVersionedObject">
  /**
   * 401 Unauthorized: The caller may not change the object.
   *
   * Source: Object (REST reference, user scope), "PATCH".
   */
  | Failure<"unauthorized", "UnauthorizedAccess">
  /**
   * 400 Bad Request: The bucketID is malformed.
   *
   * Source: Object (REST reference, user scope), "PATCH".
   */
  | Failure<"invalid_bucket", "InvalidBucket">
  /**
   * 400 Bad Request: The objectID is malformed.
   *
   * Source: decision A15.
   */
  | Failure<"invalid_object_id", "InvalidObjectId">
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
export function call(base: Base, request: ObjectPatchRequest): Call {
  const segments = [...scopeSegments(base, request.scope), "buckets", request.bucketID, "objects", request.objectID];
  const headers = new Headers();
  writePrecondition(headers, request.precondition);
  return {
    method: "PATCH",
    segments,
    headers,
    ...json(objectMediaType(base, request.dataType), request.content),
  };
}

/** How the answers are known and read. */
export const DOCUMENTED: readonly Documented<ObjectPatchAnswer>[] = [
  {
    statuses: [200],
    shape: { holds: "object" },
    read: (received) => ({
      ok: true,
      name: "updated",
      status: 200,
      bodyType: received.optional(["BodyType", "X-Kii-BodyType"], readText),
      eTag: received.header(["ETag"], readText),
      mediaType: received.mediaType,
      content: received.object(),
    }),
  },
  failure("owner_missing", "UserNotFound"),
  failure("owner_missing", "GroupNotFound"),
  failure("owner_missing", "ThingNotFound"),
  failure("object_missing", "ObjectNotFound"),
  failure("stale", "StaleVersionedObject"),
  failure("unauthorized", "UnauthorizedAccess"),
  failure("invalid_bucket", "InvalidBucket"),
  failure("invalid_object_id", "InvalidObjectId"),
  failure("invalid_json", "InvalidJson"),
  failure("invalid_input", "InvalidInputData"),
];
