//! How the point of a step changes a plain request. Only this module handles the kinds of changes.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use kii_spec::{
    Api, BodyForm, HeaderTemplate, IdentifierForm, IdentifierRole, Meaning, ObjectForm, RequestChange, TemplatePart,
    TokenForm, Transfer, VersionForm, Versions, axis::Axis,
};

use crate::{
    cases::{Step, Which},
    send::request::PrepareError,
};

/// The changes of a request, by the part of the request.
#[derive(Debug, Default)]
pub(super) struct RequestChanges<'a> {
    /// The forms of identifiers, by their names.
    identifiers: Vec<(&'a str, &'a IdentifierForm)>,
    /// The forms of identifiers of another object or bucket, by their names: each is that of the case's own, in this form.
    twins: Vec<(&'a str, &'a IdentifierForm)>,
    /// The headers that are added, in the order of the axes.
    pub(super) headers: Vec<&'a (HeaderName, HeaderTemplate)>,
    /// The form of the object.
    pub(super) object: Option<&'a ObjectForm>,
    /// The form of the body.
    pub(super) body: Option<&'a BodyForm>,
    /// The form of the token.
    pub(super) token: Option<TokenForm>,
    /// What the members of the JSON mean.
    pub(super) members: Vec<Meaning>,
    /// The lifetime that the members name; `None`: a usual one.
    pub(super) lifetime: Option<Duration>,
    /// Whether the content is left out.
    pub(super) no_content: bool,
    /// Whether the scheme of the credentials is in lower case.
    pub(super) lower_case_scheme: bool,
    /// Parameters of the content's media type.
    pub(super) media_parameters: Vec<&'a str>,
    /// How the content is sent.
    pub(super) transfer: Option<Transfer>,
}

impl<'a> RequestChanges<'a> {
    /// The changes of a step's request.
    pub(super) fn of(api: &'a Api, step: &'a Step) -> Self {
        let mut changes = Self::default();
        for (axis, change) in api.axes.changes_with(step.point, &step.sent.representatives) {
            match change {
                // The caller is part of every point, and no change of a plain request.
                RequestChange::None | RequestChange::Caller(_) => {}
                RequestChange::Identifier { parameter, form } => match elsewhere(api, step, axis, parameter) {
                    None => changes.identifiers.push((parameter, form)),
                    Some(twin) => changes.twins.extend(twin.map(|form| (parameter.as_str(), form))),
                },
                RequestChange::Headers(headers) => changes.headers.extend(headers),
                RequestChange::Object(form) => changes.object = Some(form),
                RequestChange::Body(form) => changes.body = Some(form),
                RequestChange::Token(form) => changes.token = Some(*form),
                RequestChange::Members(meanings) => changes.members.extend(meanings),
                RequestChange::Lasting { meanings, seconds } => {
                    changes.members.extend(meanings);
                    changes.lifetime = Some(Duration::from_secs(*seconds));
                }
                RequestChange::NoContent => changes.no_content = true,
                RequestChange::LowerCaseScheme => changes.lower_case_scheme = true,
                RequestChange::MediaParameter(parameter) => changes.media_parameters.push(parameter),
                RequestChange::Transfer(transfer) => changes.transfer = Some(*transfer),
            }
        }
        changes
    }
    /// An identifier in the form that the step demands; `own`: the usual identifier of the case's own object or bucket.
    pub(super) fn identifier(&self, parameter: &str, usual: &str, own: &str) -> String {
        if let Some((_, twin)) = self.twins.iter().find(|(name, _)| *name == parameter) {
            return twin.apply(own);
        }
        let forms = self.identifiers.iter().filter(|(name, _)| *name == parameter);
        forms.fold(usual.to_owned(), |formed, (_, form)| form.apply(&formed))
    }
}

/// The form of an identifier's twin, if a step is about another object or bucket than the case's own: a representative belongs to
/// the own one. `None`: the step is about the own one, or no representative stands for the identifier's form.
fn elsewhere<'a>(api: &'a Api, step: &Step, axis: Axis, parameter: &str) -> Option<Option<&'a IdentifierForm>> {
    let name = step.sent.representatives.get(&axis)?;
    let which = match api.service.identifiers.get(parameter)?.role {
        IdentifierRole::Bucket => step.sent.place.bucket,
        IdentifierRole::Object => step.sent.place.object,
    };
    let representatives = api.representatives_of(step.point.setting(axis));
    let representative = representatives.iter().find(|one| one.name == *name)?;
    (which == Which::Other).then_some(representative.twin.as_ref())
}

/// Whether the request of a step names a version, so that it depends on the answers that have named it.
pub(crate) fn names_version(api: &Api, step: &Step) -> bool {
    let changes = RequestChanges::of(api, step);
    let parts = changes.headers.iter().flat_map(|(_, template)| &template.0);
    { parts }.any(|part| match part {
        TemplatePart::Version | TemplatePart::SupersededVersion | TemplatePart::NearVersion(_) => true,
        TemplatePart::Text(_) | TemplatePart::Length(_) => false,
    })
}

/// The values of the placeholders in a header template.
pub(super) struct TemplateValues<'a> {
    /// The versions that the server has named; `None` where the operation names no version.
    pub(super) versions: Option<&'a Versions<HeaderValue>>,
    /// The versions of the object for its body, or of the body for its object.
    pub(super) others: Option<&'a Versions<HeaderValue>>,
    /// How many bytes the stored body has.
    pub(super) length: u64,
}

impl TemplateValues<'_> {
    /// The value of a header.
    ///
    /// # Errors
    /// When no answer has named the version that is to be sent back.
    pub(super) fn fill(&self, template: &HeaderTemplate) -> Result<HeaderValue, PrepareError> {
        let mut bytes = Vec::new();
        for part in &template.0 {
            match part {
                TemplatePart::Text(text) => bytes.extend(text.as_bytes()),
                TemplatePart::Version => {
                    let current = self.versions.and_then(|versions| versions.current.as_ref());
                    let missing = || PrepareError::Answers("no answer has named the current version".to_owned());
                    bytes.extend(current.ok_or_else(missing)?.as_bytes());
                }
                TemplatePart::SupersededVersion => {
                    let superseded = self.versions.and_then(Versions::outdated);
                    let missing =
                        || PrepareError::Answers("no answer has named a version that is superseded by now".to_owned());
                    bytes.extend(superseded.ok_or_else(missing)?.as_bytes());
                }
                TemplatePart::NearVersion(form) => bytes.extend(self.near(*form)?),
                TemplatePart::Length(offset) => {
                    bytes.extend(self.length.saturating_add_signed(*offset).to_string().bytes());
                }
            }
        }
        HeaderValue::from_bytes(&bytes).map_err(|_| {
            PrepareError::Suite(format!("`{}` cannot be sent in a header", String::from_utf8_lossy(&bytes)))
        })
    }

    /// A version that is none of those that were named for what the request is about, in double quotes.
    fn near(&self, form: VersionForm) -> Result<Vec<u8>, PrepareError> {
        let missing = || PrepareError::Answers("no answer has named the version that is to be changed".to_owned());
        let current = match form {
            VersionForm::OfTheOther => self.others.and_then(|versions| versions.current.as_ref()),
            VersionForm::Former => self.versions.and_then(|versions| versions.past.last()),
            VersionForm::Shortened | VersionForm::Lengthened | VersionForm::Neighbour => {
                self.versions.and_then(|versions| versions.current.as_ref())
            }
        };
        let current = current.ok_or_else(missing)?;
        let versions = self.versions.into_iter();
        let known: Vec<&[u8]> = { versions }
            .flat_map(|versions| versions.current.iter().chain(&versions.superseded))
            .map(|version| opaque(version.as_bytes()))
            .collect();
        let mut near = opaque(current.as_bytes()).to_vec();
        match form {
            // An empty version is none, so it is lengthened.
            VersionForm::Shortened if near.len() > 1 => drop(near.pop()),
            VersionForm::Neighbour if !near.is_empty() => {
                let last = near.pop().map(next);
                near.extend(last);
            }
            VersionForm::Shortened | VersionForm::Lengthened | VersionForm::Neighbour => near.push(b'0'),
            VersionForm::OfTheOther | VersionForm::Former => {}
        }
        // One that was named must not be refused for being unknown.
        while known.contains(&near.as_slice()) {
            near.push(b'x');
        }
        Ok([b"\"", near.as_slice(), b"\""].concat())
    }
}

/// What stands between the quotes of a version, or all of it where there are none.
fn opaque(version: &[u8]) -> &[u8] {
    let bare = version.strip_prefix(b"W/").unwrap_or(version);
    bare.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(bare)
}

/// The next digit or letter.
const fn next(byte: u8) -> u8 {
    match byte {
        b'0'..=b'8' | b'a'..=b'y' | b'A'..=b'Y' => byte + 1,
        b'9' => b'0',
        _ => b'a',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(form: VersionForm, current: &'static str, superseded: &[&'static str]) -> String {
        let named = |text: &'static str| HeaderValue::from_static(text);
        let superseded = superseded.iter().copied().map(named).collect();
        let versions = Versions { current: Some(named(current)), superseded, past: vec![named("\"past\"")] };
        let values = TemplateValues { versions: Some(&versions), others: None, length: 0 };
        String::from_utf8(values.near(form).unwrap()).unwrap()
    }

    #[test]
    fn a_near_version_is_like_the_current_one_and_none_that_was_named() {
        assert_eq!(near(VersionForm::Shortened, "\"42\"", &[]), "\"4\"");
        assert_eq!(near(VersionForm::Shortened, "\"4\"", &[]), "\"40\"", "an empty version is none");
        assert_eq!(near(VersionForm::Lengthened, "W/\"4\"", &[]), "\"40\"");
        assert_eq!(near(VersionForm::Neighbour, "\"41\"", &[]), "\"42\"");
        assert_eq!(near(VersionForm::Neighbour, "41", &["42", "42x"]), "\"42xx\"");
        assert_eq!(
            near(VersionForm::Former, "\"past\"", &[]),
            "\"pastx\"",
            "a version of both lives is the current one"
        );
        assert_eq!(near(VersionForm::Former, "\"7\"", &[]), "\"past\"");
    }
}
