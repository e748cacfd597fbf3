// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** `object.put`: Replace an object, or create it under the ID in the path. */

import { type Documented, type Failure, type Success, type Unexpected, failure } from "../answer.js";
import { type Call, json } from "../call.js";
import { type EntityTag, type Precondition, readText, writePrecondition } from "../header.js";
import type { JsonObject } from "../json.js";
import { objectMediaType } from "../media-type.js";
import { type Base, type Scope, scopeSegments } from "../scope.js";
import { type ObjectUpdateResponse, objectUpdateResponseCheck } from "../types.js";

/**
 * `object.put`: Replace an object, or create it under the ID in the path.
 *
 * PUT `/buckets/{bucketID}/objects/{objectID}`
 *
 * Source: Object (REST reference, user scope), "PUT",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
 * The page shows it in user scope.
 */
export interface ObjectPutRequest {
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
 * 200 OK: The object has been replaced.
 *
 * Source: Object (REST reference, user scope), "PUT".
 */
export interface ObjectPutReplaced extends Success<"replaced", 200> {
  /** `ETag`: The object's new version. */
  readonly eTag: EntityTag;
  /** The content. */
  readonly content: ObjectUpdateResponse;
}

/**
 * 201 Created: The object has been created under the ID in the path.
 *
 * Source: Object (REST reference, user scope), "PUT".
 */
export interface ObjectPutCreated extends Success<"created", 201> {
  /** `Location`: Where the object is. */
  readonly location: string;
  /** `ETag`: The object's version. */
  readonly eTag: EntityTag;
  /** The content. */
  readonly content: ObjectUpdateResponse;
}

/** The documented answers, and one for anything else. */
export type ObjectPutAnswer =
  /**
   * 200 OK: The object has been replaced.
   *
   * Source: Object (REST reference, user scope), "PUT".
   */
  | ObjectPutReplaced
  /**
   * 201 Created: The object has been created under the ID in the path.
   *
   * Source: Object (REST reference, user scope), "PUT".
   */
  | ObjectPutCreated
  /**
   * 404 Not Found: There is no such user.
   *
   * Source: Object (REST reference, user scope), "PUT".
   */
  | Failure<"owner_missing", "UserNotFound">
  /**
   * 404 Not Found: There is no such group.
   *
   * Source: Object (REST reference, user scope), "PUT".
   */
  | Failure<"owner_missing", "GroupNotFound">
  /**
   * 404 Not Found: There is no such thing.
   *
   * Source: Object (REST reference, user scope), "PUT".
   */
  | Failure<"owner_missing", "ThingNotFound">
  /**
   * 404 Not Found: If-Match is sent, but there is no object under this ID.
   *
   * Source: Object (REST reference, user scope), "PUT".
   */
  | Failure<"object_missing", "ObjectNotFound">
  /**
   * 409 Conflict: If-Match names a version that has been superseded.
   *
   * Source: Object (REST reference, user scope), "PUT".
   */
  | Failure<"stale", "StaleVersionedObject">
  /**
   * 409 Conflict: If-None-Match asks for a new object, but there is one under this ID.
   *
   * Source: decision A09.
   */
  | Failure<"already_exists", "ObjectAlreadyExists">
  /**
   * 401 Unauthorized: The caller may not write the object.
   *
   * Source: Object (REST reference, user scope), "PUT".
   */
  | Failure<"unauthorized", "UnauthorizedAccess">
  /**
   * 400 Bad Request: The bucketID is malformed.
   *
   * Source: Object (REST reference, user scope), "PUT".
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
export function call(base: Base, request: ObjectPutRequest): Call {
  const segments = [...scopeSegments(base, request.scope), "buckets", request.bucketID, "objects", request.objectID];
  const headers = new Headers();
  writePrecondition(headers, request.precondition);
  return {
    method: "PUT",
    segments,
    headers,
    ...json(objectMediaType(base, request.dataType), request.content),
  };
}

/** How the answers are known and read. */
export const DOCUMENTED: readonly Documented<ObjectPutAnswer>[] = [
  {
    statuses: [200],
    shape: { holds: "json", mediaType: "application/vnd.kii.ObjectUpdateResponse+json" },
    read: (received) => ({
      ok: true,
      name: "replaced",
      status: 200,
      eTag: received.header(["ETag"], readText),
      content: received.members(objectUpdateResponseCheck) as ObjectUpdateResponse,
    }),
  },
  {
    statuses: [201],
    shape: { holds: "json", mediaType: "application/vnd.kii.ObjectUpdateResponse+json" },
    read: (received) => ({
      ok: true,
      name: "created",
      status: 201,
      location: received.header(["Location"], readText),
      eTag: received.header(["ETag"], readText),
      content: received.members(objectUpdateResponseCheck) as ObjectUpdateResponse,
    }),
  },
  failure("owner_missing", "UserNotFound"),
  failure("owner_missing", "GroupNotFound"),
  failure("owner_missing", "ThingNotFound"),
  failure("object_missing", "ObjectNotFound"),
  failure("stale", "StaleVersionedObject"),
  failure("already_exists", "ObjectAlreadyExists"),
  failure("unauthorized", "UnauthorizedAccess"),
  failure("invalid_bucket", "InvalidBucket"),
  failure("invalid_object_id", "InvalidObjectId"),
  failure("invalid_json", "InvalidJson"),
  failure("invalid_input", "InvalidInputData"),
];
