//! The generated files on disk, replaced as a whole.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::{Drift, Error, GeneratedFile, check, lock::Lock, tree::is_build_product};

/// What [`write()`] changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The files that are new or have a new text.
    pub written: Vec<PathBuf>,
    /// The files that are gone because nothing generates them.
    pub removed: Vec<PathBuf>,
}

/// Makes the tree below `root` consist of exactly these files. A symbolic link at `root` is followed.
///
/// The new tree is built beside the old one and exchanged with it in one step, so a run that is interrupted leaves the old
/// tree or the new one. There is no moment without a tree: without `generated/`, Cargo could not even build what makes it.
/// Where the file system cannot exchange directories, each file is replaced on its own, still in one step. Only one run
/// writes at a time; another one waits for it.
///
/// # Errors
///
/// When a file or directory cannot be read, written or renamed; when another run does not finish; and before anything is
/// written, when the tree is read-only or has files that the generator did not make.
pub fn write(root: &Path, files: &[GeneratedFile]) -> Result<Written, Error> {
    write_with(exchange, root, files)
}

/// Exchanges two directories in one step.
type Exchange = fn(&Path, &Path) -> io::Result<()>;

fn write_with(exchange: Exchange, root: &Path, files: &[GeneratedFile]) -> Result<Written, Error> {
    let root = &followed(root)?;
    let (parent, name) = (root.parent().unwrap_or(root), root.file_name().unwrap_or_default().to_string_lossy());
    fs::create_dir_all(parent).map_err(Error::io(parent))?;
    let prefix = format!(".{name}.");
    let lock = Lock::acquire(parent)?;
    if let Some(lock) = &lock {
        remove_leftovers(lock, &prefix)?;
    }
    let written = changes(root, files)?;
    if written == Written::default() {
        return Ok(written);
    }
    refuse_read_only(root)?;
    let staging = tempfile::Builder::new().prefix(&prefix).suffix(SUFFIX).tempdir_in(parent);
    let staging = staging.map_err(Error::io(parent))?;
    // Inside, for a temporary directory itself admits only its owner.
    let new = staging.path().join("tree");
    for file in files {
        let path = new.join(&file.path);
        create_parent(&path)?;
        fs::write(&path, &file.text).map_err(Error::io(&path))?;
    }
    if root.exists() {
        match exchange(&new, root) {
            Err(error) if cannot_exchange(&error) => replace_each(&new, root, &written)?,
            result => {
                result.map_err(Error::io(root))?;
                // Now `new` is the old tree.
                keep_build_products(&new, root)?;
            }
        }
    } else {
        fs::rename(&new, root).map_err(Error::io(root))?;
    }
    remove(staging)?;
    drop(lock);
    Ok(written)
}

/// The end of the names of the directories in which new trees are built.
const SUFFIX: &str = ".new";

/// The directory itself where `root` is a link to it; its parent need not exist yet.
fn followed(root: &Path) -> Result<PathBuf, Error> {
    match fs::canonicalize(root) {
        Ok(path) => Ok(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !root.is_symlink() => {
            std::path::absolute(root).map_err(Error::io(root))
        }
        Err(error) => Err(Error::io(root)(error)),
    }
}

/// What has to be written and removed.
fn changes(root: &Path, files: &[GeneratedFile]) -> Result<Written, Error> {
    let mut written = Written::default();
    let mut foreign = Vec::new();
    for drift in check(root, files)? {
        match drift {
            Drift::Missing(path) | Drift::Stale { path, .. } => written.written.push(path),
            Drift::LineEndings(paths) => written.written.extend(paths),
            Drift::Orphaned(path) => written.removed.push(path),
            Drift::Foreign(path) => foreign.push(path),
        }
    }
    written.written.sort();
    if foreign.is_empty() { Ok(written) } else { Err(Error::Foreign { root: root.to_owned(), files: foreign }) }
}

/// A tree that is read-only stays as it is: it could be replaced, but the old tree could never be removed.
fn refuse_read_only(root: &Path) -> Result<(), Error> {
    let mut dirs = vec![root.to_owned()];
    while let Some(dir) = dirs.pop().filter(|dir| dir.exists()) {
        if fs::metadata(&dir).map_err(Error::io(&dir))?.permissions().readonly() {
            return Err(Error::ReadOnly(dir));
        }
        for entry in fs::read_dir(&dir).map_err(Error::io(&dir))? {
            let entry = entry.map_err(Error::io(&dir))?;
            if entry.file_type().map_err(Error::io(entry.path()))?.is_dir() && !is_build_product(&entry.path()) {
                dirs.push(entry.path());
            }
        }
    }
    Ok(())
}

/// Removes what killed runs have left. No other run is writing, and no later run needs these names.
fn remove_leftovers(lock: &Lock, prefix: &str) -> Result<(), Error> {
    let parent = lock.directory();
    for entry in fs::read_dir(parent).map_err(Error::io(parent))? {
        let entry = entry.map_err(Error::io(parent))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(prefix) && name.ends_with(SUFFIX) {
            // One that cannot be removed does no harm.
            fs::remove_dir_all(entry.path()).ok();
        }
    }
    Ok(())
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether it is the file system that cannot exchange directories: some cannot at all, layered ones not these.
fn cannot_exchange(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, InvalidInput, Unsupported};
    [CrossesDevices, InvalidInput, Unsupported].contains(&error.kind())
}

/// Replaces the files that differ one by one, the orphaned ones last.
fn replace_each(new: &Path, root: &Path, written: &Written) -> Result<(), Error> {
    for path in &written.written {
        let target = root.join(path);
        create_parent(&target)?;
        fs::rename(new.join(path), &target).map_err(Error::io(&target))?;
    }
    for path in &written.removed {
        let orphan = root.join(path);
        fs::remove_file(&orphan).map_err(Error::io(&orphan))?;
        // The directory goes with its last file; one that is not empty stays.
        let emptied = orphan.ancestors().skip(1).take_while(|dir| *dir != root);
        emptied.take_while(|dir| fs::remove_dir(dir).is_ok()).for_each(drop);
    }
    Ok(())
}

/// Moves what the package managers have made from the old tree to the new one, where the folder that has it is still there.
fn keep_build_products(old: &Path, new: &Path) -> Result<(), Error> {
    let mut dirs = vec![PathBuf::new()];
    while let Some(dir) = dirs.pop() {
        let whole = old.join(&dir);
        for entry in fs::read_dir(&whole).map_err(Error::io(&whole))? {
            let entry = entry.map_err(Error::io(&whole))?;
            let path = dir.join(entry.file_name());
            if is_build_product(&path) {
                if new.join(&dir).is_dir() {
                    fs::rename(entry.path(), new.join(&path)).map_err(Error::io(entry.path()))?;
                }
            } else if entry.file_type().map_err(Error::io(entry.path()))?.is_dir() {
                dirs.push(path);
            }
        }
    }
    Ok(())
}

fn create_parent(path: &Path) -> Result<(), Error> {
    let dir = path.parent().unwrap_or(path);
    fs::create_dir_all(dir).map_err(Error::io(dir))
}

/// Removes the directory in which the new tree was built, and which has the old one now.
fn remove(staging: TempDir) -> Result<(), Error> {
    let path = staging.path().to_owned();
    staging.close().map_err(|source| Error::OldTree { path, source })
}

#[cfg(test)]
mod tests {
    use std::{fs, io, path::Path};

    use super::{Written, write, write_with};
    use crate::{GeneratedFile, banner::Banner, check};

    fn files(texts: &[(&str, &str)]) -> Vec<GeneratedFile> {
        texts.iter().map(|(path, text)| GeneratedFile { path: path.into(), text: (*text).to_owned() }).collect()
    }

    #[test]
    fn where_directories_cannot_be_exchanged_each_file_is_replaced() {
        let dir = tempfile::TempDir::new().unwrap();
        let root = dir.path().join("tree");
        let two = Banner::Slashes.above("");
        write(&root, &files(&[("a/one.rs", "one"), ("b/c/two.rs", &two), ("same.rs", "same")])).unwrap();
        let wanted = files(&[("a/one.rs", "another"), ("d/three.rs", "three"), ("same.rs", "same")]);
        let written = write_with(|_, _| Err(io::ErrorKind::CrossesDevices.into()), &root, &wanted).unwrap();
        assert_eq!(written.written, [Path::new("a/one.rs"), Path::new("d/three.rs")]);
        assert_eq!(written.removed, [Path::new("b/c/two.rs")]);
        assert_eq!(check(&root, &wanted).unwrap(), []);
        assert!(!root.join("b").exists());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_run_that_ends_before_the_exchange_leaves_the_old_tree_and_the_next_one_finishes() {
        let dir = tempfile::TempDir::new().unwrap();
        let root = dir.path().join("tree");
        let old = files(&[("one.rs", "one")]);
        let new = files(&[("one.rs", "another"), ("two.rs", "two")]);
        write(&root, &old).unwrap();
        write_with(|_, _| Err(io::ErrorKind::Interrupted.into()), &root, &new).unwrap_err();
        assert_eq!(check(&root, &old).unwrap(), []);
        write(&root, &new).unwrap();
        assert_eq!(check(&root, &new).unwrap(), []);
        assert_eq!(write(&root, &new).unwrap(), Written::default());
    }

    #[test]
    fn a_run_that_ends_after_the_exchange_leaves_the_new_tree() {
        let dir = tempfile::TempDir::new().unwrap();
        let root = dir.path().join("tree");
        write(&root, &files(&[("one.rs", "one")])).unwrap();
        let new = files(&[("one.rs", "another"), ("two.rs", "two")]);
        let interrupted = |one: &Path, other: &Path| {
            super::exchange(one, other)?;
            Err(io::ErrorKind::Interrupted.into())
        };
        write_with(interrupted, &root, &new).unwrap_err();
        assert_eq!(check(&root, &new).unwrap(), []);
        assert_eq!(write(&root, &new).unwrap(), Written::default());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
