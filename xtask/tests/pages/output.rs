//! Whether a program prints what a page shows. `...` on the page stands for what varies: for any text in a line, and alone in a
//! line for any lines.

const ANYTHING: &str = "...";

/// Where the output ceases to be what the page shows.
#[derive(Default)]
struct Furthest {
    shown: usize,
    printed: usize,
}

/// Compares what a page shows with what was printed, which may have more lines before and behind it.
///
/// # Errors
/// The first line of the page that was not printed behind those before it, and what was printed there.
pub(crate) fn compare(shown: &[String], printed: &str) -> Result<(), String> {
    let shown: Vec<&str> = shown.iter().map(|line| line.trim_end()).collect();
    let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let mut furthest = Furthest::default();
    if (0..=lines.len()).any(|start| continues(&shown, &lines, (0, start), &mut furthest)) {
        return Ok(());
    }
    let there = match (furthest.shown, lines.get(furthest.printed)) {
        (0, _) => "no such line".to_owned(),
        (_, Some(line)) => format!("`{line}`"),
        (_, None) => "the end of the output".to_owned(),
    };
    Err(format!("expected `{}`\n   found {there}\n   in this output:\n{printed}", shown[furthest.shown]))
}

/// Whether the lines from a place on are those that the page shows from another place on.
fn continues(shown: &[&str], lines: &[&str], (place, at): (usize, usize), furthest: &mut Furthest) -> bool {
    let Some(pattern) = shown.get(place) else { return true };
    if pattern.trim() == ANYTHING {
        return (at..=lines.len()).any(|at| continues(shown, lines, (place + 1, at), furthest));
    }
    // Of lines that are shown behind `...`, the first try is no better than any other.
    if place > furthest.shown {
        *furthest = Furthest { shown: place, printed: at };
    }
    let is_same = lines.get(at).is_some_and(|line| is_like(line, pattern));
    is_same && continues(shown, lines, (place + 1, at + 1), furthest)
}

/// Whether a line is as a pattern says.
fn is_like(line: &str, pattern: &str) -> bool {
    let mut parts = pattern.split(ANYTHING);
    let Some(mut rest) = parts.next().and_then(|first| line.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[test]
fn what_varies_is_left_out_and_all_else_is_compared() {
    let printed = "before\nrun k3x9mq7a, seed 7\n  a\n  b\n  c\nlast: 3 of 5";
    let is_shown = |page: &str| compare(&page.lines().map(str::to_owned).collect::<Vec<_>>(), printed).is_ok();
    for page in [
        "run k3x9mq7a, seed 7\n  a",
        "run ..., seed 7\n...\n  c\nlast: 3 of 5",
        "run ...\n  a\n  ...\nlast: ... of ...",
        "last: 3 of 5",
    ] {
        assert!(is_shown(page), "{page}");
    }
    for page in
        ["run ..., seed 8", "  a\n  c", "  c\n...\n  a", "last: 3 of", "st: 3 of 5", "last: ... of 6", "run\n..."]
    {
        assert!(!is_shown(page), "{page}");
    }
}

#[test]
fn a_difference_is_shown_with_its_place() {
    let page = ["a", "...", "c", "e"].map(str::to_owned);
    let message = compare(&page, "a\nb\nc\nd\n").unwrap_err();
    assert!(message.starts_with("expected `e`\n   found `d`\n"), "{message}");
    let message = compare(&page, "a\nb\nc\n").unwrap_err();
    assert!(message.starts_with("expected `e`\n   found the end of the output\n"), "{message}");
    let message = compare(&page, "b").unwrap_err();
    assert!(message.starts_with("expected `a`\n   found no such line\n"), "{message}");
}
