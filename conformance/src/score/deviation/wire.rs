//! A known deviation exactly as it is written.

use kii_spec::{document::At, yaml_structs};

yaml_structs! {
    /// A known deviation: either of cases or of a rule.
    struct Deviation {
        /// The cases that fail: an id, or an id, `@` and a scope; `*` stands for any text.
        case: Option<At<String>>,
        /// The rule, or the part of an answer as reports name it, that the target breaks in whichever case.
        rule: Option<At<String>>,
        /// Why the target deviates.
        reason: At<String>,
        /// A link with more about it, for example an issue.
        link: At<String>,
        /// Who looks after it.
        owner: At<String>,
        /// The last day on which it may hold, as `2027-01-31`.
        expires: At<String>,
    }
}
