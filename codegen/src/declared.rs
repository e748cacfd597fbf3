//! The names that a package declares, and what each of them stands for.

use std::collections::{BTreeMap, BTreeSet};

use kii_spec::PathTemplate;

use crate::Error;

/// The names that are declared so far, each in the part of the package where no two things may share one.
#[derive(Default)]
pub(crate) struct Declared(BTreeMap<(String, String), BTreeSet<String>>);

impl Declared {
    /// Declares a name; `owner` is the part of the package that has it, `of` what it stands for.
    pub(crate) fn add(&mut self, owner: &str, name: &str, of: String) {
        self.0.entry((owner.to_owned(), name.to_owned())).or_default().insert(of);
    }

    /// Declares names that are the same in every package.
    pub(crate) fn reserve<'a>(&mut self, owner: &str, names: impl IntoIterator<Item = &'a str>) {
        names.into_iter().for_each(|name| self.add(owner, name, String::from("what every package has")));
    }

    /// Declares what a part of the package has of a path; `named` makes a name of a parameter.
    pub(crate) fn add_parameters(
        &mut self,
        path: &PathTemplate,
        owner: &str,
        of: &str,
        named: impl Fn(&str) -> String,
    ) {
        path.parameters().for_each(|name| self.add(owner, &named(name), format!("the parameter `{name}` of {of}")));
    }

    /// Succeeds if every name stands for one thing.
    ///
    /// # Errors
    ///
    /// Every name that stands for several things, and these.
    pub(crate) fn refuse_clashes(&self, package: &str) -> Result<(), Error> {
        let clashes = self.0.iter().filter(|(_, things)| things.len() > 1).map(|((owner, name), things)| {
            let things: Vec<&str> = things.iter().map(String::as_str).collect();
            format!(
                "{package}: {owner} has two things called `{name}`: {}; give one of them another name",
                things.join(" and ")
            )
        });
        let clashes: Vec<String> = clashes.collect();
        if clashes.is_empty() { Ok(()) } else { Err(Error::Names(clashes)) }
    }
}

#[cfg(test)]
mod tests {
    use super::Declared;

    #[test]
    fn a_name_may_be_declared_twice_for_one_thing_and_not_for_two() {
        let mut declared = Declared::default();
        declared.reserve("the client", ["close"]);
        declared.add("the package", "Close", String::from("the type `Close`"));
        declared.add("the package", "Close", String::from("the type `Close`"));
        assert!(declared.refuse_clashes("python").is_ok());
        declared.add("the client", "close", String::from("the operation `close`"));
        let message = declared.refuse_clashes("python").map_err(|error| error.to_string());
        let expected =
            "python: the client has two things called `close`: the operation `close` and what every package has";
        assert!(message.is_err_and(|message| message.contains(expected)));
    }
}
