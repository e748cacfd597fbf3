// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

/** The places in which buckets live. */

/** What every path begins with. */
export interface Base {
  /** The application. */
  readonly appID: string;
}

/** One of the places in which buckets live. */
export type Scope =
  | {
      /** Buckets of the application. */
      readonly kind: "app";
    }
  | {
      /** Buckets of the user with this ID. */
      readonly kind: "user";
      /** `userID` of the path. */
      readonly userID: string;
    }
  | {
      /** Buckets of the user whose token is sent. */
      readonly kind: "me";
    }
  | {
      /** Buckets of the group with this ID. */
      readonly kind: "group";
      /** `groupID` of the path. */
      readonly groupID: string;
    }
  | {
      /** Buckets of the thing with this ID. */
      readonly kind: "thing";
      /** `thingID` of the path. */
      readonly thingID: string;
    };

/** The segments of the path in front of everything in a scope. */
export function scopeSegments(base: Base, scope: Scope): readonly string[] {
  switch (scope.kind) {
    case "app":
      return ["api", "apps", base.appID];
    case "user":
      return ["api", "apps", base.appID, "users", scope.userID];
    case "me":
      return ["api", "apps", base.appID, "users", "me"];
    case "group":
      return ["api", "apps", base.appID, "groups", scope.groupID];
    case "thing":
      return ["api", "apps", base.appID, "things", scope.thingID];
  }
}
