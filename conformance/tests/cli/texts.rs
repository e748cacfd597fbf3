//! What a target sends reaches neither a terminal nor a report as it is: it is shown, and nothing of it is obeyed.

use std::fs;

use crate::{
    reports::{json, junit},
    stub::{Stub, assert_ends, check, printed, run},
};

/// Texts that terminals obey, that nobody sees, that XML cannot hold, and that CI systems take for commands, each with a
/// part of what is shown of it.
fn texts() -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = Vec::new();
    let controls = (0..0x20).filter(|code| !matches!(code, 9 | 10)).chain(0x7f..=0x9f);
    let others = [
        0x61c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x2060, 0xfeff, 0xfdd0, 0xfdd2, 0xfffe, 0xffff, 0x1ffff, 0xe0041,
    ];
    let bidi = (0x202a..=0x202e).chain(0x2066..=0x2069);
    for char in controls.chain(others).chain(bidi).filter_map(char::from_u32) {
        texts.push((format!("a{char}b"), format!("a\\u{{{:x}}}b", u32::from(char))));
    }
    for sequence in ["]0;title\u{7}", "]52;c;aGk=\u{7}", "[2J", "[31mred", "]8;;http://x\u{1b}\\", "P+q\u{1b}\\", "c"] {
        texts.push((format!("\u{1b}{sequence}"), format!("\\u{{1b}}{}", &sequence[..1])));
    }
    for (line, shown) in [
        ("##[error]x", "#\\u{23}[error]x"),
        ("##vso[task.complete]", "#\\u{23}vso[task"),
        ("##teamcity[testFailed]", "#\\u{23}teamcity[test"),
        ("::error::x", "< ::error::x"),
        ("  ::set-output name=x::y", "<   ::set-output"),
        ("test result: ok. 9 passed; 0 failed", "< test result: ok"),
        ("conforms: 9 cases passed", "< conforms: 9"),
        ("exit code 0: all is well", "< exit code 0: all"),
        ("---- a/b@c ----", "< ---- a/b@c"),
        ("error: disk full", "< error: disk"),
    ] {
        texts.push((format!("first\n{line}"), shown.to_owned()));
        texts.push((format!("first\r{line}"), "first\\u{d}".to_owned()));
    }
    texts
}

/// A target that answers whatever comes with a text: as the content, and in a header where one can hold it.
fn saying(text: &str) -> Stub {
    let content = text.to_owned();
    let header: String = text.chars().filter(|char| !matches!(char, '\0'..=' ' | '\u{7f}')).collect();
    Stub::new(move |_| {
        format!(
            "HTTP/1.1 500 Internal Server Error\r\nx-echo: {header}\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{content}",
            content.len()
        )
    })
}

/// No character in it is obeyed or unseen, and no line of it is somebody's command.
#[track_caller]
fn assert_harmless(output: &str) {
    for char in output.chars() {
        let code = u32::from(char);
        let is_hidden = (char.is_control() && char != '\n' && char != '\t')
            || matches!(code, 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfdd0..=0xfdef | 0xe0000..=0xe0fff)
            || code & 0xfffe == 0xfffe;
        assert!(!is_hidden, "U+{code:04X} in:\n{}", output.escape_unicode());
    }
    for line in output.lines().map(str::trim_start) {
        assert!(!line.starts_with("::") && !line.contains("##["), "{line}");
        assert!(!line.contains("##vso[") && !line.contains("##teamcity["), "{line}");
    }
    for own in ["test result: ok", "conforms: 9", "exit code 0", "error: disk"] {
        assert!(output.lines().all(|line| !line.trim_start().starts_with(own)), "{own}: {output}");
    }
}

#[test]
fn no_text_of_a_target_is_obeyed_by_anybody() {
    let directory = tempfile::tempdir().expect("a directory");
    // Many in one answer: nothing behind one of them is swallowed.
    for (texts, format) in texts().chunks(20).zip(["pretty", "terse", "json"].into_iter().cycle()) {
        let (sent, shown): (Vec<_>, Vec<_>) = texts.iter().cloned().unzip();
        let stub = saying(&format!("{}\nthe end", sent.join("\n")));
        let args = ["--report-json", "r.json", "--report-junit", "r.xml", "--exact", "object.get/object_missing@user"];
        let output = run(directory.path(), &stub.target(), &[&["--format", format], &args[..]].concat());
        assert_ends(&output, 1, &["does not conform"]);
        let text = printed(&output);
        assert_harmless(&text);
        let read = |name: &str| fs::read_to_string(directory.path().join(name)).expect("a report");
        assert_harmless(&read("r.json"));
        assert_harmless(&read("r.xml"));
        assert_eq!(junit(&directory.path().join("r.xml")).failures, 1);
        let failure = &json(&directory.path().join("r.json"))["outcomes"][0]["failure"];
        for (sent, shown) in sent.iter().zip(&shown) {
            assert!(format == "json" || text.contains(shown), "{shown}: {text}");
            assert!(read("r.xml").contains(&shown.replace('<', "&lt;")), "{shown}");
            // JSON has what was sent, to the last character, but for what the suite itself marks cuts with.
            if sent.contains('\u{fdd2}') {
                continue;
            }
            let sent = sent.replace('\n', "\n    < ");
            assert!(failure.as_str().is_some_and(|failure| failure.contains(&sent)), "{sent:?}: {failure}");
        }
        assert!(format == "json" || text.contains("the end") && text.contains("rerun"), "{text}");
    }
}

#[test]
fn bytes_that_are_no_text_are_shown_and_bounded() {
    let directory = tempfile::tempdir().expect("a directory");
    let stub = saying(&"x".repeat(100_000));
    let output = run(directory.path(), &stub.target(), &["--exact", "object.get/object_missing@user"]);
    assert_ends(&output, 1, &["... and so on"]);
    assert!(printed(&output).len() < 20_000, "{}", printed(&output).len());
}

#[test]
fn a_check_of_a_target_shows_nothing_of_it_as_it_is() {
    let directory = tempfile::tempdir().expect("a directory");
    for text in ["\u{9b}2J", "\u{202e}x", "\u{fffe}"] {
        let text = text.to_owned();
        let stub = Stub::new(move |_| {
            format!("HTTP/1.1 301 Moved\r\nlocation: http://other/{text}\r\netag: {text}\r\ncontent-length: 0\r\n\r\n")
        });
        let output = check(directory.path(), &stub.target(), &[]);
        assert_harmless(&printed(&output));
    }
    // What is no HTTP at all.
    let stub = Stub::new(|_| "\u{1b}]0;x\u{7}\u{9b}1m ::error::x\r\n\r\n".to_owned());
    let output = check(directory.path(), &stub.target(), &[]);
    assert_ends(&output, 2, &["\\x1b]0;x"]);
    assert_harmless(&printed(&output));
}
