//! The commands that the pages for people show. The test of each package that has some of these commands reads this file, too,
//! and parses them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Command, error::ErrorKind};

/// A block of code on a page.
pub(crate) struct Block {
    /// The page, by its path from the root of the repository.
    pub(crate) page: String,
    /// The number of its first line on the page, which names the language.
    pub(crate) line: usize,
    pub(crate) language: String,
    pub(crate) lines: Vec<String>,
}

/// A command on a page.
pub(crate) struct Shown {
    /// The page, and the line.
    pub(crate) place: String,
    /// The command as it stands there.
    pub(crate) text: String,
    /// Whether it is in a sentence, which may name a command without what it needs.
    pub(crate) is_in_sentence: bool,
}

/// The root of this checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("")
}

/// The pages, each with its path from the root. CHANGELOG.md is none of them: what it names may be gone.
pub(crate) fn pages() -> Vec<(String, String)> {
    let docs = fs::read_dir(root().join("docs")).unwrap();
    let docs = docs.map(|entry| format!("docs/{}", entry.unwrap().file_name().into_string().unwrap()));
    let mut paths: Vec<String> = docs.filter(|path| path.ends_with(".md")).collect();
    let others = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"].into_iter();
    let packages = ["codegen/README.md", "conformance/README.md", "server/README.md"];
    paths.extend(others.chain(packages).map(str::to_owned));
    paths.sort();
    let read = |path: &String| fs::read_to_string(root().join(path)).unwrap();
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

/// The blocks of code of a page.
pub(crate) fn blocks_of(page: &str, text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for (number, line) in (1..).zip(text.lines()) {
        match line.trim_start().strip_prefix("```") {
            Some(_) if is_open => is_open = false,
            Some(language) => {
                is_open = true;
                let (page, language) = (page.to_owned(), language.to_owned());
                blocks.push(Block { page, line: number, language, lines: Vec::new() });
            }
            None if is_open => blocks.iter_mut().next_back().unwrap().lines.push(line.to_owned()),
            None => {}
        }
    }
    blocks
}

impl Block {
    /// Whether people copy its lines into a shell. Output and code say what language they are in.
    pub(crate) fn is_for_a_shell(&self) -> bool {
        self.language.is_empty() || self.language == "sh"
    }

    fn commands(&self) -> impl Iterator<Item = Shown> {
        (self.line + 1..).zip(&self.lines).map(|(number, line)| Shown {
            place: format!("{}:{number}", self.page),
            text: line.trim().to_owned(),
            is_in_sentence: false,
        })
    }
}

/// What stands between backticks in the sentences of a page.
fn spans_of(page: &str, text: &str) -> Vec<Shown> {
    let mut spans = Vec::new();
    let (mut paragraph, mut begins, mut is_code) = (String::new(), 1, false);
    for (number, line) in (1..).zip(text.lines().chain([""])) {
        let is_fence = line.trim_start().starts_with("```");
        // A table has no blank lines, so each of its rows is a paragraph here. A span does not cross a line there.
        let is_row = !is_code && line.starts_with('|');
        if line.trim().is_empty() || is_fence || is_row {
            paragraph += if is_row { line } else { "" };
            let codes = paragraph.split('`').skip(1).step_by(2);
            let place = format!("{page}:{begins}");
            spans.extend(codes.map(|text| Shown { place: place.clone(), text: text.to_owned(), is_in_sentence: true }));
            (paragraph, begins) = (String::new(), number + 1);
            is_code ^= is_fence;
        } else if !is_code {
            paragraph += line.trim();
            paragraph.push(' ');
        }
    }
    spans
}

/// Every line for a shell, and what stands between backticks.
pub(crate) fn shown() -> Vec<Shown> {
    let of_page = |(page, text): &(String, String)| {
        let blocks = blocks_of(page, text).into_iter().filter(Block::is_for_a_shell);
        let commands = blocks.flat_map(|block| block.commands().collect::<Vec<_>>());
        commands.chain(spans_of(page, text)).collect::<Vec<_>>()
    };
    pages().iter().flat_map(of_page).collect()
}

impl Shown {
    /// The words of the first command in it, without variables in front of them and `[PLACEHOLDERS]`.
    pub(crate) fn words(&self) -> Vec<String> {
        // A comment, a place for the output or the input, or another command behind it.
        let ends = [" #", " > ", " < ", " | ", " || ", " && ", " \\"];
        let end = ends.iter().filter_map(|end| self.text.find(end)).min().unwrap_or(self.text.len());
        let (mut words, mut quote) = (vec![String::new()], None);
        for char in self.text[..end].chars() {
            match (char, quote) {
                (_, Some(open)) if char == open => quote = None,
                ('"' | '\'', None) => quote = Some(char),
                (' ', None) => words.push(String::new()),
                (_, Some(_) | None) => words.iter_mut().next_back().unwrap().push(char),
            }
        }
        words.retain(|word| !word.is_empty() && !word.starts_with('['));
        // `archive=$(release/build FOLDER)` is that command.
        for word in &mut words {
            if let Some((_, command)) = word.split_once("=$(") {
                *word = command.to_owned();
            }
        }
        let is_variable = |word: &String| {
            let name = word.split_once('=').map_or("", |(name, _)| name);
            !name.is_empty() && name.chars().all(|char| char.is_ascii_uppercase() || char == '_')
        };
        let variables = words.iter().take_while(|word| is_variable(word)).count();
        words.split_off(variables)
    }
}

/// Parses every command of a program on the pages, as `known` says; how many there are. `is_own` says from the first word behind
/// the program whether the command is one of these.
pub(crate) fn check(program: &str, known: &Command, is_own: impl Fn(&str) -> bool) -> usize {
    let before: Vec<&str> = program.split(' ').collect();
    let (mut count, mut wrong) = (0, Vec::new());
    for shown in shown() {
        let words = shown.words();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let Some(arguments) = words.strip_prefix(before.as_slice()) else { continue };
        if !arguments.first().is_some_and(|first| is_own(first)) {
            continue;
        }
        count += 1;
        let Err(error) = known.clone().no_binary_name(true).try_get_matches_from(arguments) else { continue };
        let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
        let needs_more = matches!(
            error.kind(),
            ErrorKind::MissingRequiredArgument
                | ErrorKind::MissingSubcommand
                | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        );
        if !(is_help || needs_more && shown.is_in_sentence) {
            wrong.push(format!("{}: `{}` is no command of {program}; mend the page: {error}", shown.place, shown.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    count
}
