//! Stories on disk: each is written as its case ends, one a line, so that a run holds none of them in memory. An index beside
//! them says where each begins.

use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File},
    io::{self, BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Instant,
};

use serde::{Deserialize, Serialize};

use super::{
    file::{self, FileError},
    safe_json,
    story::Story,
};

/// The name of the file with the stories.
pub(crate) const STORIES: &str = "stories.jsonl";

/// The name of the file with their places.
const INDEX: &str = "stories.index.json";

/// Takes the stories of a run on its way. Dropped before its end, it leaves nothing.
#[derive(Debug)]
pub(crate) struct Spool {
    folder: PathBuf,
    /// When the run began.
    pub(crate) start: Instant,
    /// The file that is written, under a name that nobody looks for.
    unfinished: PathBuf,
    writing: Mutex<Writing>,
}

#[derive(Debug)]
struct Writing {
    file: BufWriter<File>,
    index: Index,
    offset: u64,
    /// Why stories are missing.
    error: Option<io::Error>,
}

/// Where the stories are.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    /// How many bytes all of them have: an index of other stories has another number.
    length: u64,
    /// By the name of its case, where each is.
    stories: BTreeMap<String, Place>,
}

/// Where a story is: its first byte, how many bytes it has, and how many exchanges.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Place(u64, u64, usize);

/// The stories of a run that has ended.
#[derive(Clone, Debug)]
pub(crate) struct Stories {
    folder: PathBuf,
}

impl Spool {
    /// A spool for a folder.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub(crate) fn new(folder: &Path) -> Result<Self, FileError> {
        let path = folder.join(STORIES);
        let made = file::unfinished(&path).and_then(|(unfinished, made)| {
            file::make_private(&made)?;
            Ok((unfinished, made))
        });
        let (unfinished, made) = made.map_err(|error| FileError::Refused { path, error })?;
        let writing = Writing { file: BufWriter::new(made), index: Index::default(), offset: 0, error: None };
        Ok(Self { folder: folder.to_owned(), start: Instant::now(), unfinished, writing: Mutex::new(writing) })
    }

    /// Writes the story of a case. What goes wrong is said at the end: it is no reason to end a run.
    pub(crate) fn write(&self, story: &Story) {
        let line = safe_json::to_line(story).map_err(io::Error::other);
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let Writing { file, index, offset, error } = &mut *writing;
        if error.is_some() {
            return;
        }
        match line.and_then(|line| file.write_all(line.as_bytes()).map(|()| line.len() as u64)) {
            Ok(length) => {
                index.stories.insert(story.name().to_owned(), Place(*offset, length, story.exchanges.len()));
                *offset += length;
            }
            Err(why) => *error = Some(why),
        }
    }

    /// Ends the spool, and gives the stories their name.
    ///
    /// # Errors
    /// When a story could not be written; then what was there before is still there.
    pub(super) fn end(&self) -> Result<Stories, FileError> {
        let path = self.folder.join(STORIES);
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let Writing { file, index, offset, error } = &mut *writing;
        let ended = match error.take() {
            Some(error) => Err(error),
            None => file.flush().and_then(|()| fs::rename(&self.unfinished, &path)),
        };
        ended.map_err(|error| FileError::Refused { path, error })?;
        index.length = *offset;
        let at = self.folder.join(INDEX);
        let json =
            safe_json::to_line(index).map_err(|error| FileError::Refused { path: at.clone(), error: error.into() })?;
        file::write_private(&at, json.as_bytes())?;
        Ok(Stories { folder: self.folder.clone() })
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // Once it has its name, nothing of that name is left.
        drop(fs::remove_file(&self.unfinished));
    }
}

impl Stories {
    /// The names of their files.
    pub(crate) const FILES: [&'static str; 2] = [STORIES, INDEX];

    /// The stories beside a report, if there are any.
    pub(crate) fn beside(report: &Path) -> Option<Self> {
        let folder = file::parent(report).to_owned();
        folder.join(STORIES).is_file().then_some(Self { folder })
    }

    /// Puts the stories into another folder as well, in place of those that are there.
    ///
    /// # Errors
    /// When they cannot be written there.
    pub(crate) fn copy_to(&self, folder: &Path) -> Result<Self, FileError> {
        for name in Self::FILES {
            let (from, to) = (self.folder.join(name), folder.join(name));
            // Nothing of that name is left before: a link to a file of another run must not be written to.
            let removed = match fs::remove_file(&to) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                Ok(()) | Err(_) => Ok(()),
            };
            let copied = removed.and_then(|()| fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(drop)));
            copied.map_err(|error| FileError::Refused { path: to, error })?;
        }
        Ok(Self { folder: folder.to_owned() })
    }

    /// The story of a case, if it has one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn find(&self, name: &str) -> Result<Option<Story>, String> {
        self.search()?.find(name)
    }

    /// What finds many of them.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(crate) fn search(&self) -> Result<StorySearch<'_>, String> {
        let (file, length) = self.open()?;
        Ok(StorySearch { stories: self, file, index: self.index(length) })
    }

    /// Every story, in the order in which the cases ended.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(crate) fn each(&self) -> Result<impl Iterator<Item = Result<Story, String>> + '_, String> {
        let (file, _) = self.open()?;
        let lines = BufReader::with_capacity(64 * 1024, file).lines();
        Ok(lines.map(|line| self.parse(&line.map_err(|error| self.unreadable(&error))?)))
    }

    fn open(&self) -> Result<(File, u64), String> {
        let opened = File::open(self.folder.join(STORIES)).and_then(|file| Ok((file.metadata()?.len(), file)));
        opened.map(|(length, file)| (file, length)).map_err(|error| self.unreadable(&error))
    }

    /// The index, unless it is missing or that of other stories.
    fn index(&self, length: u64) -> Option<Index> {
        let text = fs::read_to_string(self.folder.join(INDEX)).ok()?;
        serde_json::from_str(&text).ok().filter(|index: &Index| index.length == length)
    }

    fn parse(&self, line: &str) -> Result<Story, String> {
        serde_json::from_str(line).map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &dyn std::fmt::Display) -> String {
        let path = self.folder.join(STORIES);
        let path = path.display();
        format!(
            "{path}: expected the stories of a run of this version of the suite, found: {error}; run the suite again"
        )
    }
}

/// Finds stories by their names.
#[derive(Debug)]
pub(crate) struct StorySearch<'s> {
    stories: &'s Stories,
    file: File,
    index: Option<Index>,
}

impl StorySearch<'_> {
    /// The story of a case, if it has one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn find(&self, name: &str) -> Result<Option<Story>, String> {
        let Some(index) = &self.index else {
            return self.stories.each()?.find(|story| !matches!(story, Ok(story) if story.name() != name)).transpose();
        };
        let Some(Place(offset, length, _)) = index.stories.get(name) else { return Ok(None) };
        let (mut file, mut line) = (&self.file, String::new());
        let read = file.seek(SeekFrom::Start(*offset)).and_then(|_| file.take(*length).read_to_string(&mut line));
        read.map_err(|error| self.stories.unreadable(&error))?;
        self.stories.parse(&line).map(Some)
    }

    /// The numbers of the first and the last exchange of each case, counted from 1 over all stories. Nothing without an index.
    pub(crate) fn exchanges(&self) -> HashMap<&str, (usize, usize)> {
        let mut places: Vec<(&String, &Place)> = self.index.iter().flat_map(|index| &index.stories).collect();
        places.sort_by_key(|(_, Place(offset, ..))| *offset);
        let mut numbers = HashMap::new();
        let mut before = 0;
        for (name, Place(_, _, exchanges)) in places {
            if *exchanges > 0 {
                numbers.insert(name.as_str(), (before + 1, before + exchanges));
            }
            before += exchanges;
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(name: &str, attempts: usize) -> Story {
        Story { name: name.to_owned(), attempts, exchanges: Vec::new() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = entries.collect();
        names.sort();
        names
    }

    #[test]
    fn a_story_is_found_by_its_name_with_and_without_the_index() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path()).unwrap();
        let written = [story("b/x@user", 1), story("a/\u{fc}\u{1b}@user", 2), story("c/z@user", 3)];
        written.iter().for_each(|story| spool.write(story));
        let stories = spool.end().unwrap();
        drop(spool);
        let read: Result<Vec<Story>, String> = stories.each().unwrap().collect();
        assert_eq!(read.unwrap(), written);
        for is_indexed in [true, false] {
            for story in &written {
                assert_eq!(stories.find(story.name()).unwrap().as_ref(), Some(story), "{is_indexed}");
            }
            assert_eq!(stories.find("a/").unwrap(), None);
            if is_indexed {
                fs::remove_file(folder.path().join(INDEX)).unwrap();
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn stories_are_for_their_owner_alone_and_a_run_that_breaks_off_leaves_none() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        drop(Spool::new(folder.path()).unwrap());
        assert_eq!(names(folder.path()), Vec::<String>::new());
        Spool::new(folder.path()).unwrap().end().unwrap();
        assert_eq!(names(folder.path()), [INDEX, STORIES]);
        for name in [INDEX, STORIES] {
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}
