//! What the document says of itself: how to read it, and what OpenAPI cannot say.

use kii_spec::{Api, Checked, Level, RequestContent, Tolerance};

/// A row of the table, if it is of any use for this spec.
type Row = Option<[String; 2]>;

/// The description of the whole document.
pub(super) fn description(api: &Api) -> String {
    let rows: String = rows(api).into_iter().flatten().map(|[what, place]| format!("| {what} | {place} |\n")).collect();
    format!(
        "Every operation is described in every scope. The description of a response says when it is given; `x-responses` has its \
         name, its error and the statements that it makes. `x-rules` and `x-decisions` have what no schema can carry.\n\n\
         What OpenAPI cannot say:\n\n| fact | where it is |\n|---|---|\n{rows}"
    )
}

fn rows(api: &Api) -> [Row; 10] {
    let row = |is_there: bool, what: &str, place: &str| is_there.then(|| [what.to_owned(), place.to_owned()]);
    let operations = || api.operations.values();
    let responses = || operations().flat_map(|operation| operation.responses.values());
    let conditions = || responses().flat_map(|response| &response.conditions);
    let has_twins = operations().any(|operation| {
        let statuses = || operation.responses.values().map(|response| response.status);
        statuses().any(|status| statuses().filter(|other| *other == status).count() > 1)
    });
    let headers = || responses().flat_map(|response| &response.headers);
    let content_type = http::header::CONTENT_TYPE;
    [
        row(
            true,
            "When a response is given: what exists before the request, and how the request differs from a usual one",
            "description of the response",
        ),
        row(
            has_twins,
            "Several responses of one status",
            "`x-responses`; they differ in media type and in the code of their error",
        ),
        row(
            operations()
                .any(|operation| operation.request.precondition.is_some_and(|precondition| precondition.if_none_match)),
            "Headers of a request that exclude each other",
            "description of the parameters",
        ),
        row(
            true,
            "Media types that contain an ID",
            &format!("a range stands for them; objects with a data type have `{}`", api.service.typed_media.template),
        ),
        row(
            headers().any(|header| header.name.eq_ignore_ascii_case(content_type.as_str())),
            "The media type that an answer without content names",
            "`x-responses`: the statement on that header",
        ),
        row(
            operations().any(|operation| {
                operation.request.content == RequestContent::None && operation.request.media.is_some()
            }),
            "The media type that a request without content names",
            "nowhere: it may be left out",
        ),
        row(
            headers().any(|header| header.when.is_some() || header.level != Level::Must),
            "Headers that depend on the state, and headers that *should* be sent",
            "description of the header",
        ),
        row(
            conditions().any(|condition| condition.level != Level::Must || condition.tolerance != Tolerance::None),
            "Responses that *should* be given, and others that are as right",
            "description of the response",
        ),
        row(true, "That a member repeats a part of the request", "description of the property"),
        row(
            api.rules.values().any(|rule| !matches!(rule.checked, Checked::Excluded(_))),
            "What requests do to each other and over time",
            "`x-rules`",
        ),
    ]
}
