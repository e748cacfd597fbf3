//! Journals that were kept, that were cut off, and that belong to another run.

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
    JournalFile::find(folder, &run()).unwrap().into_iter().flat_map(|journal| journal.entries).collect()
}

#[test]
fn an_entry_that_is_not_removed_is_found_even_while_the_run_is_in_progress() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("made/when/needed");
    let journal = open(&folder);
    journal.add_entry(entry("/a"));
    journal.add_entry(entry("/b"));
    journal.remove_entry("/a");
    assert_eq!(left(&folder), [entry("/b")]);
    let closed = journal.close();
    assert_eq!((closed.kept, closed.write_error), (Some(folder.join("abcd1234.jsonl")), None));
    assert_eq!(left(&folder), [entry("/b")]);

    // A second run with the same id takes nothing away from the first one.
    let again = open(&folder);
    again.add_entry(entry("/c"));
    again.remove_entry("/c");
    assert!(again.close().kept.is_some());
    assert_eq!(left(&folder), [entry("/b")]);
}

#[test]
fn a_journal_without_entries_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    journal.add_entry(entry("/a"));
    journal.remove_entry("/a");
    assert_eq!(journal.close().kept, None);
    assert_eq!(journals(folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_line_that_was_cut_off_is_ignored_and_a_broken_one_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    journal.add_entry(entry("/a"));
    let path = folder.path().join("abcd1234.jsonl");
    drop(journal);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}{{\"may_exist\":{{\"sco")).unwrap();
    assert_eq!(left(folder.path()), [entry("/a")]);
    open(folder.path()).add_entry(entry("/b"));
    assert_eq!(left(folder.path()), [entry("/a"), entry("/b")], "a later run appends after the last complete line");
    fs::write(&path, format!("{text}nonsense\n")).unwrap();
    let error = JournalFile::find(folder.path(), &run()).unwrap_err();
    assert!(error.contains("abcd1234.jsonl:3: expected a line of a journal"), "{error}");
}

#[test]
fn the_error_for_an_unknown_run_names_the_runs_that_have_journals() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).add_entry(entry("/a"));
    let error = JournalFile::find(folder.path(), &RunId::parse("zzzzzzzz").unwrap()).unwrap_err();
    assert!(error.contains("zzzzzzzz") && error.contains("those of abcd1234"), "{error}");
}

#[test]
fn the_journal_of_a_run_in_progress_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path());
    journal.add_entry(entry("/a"));
    let journal_file = || JournalFile::find(folder.path(), &run()).unwrap().remove(0);
    assert!(journal_file().ensure_not_in_use().unwrap_err().contains("a run with this id is in progress"));
    let second = Journal::open(folder.path().to_owned(), &run(), None, TARGET);
    assert!(second.unwrap_err().contains("a run with this id is in progress"));
    assert_eq!(left(folder.path()), [entry("/a")], "the second takes nothing from the first");
    drop(journal);
    assert_eq!(journal_file().ensure_not_in_use(), Ok(()));
}

#[test]
fn a_journal_under_the_name_of_another_run_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).add_entry(entry("/a"));
    fs::rename(folder.path().join("abcd1234.jsonl"), folder.path().join("zzzzzzzz.jsonl")).unwrap();
    let error = JournalFile::find(folder.path(), &RunId::parse("zzzzzzzz").unwrap()).unwrap_err();
    assert!(error.contains("found that of abcd1234"), "{error}");
}

#[test]
fn a_journal_against_another_target_is_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).add_entry(entry("/a"));
    let other = Journal::open(folder.path().to_owned(), &run(), None, "http://127.0.0.1:2/").unwrap();
    assert!(other.write_error().unwrap().contains("--run-id"));
    other.add_entry(entry("/b"));
    drop(other.close());
    assert_eq!(left(folder.path()), [entry("/a")]);
}

#[test]
fn a_folder_that_cannot_be_written_does_not_stop_the_run() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let journal = open(&folder.path().join("file"));
    assert!(journal.write_error().unwrap().contains("--journal names another folder"));
    journal.add_entry(entry("/a"));
    assert_eq!(journal.close().kept, None);
}
