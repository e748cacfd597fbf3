//! Servers whose clocks differ, and servers that date or end things later.

use std::time::{Duration, SystemTime};

use kii_spec::{HeaderValue, Meaning};
use serde_json::Value;

use super::{
    facts::each_member,
    message::{Answer, Request},
    proxy::Memory,
    variant::Variant,
};

/// A server whose clock differs by so many seconds from that of the suite.
macro_rules! clock {
    ($id:literal, $summary:literal, $seconds:literal) => {
        Variant::answering($id, $summary, "A26", |memory, _, answer| dated(memory, answer, $seconds))
            .reading(|memory, request| ended(memory, request, -$seconds))
            .for_publications()
    };
}

/// A server behind another one, whose clock differs by so many seconds and which sends its own `Date`.
macro_rules! front {
    ($id:literal, $summary:literal, $seconds:literal) => {
        Variant::answering($id, $summary, "A26; RFC 9110, 6.6.1", |_, _, answer| {
            answer.headers.change("date", |text| moved(text, $seconds));
        })
        .for_publications()
    };
}

pub(super) static VARIANTS: &[Variant] = &[
    front!("front-4-s-ahead", "is behind a server whose clock is 4 s ahead and which sends its own Date", 4),
    front!("front-4-s-behind", "is behind a server whose clock is 4 s behind and which sends its own Date", -4),
    front!("front-300-s-ahead", "is behind a server whose clock is 300 s ahead and which sends its own Date", 300),
    Variant::answering("clock-300-s-ahead", "has a clock that is 300 s ahead", "A26", |memory, _, answer| {
        dated(memory, answer, 300);
    })
    .reading(|memory, request| ended(memory, request, -300)),
    clock!("clock-1-s-ahead", "has a clock that is 1 s ahead", 1),
    clock!("clock-3-s-ahead", "has a clock that is 3 s ahead", 3),
    clock!("clock-1-s-behind", "has a clock that is 1 s behind", -1),
    clock!("clock-2-s-behind", "has a clock that is 2 s behind", -2),
    clock!("clock-3-s-behind", "has a clock that is 3 s behind", -3),
    clock!("clock-300-s-behind", "has a clock that is 300 s behind", -300),
    Variant::answering(
        "no-date",
        "sends no Date, and has a clock that is 300 s behind",
        "RFC 9110, 6.6.1",
        |memory, _, answer| {
            dated(memory, answer, -300);
            answer.headers.remove("date");
        },
    )
    .reading(|memory, request| ended(memory, request, 300))
    .for_publications(),
    Variant {
        delay: |memory, request| Duration::from_millis(if memory.facts.publishes(request) { 1200 } else { 0 }),
        ..Variant::plain("slow-publication", "takes 1.2 s before it looks at a publication", "no time is documented")
            .for_publications()
    },
    Variant::plain("late-end", "ends publications 1.5 s late", "A26")
        .reading(|memory, request| delayed(memory, request, 1500))
        .for_publications(),
    Variant::answering(
        "whole-seconds",
        "dates in whole seconds",
        "the pages give no precision",
        |memory, request, answer| {
            each_date(memory, request, answer, &|_, date| date / 1000 * 1000);
        },
    ),
    Variant::answering(
        "skew-of-nodes",
        "dates every second change by a clock that is 20 ms behind",
        "A63",
        |memory, request, answer| {
            // The same date is always moved alike, so all answers about a state agree.
            each_date(memory, request, answer, &|_, date| date - 20 * (date % 2));
        },
    ),
    Variant::answering(
        "changed-before-created",
        "dates the change that creates an object 3 ms before its creation",
        "A63",
        |memory, request, answer| {
            each_date(memory, request, answer, &|is_change, date| if is_change { date - 3 } else { date });
        },
    ),
    Variant::answering("older-dates", "sends dates in the form of RFC 850", "A59", |memory, _, answer| {
        for name in memory.facts.headers(|value| *value == HeaderValue::Date) {
            answer.headers.change(&name, of_rfc_850);
        }
    }),
    Variant::answering("dates-of-rfc-3339", "sends dates of RFC 3339 in headers", "A59", |memory, _, answer| {
        for name in memory.facts.headers(|value| *value == HeaderValue::Date) {
            answer.headers.change(&name, of_rfc_3339);
        }
    }),
];

/// A date of a header, so many seconds later.
fn moved(text: &str, seconds: i64) -> String {
    let Ok(date) = httpdate::parse_http_date(text) else { return text.to_owned() };
    let way = Duration::from_secs(seconds.unsigned_abs());
    httpdate::fmt_http_date(if seconds < 0 { date - way } else { date + way })
}

/// Moves every date in an answer.
fn dated(memory: &Memory, answer: &mut Answer, seconds: i64) {
    let moved = |text: &str| moved(text, seconds);
    answer.headers.change("date", moved);
    for name in memory.facts.headers(|value| *value == HeaderValue::Date) {
        answer.headers.change(&name, moved);
    }
    if let Some(mut value) = super::facts::json(answer) {
        let mut is_changed = false;
        each_member(&mut value, &mut |name, value| {
            if let Some(date) = value.as_i64().filter(|_| memory.facts.is_date(name, value)) {
                *value = Value::from(date + seconds * 1000);
                is_changed = true;
            }
        });
        // A body of this media type stays as it is, byte by byte.
        if is_changed {
            answer.content = value.to_string().into();
        }
    }
}

/// Moves the end that a request names, in seconds.
fn ended(memory: &Memory, request: &mut Request, seconds: i64) {
    with_members(memory, request, &|meaning, value| match meaning {
        Meaning::ExpiresAt => Some((meaning, value.saturating_add(seconds * 1000))),
        Meaning::ExpiresIn | Meaning::PublishedUrl | Meaning::PublicationId => None,
    });
}

/// Moves the end or the lifetime that a request names, in milliseconds.
fn delayed(memory: &Memory, request: &mut Request, millis: i64) {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    with_members(memory, request, &|meaning, value| match meaning {
        Meaning::ExpiresAt => Some((meaning, value.saturating_add(millis))),
        Meaning::ExpiresIn => {
            Some((Meaning::ExpiresAt, now.saturating_add(value.saturating_mul(1000)).saturating_add(millis)))
        }
        Meaning::PublishedUrl | Meaning::PublicationId => None,
    });
}

/// Changes the one number with a meaning that a request for a publication has.
fn with_members(memory: &Memory, request: &mut Request, change: &dyn Fn(Meaning, i64) -> Option<(Meaning, i64)>) {
    if !memory.facts.publishes(request) {
        return;
    }
    let Ok(Value::Object(members)) = serde_json::from_slice(&request.content) else { return };
    let [(name, value)] = &members.iter().collect::<Vec<_>>()[..] else { return };
    let (Some(meaning), Some(value)) = (memory.facts.meaning(name), value.as_i64()) else { return };
    if let Some((meaning, value)) = change(meaning, value)
        && let Some(name) = memory.facts.member_of(meaning)
    {
        request.content = Value::from_iter([(name, value)]).to_string().into();
    }
}

/// Changes every date in milliseconds that an answer names; the change learns whether it is that of a change.
fn each_date(memory: &Memory, request: &Request, answer: &mut Answer, change: &dyn Fn(bool, i64) -> i64) {
    let Some(mut value) = memory.facts.json(request, answer) else { return };
    each_member(&mut value, &mut |name, value| {
        if let Some(date) = value.as_i64().filter(|_| memory.facts.is_date(name, value)) {
            *value = Value::from(change(memory.facts.is_date_of_change(name), date));
        }
    });
    answer.content = value.to_string().into();
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` as `Sunday, 06-Nov-94 08:49:37 GMT`.
fn of_rfc_850(date: &str) -> String {
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let day = days.iter().find(|day| day.get(..3) == date.get(..3));
    let parts: Vec<&str> = date.split([',', ' ']).filter(|part| !part.is_empty()).collect();
    let (Some(name), [_, day, month, year, time, zone]) = (day, &parts[..]) else { return date.to_owned() };
    format!("{name}, {day}-{month}-{} {time} {zone}", year.get(2..).unwrap_or_default())
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` as `1994-11-06T08:49:37Z`.
fn of_rfc_3339(date: &str) -> String {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let parts: Vec<&str> = date.split([',', ' ']).filter(|part| !part.is_empty()).collect();
    let [_, day, month, year, time, _] = parts[..] else { return date.to_owned() };
    match months.iter().position(|name| *name == month) {
        Some(place) => format!("{year}-{:02}-{day}T{time}Z", place + 1),
        None => date.to_owned(),
    }
}
