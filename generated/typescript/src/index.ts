// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** Kii Cloud object storage: a client. */

export { ApiError, unwrap } from "./answer.js";
export type { Answer, BareFailure, Failure, Success, Successful, Unexpected } from "./answer.js";
export type { Upload } from "./call.js";
export { Client } from "./client.js";
export type { CallOptions, ClientOptions, Credentials } from "./client.js";
export type { ErrorName, ErrorTypes } from "./errors.js";
export type {
  GroupNotFound,
  InvalidBucket,
  InvalidInputData,
  InvalidJson,
  InvalidObjectId,
  ObjectAlreadyExists,
  ObjectBodyIntegrityNotAssured,
  ObjectBodyNotFound,
  ObjectBodyRangeNotSatisfiable,
  ObjectNotFound,
  StaleVersionedObject,
  ThingNotFound,
  UnauthorizedAccess,
  UserNotFound,
} from "./errors.js";
export type { ByteRange, ContentRange, EntityTag, Precondition } from "./header.js";
export type { JsonObject, JsonValue } from "./json.js";
export type { BodyHeadAnswer, BodyHeadFound, BodyHeadRequest } from "./operations/body-head.js";
export type { BodyGetAnswer, BodyGetPart, BodyGetRequest, BodyGetWhole } from "./operations/body-get.js";
export type { BodyPutAnswer, BodyPutRequest, BodyPutStored } from "./operations/body-put.js";
export type { BodyDeleteAnswer, BodyDeleteRequest } from "./operations/body-delete.js";
export type {
  CollectionPostAnswer,
  CollectionPostCreated,
  CollectionPostRequest,
} from "./operations/collection-post.js";
export type { ObjectDeleteAnswer, ObjectDeleteRequest } from "./operations/object-delete.js";
export type { ObjectGetAnswer, ObjectGetFound, ObjectGetRequest } from "./operations/object-get.js";
export type { ObjectHeadAnswer, ObjectHeadFound, ObjectHeadRequest } from "./operations/object-head.js";
export type {
  ObjectPutAnswer,
  ObjectPutCreated,
  ObjectPutReplaced,
  ObjectPutRequest,
} from "./operations/object-put.js";
export type { ObjectPatchAnswer, ObjectPatchRequest, ObjectPatchUpdated } from "./operations/object-patch.js";
export type { PublishPostAnswer, PublishPostPublished, PublishPostRequest } from "./operations/publish-post.js";
export type { Scope } from "./scope.js";
export type {
  ObjectBodyPublicationRequest,
  ObjectBodyPublicationResponse,
  ObjectBodyUpdateResponse,
  ObjectCreationResponse,
  ObjectScope,
  ObjectUpdateResponse,
} from "./types.js";
