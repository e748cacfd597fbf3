//! Conditions: the axes that are named, and the words that stand for their values.

use indexmap::IndexMap;

use super::ResolveContext;
use crate::{
    axis::{Axis, CallerId, Point, Setting},
    from_yaml::Words,
    operation::{Choice, Region},
    problem::Problem,
    suggestion::{distance, is_near, suggestion},
    wire,
    yaml::At,
};

/// The word for every value that makes an identifier malformed.
const MALFORMED: &str = "malformed";
/// The word for the callers whom a scope refuses.
const REFUSED: &str = "refused";
/// The word for the callers whom a scope admits.
const ADMITTED: &str = "admitted";

impl ResolveContext<'_> {
    /// The points that a condition stands for. What cannot be looked up is noted and left out.
    pub(super) fn region(&self, written: &wire::Condition) -> Region {
        let names = written.0.0.iter().map(|(name, _)| name);
        let unknown: Vec<&At<String>> = names.filter(|name| self.axes.named(&name.value).is_none()).collect();
        match unknown.as_slice() {
            _ if !self.axes_are_known => {}
            [] => {}
            [name] => self.unknown_axis(name, format!("`{}` is not an axis", name.value), "not an axis"),
            // Several of them are one mistake: this is not a condition.
            [first, ..] => {
                let names: Vec<_> = unknown.iter().map(|name| format!("`{}`", name.value)).collect();
                let title = format!("{} are not axes", names.join(", "));
                self.unknown_axis(first, title, "a condition has axes only");
            }
        }
        let choices = written.0.iter().filter_map(|(name, words)| {
            let axis = self.axes.named(&name.value)?;
            Some((axis, self.choice(axis, words)?))
        });
        let axes: IndexMap<Axis, Choice> = choices.collect();
        if let (Some((name, _)), true) = (written.0.0.first(), axes.len() < written.0.0.len()) {
            self.names.incomplete_conditions.borrow_mut().push(self.diagnostics.place(&name.span));
        }
        Region { axes }
    }

    pub(super) fn unknown_axis(&self, name: &At<String>, title: String, label: &str) {
        let names: Vec<_> = self.axes.all().map(|axis| self.axes.name(axis)).collect();
        self.unknown(name, title, label, &names, |name| name.to_owned());
    }

    /// Notes a name that is not declared, with the place of the one that was probably meant; but only the first time, as all
    /// of them have one cause.
    fn unknown(&self, name: &At<String>, title: String, label: &str, allowed: &[&str], key: impl Fn(&str) -> String) {
        if self.diagnostics.problems.borrow().iter().any(|problem| problem.title() == title) {
            return;
        }
        let help = suggestion(&name.value, allowed.iter().copied());
        let mut problem = Problem::new(self.diagnostics.place(&name.span), title, label).help(help);
        let near = allowed.iter().min_by_key(|word| distance(&name.value, word));
        let near = near.filter(|word| is_near(&name.value, word));
        if let Some(place) = near.and_then(|near| self.names.settings.get(&key(near))) {
            problem = problem.related(place.clone(), "declared here");
        }
        self.diagnostics.push(problem);
    }

    fn choice(&self, axis: Axis, words: &Words) -> Option<Choice> {
        let allowed = self.words(axis);
        if allowed.is_empty() {
            // The axis could not be read, and that was noted.
            return None;
        }
        let choose = |word: &At<String>| self.choose_once(axis, word, &allowed);
        if let [word] = words.0.as_slice() {
            return choose(word);
        }
        let mut all = Vec::new();
        let mut whole = true;
        for word in &words.0 {
            match choose(word) {
                Some(Choice::Settings(settings)) => all.extend(settings),
                Some(Choice::RefusedCallers | Choice::AdmittedCallers) => {
                    whole = false;
                    let title = "a word for several callers cannot be part of a list";
                    self.diagnostics.note(&word.span, title, "depends on the scope");
                }
                None => whole = false,
            }
        }
        whole.then_some(Choice::Settings(all))
    }

    /// What a word of an axis stands for. Another word is a problem, unless the axes are not known.
    fn choose_once<T: Clone>(&self, axis: Axis, word: &At<String>, allowed: &[(&str, T)]) -> Option<T> {
        let choice = allowed.iter().find(|(name, _)| *name == word.value).map(|(_, choice)| choice.clone());
        if choice.is_none() && self.axes_are_known {
            let name = self.axes.name(axis);
            let kind =
                if axis == Axis::CALLER { "a caller".to_owned() } else { format!("a word of the axis `{name}`") };
            let words: Vec<&str> = allowed.iter().map(|(word, _)| *word).collect();
            let (title, label) = (format!("`{}` is not {kind}", word.value), format!("expected {kind}"));
            self.unknown(word, title, &label, &words, |value| format!("{name}={value}"));
        }
        choice
    }

    /// The words of an axis: one for each value, and those that stand for several.
    fn words(&self, axis: Axis) -> Vec<(&str, Choice)> {
        let settings = self.axes.settings(axis);
        let is_malformed = |setting: &Setting| self.axes.value(*setting).is_some_and(|value| value.malformed);
        let malformed: Vec<_> = settings.iter().map(|(_, setting)| *setting).filter(is_malformed).collect();
        let mut words: Vec<_> =
            settings.into_iter().map(|(word, setting)| (word, Choice::Settings(vec![setting]))).collect();
        if !malformed.is_empty() {
            words.push((MALFORMED, Choice::Settings(malformed)));
        }
        if axis == Axis::CALLER {
            words.extend([(REFUSED, Choice::RefusedCallers), (ADMITTED, Choice::AdmittedCallers)]);
        }
        words
    }

    /// The callers with these names; other names are problems.
    pub(super) fn callers(&self, names: &[At<String>]) -> Vec<CallerId> {
        let settings = self.axes.settings(Axis::CALLER);
        names.iter().filter_map(|name| Some(caller(self.choose_once(Axis::CALLER, name, &settings)?))).collect()
    }
}

/// The caller of a setting of the axis of callers.
fn caller(setting: Setting) -> CallerId {
    Point::default().with(setting).caller()
}
