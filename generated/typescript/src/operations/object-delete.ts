// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** `object.delete`: Delete an object, and its body and publications with it. */

import { type Documented, type Failure, type Success, type Unexpected, failure } from "../answer.js";
import { type Call, nothing } from "../call.js";
import { type Precondition, writePrecondition } from "../header.js";
import { type Base, type Scope, scopeSegments } from "../scope.js";

/**
 * `object.delete`: Delete an object, and its body and publications with it.
 *
 * DELETE `/buckets/{bucketID}/objects/{objectID}`
 *
 * Source: Object (REST reference, user scope), "DELETE",
 * <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
 * The page shows it in user scope.
 */
export interface ObjectDeleteRequest {
  /** Where the bucket lives. */
  readonly scope: Scope;
  /** `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`. */
  readonly bucketID: string;
  /** `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`. */
  readonly objectID: string;
  /** What must hold for the request to be carried out. */
  readonly precondition?: Precondition;
}

/** The documented answers, and one for anything else. */
export type ObjectDeleteAnswer =
  /**
   * 204 No Content: The object has been deleted.
   *
   * Source: Object (REST reference, user scope), "DELETE".
   */
  | Success<"deleted", 204>
  /**
   * 404 Not Found: There is no such user.
   *
   * Source: Object (REST reference, user scope), "DELETE".
   */
  | Failure<"owner_missing", "UserNotFound">
  /**
   * 404 Not Found: There is no such group.
   *
   * Source: Object (REST reference, user scope), "DELETE".
   */
  | Failure<"owner_missing", "GroupNotFound">
  /**
   * 404 Not Found: There is no such thing.
   *
   * Source: Object (REST reference, user scope), "DELETE".
   */
  | Failure<"owner_missing", "ThingNotFound">
  /**
   * 404 Not Found: There is no object under this ID.
   *
   * Source: Object (REST reference, user scope), "DELETE".
   */
  | Failure<"object_missing", "ObjectNotFound">
  /**
   * 409 Conflict: If-Match names a version that has been superseded.
   *
   * Source: Object (REST reference, user scope), "DELETE".
   */
  | Failure<"stale", "StaleVersionedObject">
  /**
   * 401 Unauthorized: The caller may not delete the object.
   *
   * Source: Object (REST reference, user scope), "DELETE".
   */
  | Failure<"unauthorized", "UnauthorizedAccess">
  /**
   * 400 Bad Request: The bucketID is malformed.
   *
   * Source: Object (REST reference, user scope), "DELETE".
   */
  | Failure<"invalid_bucket", "InvalidBucket">
  /**
   * 400 Bad Request: The objectID is malformed.
   *
   * Source: decision A15.
   */
  | Failure<"invalid_object_id", "InvalidObjectId">
  /**
   * 400 Bad Request: The request contradicts itself or is too large.
   *
   * Source: decision A12.
   */
  | Failure<"invalid_input", "InvalidInputData">
  | Unexpected;

/** The request as it is sent. */
export function call(base: Base, request: ObjectDeleteRequest): Call {
  const segments = [...scopeSegments(base, request.scope), "buckets", request.bucketID, "objects", request.objectID];
  const headers = new Headers();
  writePrecondition(headers, request.precondition);
  return {
    method: "DELETE",
    segments,
    headers,
    ...nothing("application/json"),
  };
}

/** How the answers are known and read. */
export const DOCUMENTED: readonly Documented<ObjectDeleteAnswer>[] = [
  {
    statuses: [204],
    shape: { holds: "nothing" },
    read: () => ({ ok: true, name: "deleted", status: 204 }),
  },
  failure("owner_missing", "UserNotFound"),
  failure("owner_missing", "GroupNotFound"),
  failure("owner_missing", "ThingNotFound"),
  failure("object_missing", "ObjectNotFound"),
  failure("stale", "StaleVersionedObject"),
  failure("unauthorized", "UnauthorizedAccess"),
  failure("invalid_bucket", "InvalidBucket"),
  failure("invalid_object_id", "InvalidObjectId"),
  failure("invalid_input", "InvalidInputData"),
];
