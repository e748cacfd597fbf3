//! Documents, comments and names in code use the field's terms, and none of the private words of earlier versions.

use super::{Finding, Repository, repository::File};

/// Private words, each with the terms that stand in its place. Every form of a word is listed, so that no other word is hit.
const WORDS: &[(&[&str], &str)] = &[
    (&["hunt", "hunts", "hunted", "hunting"], "mutation run, or `test`"),
    (&["plant", "plants", "planted", "planting"], "inject"),
    (&["fate", "fates"], "mutant status"),
    (&["traces"], "created resources"),
    (&["deed", "deeds"], "side effect"),
    (&["patience", "silence", "doubt", "doubts"], "circuit breaker, or limit"),
    (&["desk"], "context"),
    (&["tray"], "remaining files"),
    (&["campaign", "campaigns"], "run, or run context"),
    (&["glimpse", "glimpses"], "received bytes"),
    (&["passage", "passages"], "exchange summary"),
    (&["arrival", "arrivals"], "received request"),
    (&["unfit"], "refused, or invalid"),
];

/// Private words that are common words in a sentence, so that only whole names in code are compared with them.
const NAMES: &[(&[&str], &str)] = &[(&["stand"], "runner"), (&["told"], "message, or description")];

/// Turns of phrase that hide who does what.
const PHRASES: &[(&str, &str)] = &[
    ("is told", "say who prints or reports it"),
    ("are told", "say who prints or reports it"),
    ("lets the time go by", "times out"),
    ("let the time go by", "timed out"),
    ("goes, too", "is deleted as well"),
    ("let in", "admitted"),
    ("turned away", "refused"),
    ("what becomes of", "say what happens, or: status, result"),
    ("somebody to be there", "credentials"),
];

const WHY: &str = "a reader has to decode it, and cannot search for it";

/// Pages that are not checked: programs make them.
const GENERATED: &[&str] = &["KILL_RATE.md", "FALSE_RED.md"];

pub(super) fn is_that_of_the_field(repository: &Repository) -> Vec<Finding> {
    let pages = repository.under("", "md").filter(|page| GENERATED.iter().all(|name| page.name() != *name));
    let pages = pages.flat_map(|page| page.lines().flat_map(|(line, text)| in_sentence(page, line, text)));
    let code = repository.rust().flat_map(|(file, tokens)| {
        let comments = file.lines().filter_map(|(line, text)| Some((line, comment(text)?)));
        let comments = comments.flat_map(|(line, text)| in_sentence(file, line, text));
        let names = tokens.iter().filter_map(|token| {
            let (name, fix) = in_name(token.word()?)?;
            Some(finding(file, token.line, &name, fix))
        });
        comments.chain(names).collect::<Vec<_>>()
    });
    pages.chain(code).collect()
}

/// The comment in a line of code, if there is one.
fn comment(line: &str) -> Option<&str> {
    let trimmed = line.trim_start();
    if trimmed.starts_with("//") { Some(trimmed) } else { line.split_once(" // ").map(|(_, comment)| comment) }
}

/// The private word in a name of code, however its words are joined.
fn in_name(name: &str) -> Option<(String, &'static str)> {
    if let Some(fix) = instead(NAMES, name) {
        return Some((name.to_owned(), fix));
    }
    let mut words = String::new();
    for c in name.chars() {
        match c {
            '_' => words.push(' '),
            c if c.is_uppercase() => words.extend([' ', c.to_ascii_lowercase()]),
            c => words.push(c),
        }
    }
    words.split_whitespace().find_map(|word| Some((name.to_owned(), instead(WORDS, word)?)))
}

/// The private words and phrases in a line of prose.
fn in_sentence(file: &File, line: usize, text: &str) -> Vec<Finding> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let known = words.iter().filter_map(|word| Some((*word, instead(WORDS, word)?)));
    let phrases = PHRASES.iter().filter(|(phrase, _)| contains(&text, phrase)).copied();
    known.chain(phrases).map(|(found, fix)| finding(file, line, found, fix)).collect()
}

/// Whether a text has a phrase in it that is not the part of longer words.
fn contains(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(start, _)| {
        let (before, after) = (text[..start].chars().next_back(), text[start + phrase.len()..].chars().next());
        [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric())
    })
}

fn instead(words: &[(&[&str], &'static str)], word: &str) -> Option<&'static str> {
    words.iter().find(|(forms, _)| forms.contains(&word)).map(|(_, instead)| *instead)
}

fn finding(file: &File, line: usize, found: &str, instead: &str) -> Finding {
    Finding {
        file: file.path.clone(),
        line,
        what: format!("`{found}` is a private word"),
        why: WHY,
        fix: format!("use the field's term: {instead}; CONTRIBUTING.md has the list of terms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<(String, usize, String)> {
        let findings = is_that_of_the_field(&Repository::holding(files)).into_iter();
        findings.map(|finding| (finding.file.display().to_string(), finding.line, finding.what)).collect()
    }

    #[test]
    fn a_private_word_or_phrase_in_a_page_is_found() {
        let page =
            "The campaign begins.\nIt hunts faults, and Traces.\nA caller is\nturned away. The file goes, too.\n";
        let found = found(&[("docs/a.md", page)]);
        let lines: Vec<usize> = found.iter().map(|(_, line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 2, 4, 4], "{found:?}");
    }

    #[test]
    fn a_private_word_in_a_comment_or_a_name_is_found_and_in_a_text_it_is_not() {
        // Written with `#`, so that this text is no comment of this file.
        let code = "##! A hunt.\nfn plant_one() { let told = 1; } ## It goes, too.\nstruct NoDoubt;\nconst A: &str = \"a hunt\";\n";
        let code = code.replace('#', "/");
        let found = found(&[("spec/src/a.rs", &code)]);
        let lines: Vec<usize> = found.iter().map(|(_, line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 2, 2, 3], "{found:?}");
    }

    #[test]
    fn other_words_and_other_pages_are_left_alone() {
        let page = "The planter of an outlet inside told us: a trace stands here.\n";
        assert_eq!(found(&[("README.md", page), ("KILL_RATE.md", "Faults are planted.\n")]), []);
    }
}
