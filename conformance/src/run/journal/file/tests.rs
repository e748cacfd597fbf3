//! Journals that were kept, that were cut off, and that are somebody else's.

use super::*;
use crate::run::journal::{Journal, JournalEntryKind};

const TARGET: &str = "http://127.0.0.1:1/";

fn run() -> RunId {
    RunId::parse("abcd1234").unwrap()
}

fn entry(path: &str) -> JournalEntry {
    JournalEntry { scope: "user".to_owned(), path: path.to_owned(), kind: JournalEntryKind::Object }
}

fn open(folder: &Path) -> Journal {
    Journal::open(folder.to_owned(), &run(), None, TARGET).unwrap()
}

fn left(folder: &Path) -> Vec<JournalEntry> {
    JournalFile::find(folder, &run()).unwrap().into_iter().flat_map(|book| book.entries).collect()
}

#[test]
fn what_is_not_struck_out_is_found_by_others_even_while_the_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("made/when/needed");
    let journal = open(&folder);
    journal.note(entry("/a"));
    journal.note(entry("/b"));
    journal.strike("/a");
    assert_eq!(left(&folder), [entry("/b")]);
    let closed = journal.close();
    assert_eq!((closed.kept, closed.trouble), (Some(folder.join("abcd1234.jsonl")), None));
    assert_eq!(left(&folder), [entry("/b")]);

    // A second run with the same id takes nothing away from the first one.
    let again = open(&folder);
    again.note(entry("/c"));
    again.strike("/c");
    assert!(again.close().kept.is_some());
    assert_eq!(left(&folder), [entry("/b")]);
}

#[test]
fn a_journal_of_nothing_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    journal.note(entry("/a"));
    journal.strike("/a");
    assert_eq!(journal.close().kept, None);
    assert_eq!(journals(folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_line_that_was_cut_off_is_left_out_and_a_broken_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    journal.note(entry("/a"));
    let path = folder.path().join("abcd1234.jsonl");
    drop(journal);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}{{\"may_exist\":{{\"sco")).unwrap();
    assert_eq!(left(folder.path()), [entry("/a")]);
    open(folder.path()).note(entry("/b"));
    assert_eq!(left(folder.path()), [entry("/a"), entry("/b")], "a later run writes on behind the last whole line");
    fs::write(&path, format!("{text}nonsense\n")).unwrap();
    let error = JournalFile::find(folder.path(), &run()).unwrap_err();
    assert!(error.contains("abcd1234.jsonl:3: expected a line of a journal"), "{error}");
}

#[test]
fn an_unknown_run_is_told_with_those_that_are_known() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).note(entry("/a"));
    let error = JournalFile::find(folder.path(), &RunId::parse("zzzzzzzz").unwrap()).unwrap_err();
    assert!(error.contains("zzzzzzzz") && error.contains("those of abcd1234"), "{error}");
}

#[test]
fn the_journal_of_a_run_that_goes_on_is_not_free() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    journal.note(entry("/a"));
    let book = || JournalFile::find(folder.path(), &run()).unwrap().remove(0);
    assert!(book().is_free().unwrap_err().contains("a run with this id is under way"));
    let second = Journal::open(folder.path().to_owned(), &run(), None, TARGET);
    assert!(second.unwrap_err().contains("a run with this id is under way"));
    assert_eq!(left(folder.path()), [entry("/a")], "the second takes nothing from the first");
    drop(journal);
    assert_eq!(book().is_free(), Ok(()));
}

#[test]
fn a_journal_under_the_name_of_another_run_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).note(entry("/a"));
    fs::rename(folder.path().join("abcd1234.jsonl"), folder.path().join("zzzzzzzz.jsonl")).unwrap();
    let error = JournalFile::find(folder.path(), &RunId::parse("zzzzzzzz").unwrap()).unwrap_err();
    assert!(error.contains("found that of abcd1234"), "{error}");
}

#[test]
fn a_journal_against_another_target_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).note(entry("/a"));
    let other = Journal::open(folder.path().to_owned(), &run(), None, "http://127.0.0.1:2/").unwrap();
    assert!(other.trouble().unwrap().contains("--run-id"));
    other.note(entry("/b"));
    drop(other.close());
    assert_eq!(left(folder.path()), [entry("/a")]);
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let journal = open(&folder.path().join("file"));
    assert!(journal.trouble().unwrap().contains("--journal names another folder"));
    journal.note(entry("/a"));
    assert_eq!(journal.close().kept, None);
}
