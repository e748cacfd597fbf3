//! The files of `types/`.

use http::StatusCode;

use super::{Source, word::MemberWord};
use crate::{
    from_yaml::{Entries, Flag},
    yaml::At,
    yaml_structs,
};

yaml_structs! {
    /// A JSON object that is sent or received.
    struct Type {
        /// What it is, one sentence.
        summary: String,
        /// Its media type, when it is a whole body.
        media: Option<String>,
        /// Its members by name.
        members: Entries<Member>,
        /// Members of which at most one may be present.
        exclusive: Option<Vec<At<String>>>,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }

    /// An error answer.
    struct ErrorType {
        /// What it means, one sentence.
        summary: String,
        /// Its status.
        status: At<StatusCode>,
        /// Its media type.
        media: String,
        /// The constant by which programs know it.
        code: String,
        /// Its members by name, without the code.
        members: Entries<Member>,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }

    /// A member of a JSON object.
    struct Member {
        /// A shape (`string`, `long`, `int`, `epoch_milliseconds`, `url`) or the name of a type.
        shape["type"]: At<String>,
        /// What its value must equal, or what it means.
        is: Option<MemberWord>,
        /// The least value that may be sent, of a lifetime in seconds.
        minimum: Option<At<usize>>,
        /// The scopes in which it is present; all when left out.
        scopes: Option<At<Vec<At<String>>>>,
        /// It may be left out.
        optional: Option<Flag>,
        /// The callers for whom it may be missing or null.
        optional_for: Option<At<Vec<At<String>>>>,
        /// What it is, one sentence.
        summary: String,
        /// A value that it may have, as text.
        example: Option<At<String>>,
    }
}
