//! Where a run goes: a new folder, or one in which it was begun before.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::status::{self, Status};
use super::{FolderError, at};

/// Where a run is to be kept.
#[derive(Clone, Debug)]
pub enum Place {
    /// In this folder.
    At {
        /// The folder.
        path: PathBuf,
        /// Whether a run that is there, finished or not, is replaced.
        force: bool,
    },
    /// In a folder of that name, with a number behind it if it is taken.
    Under {
        /// The folder above.
        parent: PathBuf,
        /// The name.
        name: String,
    },
}

/// What is in a place.
enum Kind {
    /// Nothing, or an empty folder.
    Free,
    /// A run with its answer.
    Finished,
    /// A run without its answer, with its fingerprint.
    Unfinished(String),
    /// Something else.
    Foreign,
}

impl Kind {
    fn of(path: &Path) -> Self {
        if is_free(path) {
            return Self::Free;
        }
        let begun = status::begun(path);
        let answered = ["manifest.json", "scenario.resolved.toml", "summary.csv"];
        let answered = answered.iter().all(|file| path.join(file).is_file());
        match begun {
            Some(begun) if !answered || is_cancelled(path) => Self::Unfinished(begun.fingerprint),
            None if !answered => Self::Foreign,
            _ => Self::Finished,
        }
    }
}

/// Whether there is nothing, or a folder with nothing in it but the empty status of a run that was ended at once.
fn is_free(path: &Path) -> bool {
    let nothing = |entry: &fs::DirEntry| {
        entry.file_name() == status::STATUS && entry.metadata().is_ok_and(|status| status.len() == 0)
    };
    !path.exists() || fs::read_dir(path).is_ok_and(|entries| entries.flatten().all(|entry| nothing(&entry)))
}

/// Whether a manifest says that the run was interrupted.
fn is_cancelled(run: &Path) -> bool {
    let manifest = fs::read(run.join("manifest.json")).ok();
    let manifest: Option<serde_json::Value> = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    manifest.is_some_and(|manifest| manifest["stop"] == "cancelled")
}

/// A folder that was taken, and whether the run was begun there before.
pub(super) struct Taken {
    pub(super) path: PathBuf,
    pub(super) status: Status,
    pub(super) before: bool,
}

impl Place {
    /// Takes the place for a run of a fingerprint.
    pub(super) fn take(&self, fingerprint: &str, resume: bool) -> Result<Taken, FolderError> {
        match self {
            Self::At { path, force } => take_at(path, *force, fingerprint, resume),
            Self::Under { parent, name } => take_under(parent, name, fingerprint, resume),
        }
    }
}

fn take_at(path: &Path, force: bool, fingerprint: &str, resume: bool) -> Result<Taken, FolderError> {
    if path.file_name().is_none() {
        return Err(FolderError::NoName(path.to_owned()));
    }
    match Kind::of(path) {
        Kind::Free if resume => Err(FolderError::NothingToResume(path.to_owned())),
        Kind::Free => {
            fs::create_dir_all(path).map_err(at(path))?;
            begin(path)
        }
        Kind::Foreign => Err(FolderError::NotARun(path.to_owned())),
        Kind::Finished | Kind::Unfinished(_) if force => replace(path),
        Kind::Finished if resume => Err(FolderError::Finished(path.to_owned())),
        Kind::Finished => Err(FolderError::Exists(path.to_owned())),
        Kind::Unfinished(other) if other != fingerprint => Err(FolderError::Another(path.to_owned())),
        Kind::Unfinished(_) => {
            let taken = Taken { status: Status::lock(path)?, path: path.to_owned(), before: true };
            // Who held it may have come to the end meanwhile.
            match Kind::of(path) {
                Kind::Unfinished(_) => Ok(taken),
                _ => Err(FolderError::Exists(path.to_owned())),
            }
        }
    }
}

/// Puts a former run aside, and removes it when the new one has begun.
fn replace(path: &Path) -> Result<Taken, FolderError> {
    if path.join(status::STATUS).is_file() {
        // Not under the feet of a process that is at work there.
        Status::lock(path)?;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let old = path.with_file_name(format!(".{name}.old-{}", std::process::id()));
    fs::rename(path, &old).map_err(at(&old))?;
    let begun = fs::create_dir(path).map_err(at(path)).and_then(|()| begin(path));
    match begun {
        Ok(taken) => {
            fs::remove_dir_all(&old).map_err(at(&old))?;
            Ok(taken)
        }
        Err(error) => {
            // The error that is told is the first one.
            let _ = fs::remove_dir(path);
            let _ = fs::rename(&old, path);
            Err(error)
        }
    }
}

fn take_under(parent: &Path, name: &str, fingerprint: &str, resume: bool) -> Result<Taken, FolderError> {
    for path in numbered_that_exist(parent, name) {
        let same = |kind: Kind| matches!(kind, Kind::Unfinished(other) if other == fingerprint);
        if same(Kind::of(&path)) {
            match Status::lock(&path) {
                Ok(status) if same(Kind::of(&path)) => return Ok(Taken { path, status, before: true }),
                Ok(_) | Err(FolderError::Held(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
    if resume {
        return Err(FolderError::NothingToResume(parent.join(name)));
    }
    fs::create_dir_all(parent).map_err(at(parent))?;
    let numbered = (2_u32..10_000).map(|n| parent.join(format!("{name}-{n}")));
    for path in std::iter::once(parent.join(name)).chain(numbered) {
        match fs::create_dir(&path) {
            Ok(()) => return begin(&path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(at(&path)(error)),
        }
    }
    Err(FolderError::Exists(parent.join(name)))
}

/// Takes an empty folder.
fn begin(path: &Path) -> Result<Taken, FolderError> {
    Ok(Taken { status: Status::lock(path)?, path: path.to_owned(), before: false })
}

/// The folders of that name, and of that name with a number, lowest first.
fn numbered_that_exist(parent: &Path, name: &str) -> Vec<PathBuf> {
    let number = |entry: fs::DirEntry| {
        let found = entry.file_name().into_string().ok()?;
        let number = match found.strip_prefix(name)? {
            "" => 1,
            rest => rest.strip_prefix('-')?.parse::<u32>().ok()?,
        };
        Some((number, entry.path()))
    };
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries.filter_map(number).collect();
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with what a finished run leaves, written without a run.
    fn former_run(path: &Path) {
        fs::create_dir_all(path).unwrap();
        for file in ["manifest.json", "scenario.resolved.toml", "summary.csv"] {
            fs::write(path.join(file), "old").unwrap();
        }
    }

    fn at(path: &Path, force: bool) -> Result<Taken, FolderError> {
        Place::At { path: path.to_owned(), force }.take("fingerprint", false)
    }

    fn under(parent: &Path) -> PathBuf {
        let place = Place::Under { parent: parent.to_owned(), name: "run".to_owned() };
        place.take("fingerprint", false).map(|taken| taken.path).unwrap()
    }

    #[test]
    fn what_is_there_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (run, notes) = (folder.path().join("run"), folder.path().join("notes"));
        former_run(&run);
        fs::create_dir_all(&notes).unwrap();
        fs::write(notes.join("manifest.json"), "{}").unwrap();
        assert!(matches!(at(&run, false), Err(FolderError::Exists(_))));
        for force in [false, true] {
            assert!(matches!(at(&notes, force), Err(FolderError::NotARun(_))));
            assert!(matches!(at(&notes.join("manifest.json"), force), Err(FolderError::NotARun(_))));
            assert!(matches!(at(Path::new("."), force), Err(FolderError::NoName(_))));
        }
        assert_eq!(fs::read_to_string(notes.join("manifest.json")).unwrap(), "{}");
        // An empty folder is as good as none.
        fs::create_dir(folder.path().join("empty")).unwrap();
        for new in ["empty", "a/new/one"] {
            assert!(at(&folder.path().join(new), false).is_ok_and(|taken| !taken.before));
        }
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(under(folder.path()), folder.path().join("run"));
        assert_eq!(under(folder.path()), folder.path().join("run-2"));
        former_run(&folder.path().join("run-3"));
        fs::create_dir(folder.path().join("run-more")).unwrap();
        assert_eq!(under(folder.path()), folder.path().join("run-4"));
    }

    #[test]
    fn a_former_run_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("run");
        former_run(&run);
        fs::write(run.join("stray"), "").unwrap();
        assert!(at(&run, true).is_ok_and(|taken| !taken.before));
        let names = |path: &Path| -> Vec<_> {
            fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name()).collect()
        };
        assert_eq!(names(&run), [status::STATUS]);
        assert_eq!(names(folder.path()), ["run"]);
    }
}
