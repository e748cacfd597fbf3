// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** The media types of objects. */

import type { Base } from "./scope.js";

/** The media type of an object with this data type, or without any. */
export function objectMediaType(base: Base, dataType: string | undefined): string {
  return dataType === undefined ? "application/json" : "application/vnd." + base.appID + "." + dataType + "+json";
}
