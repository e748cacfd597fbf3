//! `sources.yaml`, `decisions.yaml` and `rules.yaml`.

use crate::{
    forms,
    operation::Level,
    source::{Authority, Checked},
    yaml::At,
};

forms! {
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

    /// A normative statement that no schema can carry.
    struct Rule {
        /// Its id, in kebab case; it never changes once released.
        id: At<String>,
        /// How binding it is.
        level: Level,
        /// What it demands, one sentence.
        text: String,
        /// How it is checked.
        checked: Option<At<Checked>>,
        /// Why it is not checked.
        excluded: Option<At<String>>,
        /// Where this comes from.
        source: Option<Source>,
        /// The decision that it comes from.
        decision: Option<At<String>>,
    }
}
