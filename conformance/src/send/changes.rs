//! How the point of a step changes a plain request. Only this module handles the kinds of changes.

use http::{HeaderName, HeaderValue};
use kii_spec::{
    Axes, HeaderTemplate, IdentifierForm, Meaning, ObjectForm, RequestChange, TemplatePart, Versions, axis::Point,
};

use crate::send::request::PrepareError;

/// The changes of a request, by the part of the request.
#[derive(Debug, Default)]
pub(super) struct RequestChanges<'a> {
    /// The forms of identifiers, by their names.
    identifiers: Vec<(&'a str, &'a IdentifierForm)>,
    /// The headers that are added, in the order of the axes.
    pub(super) headers: Vec<&'a (HeaderName, HeaderTemplate)>,
    /// The form of the object.
    pub(super) object: Option<&'a ObjectForm>,
    /// How many bytes a body has.
    pub(super) bytes: Option<usize>,
    /// What the members of the JSON mean.
    pub(super) members: Vec<Meaning>,
    /// Whether the content is left out.
    pub(super) no_content: bool,
    /// Whether the scheme of the credentials is in lower case.
    pub(super) lower_case_scheme: bool,
    /// Parameters of the content's media type.
    pub(super) media_parameters: Vec<&'a str>,
}

impl<'a> RequestChanges<'a> {
    /// The changes of a point.
    pub(super) fn of(axes: &'a Axes, point: Point) -> Self {
        let mut changes = Self::default();
        for change in axes.changes(point) {
            match change {
                // The caller is part of every point, and no change of a plain request.
                RequestChange::None | RequestChange::Caller(_) => {}
                RequestChange::Identifier { parameter, form } => changes.identifiers.push((parameter, form)),
                RequestChange::Headers(headers) => changes.headers.extend(headers),
                RequestChange::Object(form) => changes.object = Some(form),
                RequestChange::Bytes(length) => changes.bytes = Some(*length),
                RequestChange::Members(meanings) => changes.members.extend(meanings),
                RequestChange::NoContent => changes.no_content = true,
                RequestChange::LowerCaseScheme => changes.lower_case_scheme = true,
                RequestChange::MediaParameter(parameter) => changes.media_parameters.push(parameter),
            }
        }
        changes
    }

    /// An identifier in the form that the point demands.
    pub(super) fn identifier(&self, parameter: &str, usual: &str) -> String {
        let forms = self.identifiers.iter().filter(|(name, _)| *name == parameter);
        forms.fold(usual.to_owned(), |formed, (_, form)| form.apply(&formed))
    }
}

/// Whether a request at this point names a version, so that it depends on the answers that have named it.
pub(crate) fn names_version(axes: &Axes, point: Point) -> bool {
    let changes = RequestChanges::of(axes, point);
    let parts = changes.headers.iter().flat_map(|(_, template)| &template.0);
    { parts }.any(|part| matches!(part, TemplatePart::Version | TemplatePart::SupersededVersion))
}

/// The values of the placeholders in a header template.
pub(super) struct TemplateValues<'a> {
    /// The versions that the server has named; `None` where the operation names no version.
    pub(super) versions: Option<&'a Versions<HeaderValue>>,
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
                    let superseded = self.versions.and_then(|versions| versions.superseded.last());
                    let missing =
                        || PrepareError::Answers("no answer has named a version that is superseded by now".to_owned());
                    bytes.extend(superseded.ok_or_else(missing)?.as_bytes());
                }
                TemplatePart::Length(offset) => {
                    bytes.extend(self.length.saturating_add_signed(*offset).to_string().bytes());
                }
            }
        }
        HeaderValue::from_bytes(&bytes).map_err(|_| {
            PrepareError::Suite(format!("`{}` cannot be sent in a header", String::from_utf8_lossy(&bytes)))
        })
    }
}
