//! `sources.yaml`, `decisions.yaml` and `rules.yaml`.

use super::Condition;
use crate::{
    from_yaml::{Entries, Words},
    operation::Level,
    source::{Answers, Authority, Checked, StatementKind},
    yaml::At,
    yaml_structs,
};

yaml_structs! {
    /// A page that the spec is taken from.
    struct Page {
        /// Its title.
        title: String,
        /// Its public address.
        url: String,
        /// How much it weighs.
        authority: Authority,
        /// What was read of it.
        read: String,
    }

    /// A place on a page.
    struct Source {
        /// The page.
        page: At<String>,
        /// The section on the page, in the page's own words.
        section: String,
    }

    /// A question that the sources leave open, and what was chosen.
    struct Decision {
        /// What the sources leave open.
        question: String,
        /// What this project does.
        choice: String,
        /// Why.
        reason: String,
        /// The pages that the question is about or that the choice rests on.
        sources: Vec<Source>,
    }

    /// The statements that the parts of documented responses make.
    struct Inventory {
        /// How many statements the sources make.
        count: At<usize>,
        /// The statements that a part of a response stands for, by the part's id.
        statements: Entries<Words>,
    }

    /// A normative statement that no schema can carry.
    struct Rule {
        /// Its id, in kebab case; it never changes once released.
        id: At<String>,
        /// How binding it is.
        level: Level,
        /// What it demands, one sentence.
        text: String,
        /// What sort of statement it is.
        kind: StatementKind,
        /// How it is checked.
        checked: Option<At<Checked>>,
        /// The points of the derived cases that check it.
        at: Option<At<Condition>>,
        /// The responses that the derived cases that check it expect; left out: any.
        answers: Option<Answers>,
        /// The operations of the derived cases that check it; left out: all.
        of: Option<Words>,
        /// The statements of the sources that it stands for, by the operation that they are about.
        inventory: Option<Entries<Words>>,
        /// Why it is not checked.
        excluded: Option<At<String>>,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }
}
