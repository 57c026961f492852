//! The way back: what each run replaced, kept until it is taken back or thirty days old.
//!
//! One folder a step, `undo/N`: a list, and one file with the bytes of every note before and after, end to end. In a
//! repository it stands in Git's own folder, where nothing publishes it; elsewhere in the folder where the system keeps
//! the state of programs.

mod moves;
mod recovery;
mod step;
mod unstage;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};

use super::replace::{NotWritten, has_link_above, replace};
use crate::git::{GitError, Repository, this_process};
use crate::text::merge;

pub use recovery::Recovered;
pub(super) use step::{KeptCopy, KeptNote, KeptStaged};
use step::{LIST, Part, Staged, Step, StepNote, StepRepository, write_list};
use unstage::unstage;

/// How long a step is kept, in days.
const KEPT_DAYS: i64 = 30;
const BYTES: &str = "bytes";

/// The steps of one vault.
#[derive(Clone, Debug)]
pub struct UndoStore {
    root: PathBuf,
    folder: PathBuf,
}

/// A step, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepSummary {
    /// Its number.
    pub number: u32,
    /// When it was, in local time.
    pub when: String,
    /// What wrote the notes.
    pub command: String,
    /// The notes.
    pub notes: Vec<String>,
}

/// What became of a note that was to be taken back.
#[derive(Debug)]
pub struct Restored {
    /// Its path in the vault.
    pub path: String,
    /// Whether it was edited since, and keeps the edits.
    pub is_merged: bool,
    /// What became of it in the index, where the fix was staged there.
    pub index: Option<InIndex>,
    /// What the fix made of it and what it was before, where edits stand in the way.
    pub wanted: Option<(Vec<u8>, Vec<u8>)>,
    /// Why it stays as it is; None where it holds its old text again.
    pub left_alone: Option<NotWritten>,
}

/// What became of a note in the index when a fix was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InIndex {
    /// It holds the old text again.
    TakenBack,
    /// The fix is committed.
    Committed,
    /// Somebody staged something else, or it must not be written: it stays.
    Stays,
}

/// Why a step cannot be kept or taken back.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// There is none.
    #[error("there is nothing to undo in this vault")]
    Nothing,
    /// No such step.
    #[error("there is no step {0}; `vaultlint undo --list` shows them")]
    NoSuchStep(u32),
    /// The step changed no such note.
    #[error("step {step} did not change `{path}`")]
    NoSuchNote {
        /// The step.
        step: u32,
        /// The path as it was asked for.
        path: String,
    },
    /// What was staged cannot be taken back.
    #[error("{0}")]
    Git(#[from] GitError),
    /// The system says no.
    #[error("{}: {reason}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}

impl UndoStore {
    /// The store of the vault at `root`.
    ///
    /// # Errors
    /// Outside Git, when the system names no folder for the state of programs.
    pub fn of(root: &Path) -> Result<Self, UndoError> {
        Ok(Self { root: root.to_owned(), folder: base_folder(root)?.join("undo") })
    }

    /// The roots of the vaults whose steps the repository keeps.
    pub fn roots_of(repository: &Repository) -> BTreeSet<PathBuf> {
        let folder = repository.own_folder().join("undo");
        let steps = fs::read_dir(folder).into_iter().flatten().flatten().filter_map(|entry| {
            let list = fs::read(entry.path().join(LIST)).ok()?;
            serde_json::from_slice::<Step>(&list).ok().map(|step| step.root)
        });
        steps.filter(|root| root.is_dir()).collect()
    }

    /// Keeps what is about to be replaced, and makes it last. Returns the number of the step, which is unfinished until
    /// [`finish`](Self::finish).
    pub(super) fn keep(
        &self,
        command: &str,
        notes: &[KeptNote<'_>],
        repository: Option<&Repository>,
    ) -> Result<u32, UndoError> {
        self.expire();
        create_private(&self.folder)?;
        let (number, folder) = self.next_step()?;
        let step = Step {
            version: 1,
            root: self.root.clone(),
            when: now(),
            command: command.to_owned(),
            writer: Some(this_process()),
            repository: repository
                .map(|found| StepRepository { top: found.top.clone(), git_dir: found.git_dir.clone() }),
            is_whole: notes.iter().any(|note| note.moved_to.is_some()),
            notes: notes.iter().map(StepNote::of).collect(),
        };
        let bytes = notes.iter().flat_map(|note| {
            let (before, after) = note.copy.map(|copy| (copy.before(), copy.after())).unwrap_or_default();
            let staged = note.staged.as_ref().map_or(&[][..], |staged| staged.old);
            [before.into(), after, staged.into()]
        });
        // The list comes last: a folder without one is no step.
        let kept = write(&folder.join(BYTES), bytes).and_then(|()| write_list(&folder, &step));
        let kept = kept.and_then(|()| [&folder, &self.folder].into_iter().try_for_each(|folder| sync_folder(folder)));
        if kept.is_err() {
            let _ = fs::remove_dir_all(&folder);
        }
        kept.map(|()| number)
    }

    /// Makes the folder of a new step. Of two runs at once each gets its own.
    fn next_step(&self) -> Result<(u32, PathBuf), UndoError> {
        let mut number = self.numbers().last().map_or(1, |last| last + 1);
        loop {
            let folder = self.folder.join(number.to_string());
            match fs::create_dir(&folder) {
                Ok(()) => return Ok((number, folder)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(reason) => return Err(UndoError::Io { path: folder, reason }),
            }
        }
    }

    /// The notes at `paths` were not written after all.
    pub(super) fn forget(&self, number: u32, paths: &[String]) -> Result<(), UndoError> {
        let mut step = self.read(number).ok_or(UndoError::NoSuchStep(number))?;
        for note in step.notes.iter_mut().filter(|note| paths.contains(&note.path)) {
            note.undone = true;
        }
        self.save(number, &step)
    }

    /// All of a step is written.
    pub(super) fn finish(&self, number: u32) -> Result<(), UndoError> {
        match self.read(number) {
            Some(step) => self.save(number, &Step { writer: None, ..step }),
            None => Ok(()),
        }
    }

    fn bytes(&self, number: u32) -> Result<Vec<u8>, UndoError> {
        let path = self.folder.join(number.to_string()).join(BYTES);
        fs::read(&path).map_err(|reason| UndoError::Io { path, reason })
    }

    /// The files of the notes at `paths` stay as they are; what is staged is another.
    pub(super) fn keep_index_only(&self, number: u32, paths: &[String]) -> Result<(), UndoError> {
        let mut step = self.read(number).ok_or(UndoError::NoSuchStep(number))?;
        step.notes.iter_mut().filter(|note| paths.contains(&note.path)).for_each(|note| note.index_only = true);
        self.save(number, &step)
    }

    /// Writes the list of a step anew; a step without a note to take back goes.
    fn save(&self, number: u32, step: &Step) -> Result<(), UndoError> {
        let folder = self.folder.join(number.to_string());
        if step.notes.iter().all(|note| note.undone) {
            fs::remove_dir_all(&folder).map_err(|reason| UndoError::Io { path: folder, reason })
        } else {
            write_list(&folder, step)
        }
    }

    /// The steps that can be taken back, the latest first.
    pub fn list(&self) -> Vec<StepSummary> {
        let summaries = self.numbers().into_iter().rev().filter_map(|number| {
            let step = self.read(number)?;
            let when = jiff::Timestamp::from_second(step.when).ok()?.to_zoned(jiff::tz::TimeZone::system());
            let notes = step.notes.into_iter().filter(|note| !note.undone).map(|note| note.path).collect();
            Some(StepSummary {
                number,
                when: when.strftime("%Y-%m-%d %H:%M").to_string(),
                command: step.command,
                notes,
            })
        });
        summaries.collect()
    }

    /// Takes back step `number`, or the latest, in the index too where the fix is only staged; of it only the notes at
    /// `paths`, where any are named. A note that was edited since keeps the edits; where they stand in the way, it stays.
    ///
    /// # Errors
    /// When there is no such step, or a path was not changed by it.
    pub fn undo(&self, number: Option<u32>, paths: &[String]) -> Result<Vec<Restored>, UndoError> {
        let number = match number {
            Some(number) => number,
            None => self.list().first().ok_or(UndoError::Nothing)?.number,
        };
        let mut step = self.read(number).ok_or(UndoError::NoSuchStep(number))?;
        let changed = |path: &&String| step.notes.iter().any(|note| note.path == **path);
        if let Some(path) = paths.iter().find(|path| !changed(path)) {
            return Err(UndoError::NoSuchNote { step: number, path: path.clone() });
        }
        let folder = self.folder.join(number.to_string());
        let bytes = self.bytes(number)?;
        let is_meant = |note: &StepNote| !note.undone && (paths.is_empty() || paths.contains(&note.path));
        let mut parts = Vec::new();
        let mut rest = bytes.as_slice();
        for note in &step.notes {
            parts.push(note.take(&mut rest).ok_or_else(|| damaged(&folder))?);
        }
        let staged = step.notes.iter().zip(&parts).filter(|(note, _)| is_meant(note));
        let staged = staged.filter_map(|(note, part)| Some((note.staged.as_ref()?, part.staged)));
        let unstaged = unstage(step.repository.as_ref(), staged.collect())?;
        moves::take_back(&self.root, step.notes.iter().filter(|note| is_meant(note)));
        let mut restored = Vec::new();
        for (note, part) in step.notes.iter_mut().zip(&parts) {
            if !is_meant(note) {
                continue;
            }
            let outcome = match note.index_only {
                true => Ok(Brought::Nothing),
                false if moves::is_elsewhere(&self.root, note) => Err(NotWritten::Moved),
                false => bring(&self.root, &self.root.join(&note.path), part.after, part.before),
            };
            note.undone = outcome.is_ok();
            let index = note.staged.as_ref().and_then(|staged| unstaged.get(&staged.path)).copied();
            let is_merged = matches!(outcome, Ok(Brought::Merged));
            let left_alone = outcome.err();
            let is_edited = matches!(left_alone, Some(NotWritten::Edited));
            let wanted = is_edited.then(|| (part.after.to_owned(), part.before.to_owned()));
            restored.push(Restored { path: note.path.clone(), is_merged, index, wanted, left_alone });
        }
        self.save(number, &step)?;
        Ok(restored)
    }

    fn read(&self, number: u32) -> Option<Step> {
        let list = fs::read(self.folder.join(number.to_string()).join(LIST)).ok()?;
        serde_json::from_slice(&list).ok().filter(|step: &Step| step.version == 1 && step.root == self.root)
    }

    /// In order.
    fn numbers(&self) -> Vec<u32> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut numbers: Vec<u32> = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
        numbers.sort_unstable();
        numbers
    }

    fn expire(&self) {
        let oldest = now() - KEPT_DAYS * 24 * 60 * 60;
        for number in self.numbers() {
            if self.read(number).is_some_and(|step| step.when < oldest) {
                let _ = fs::remove_dir_all(self.folder.join(number.to_string()));
            }
        }
    }
}

/// What became of a file that was brought from one text to another.
enum Brought {
    /// It held the other text already.
    Nothing,
    /// It holds the other text now.
    Whole,
    /// It was edited meanwhile: the edits stay, and what the texts differ in is changed between them.
    Merged,
}

fn bring(root: &Path, path: &Path, from: &[u8], to: &[u8]) -> Result<Brought, NotWritten> {
    if has_link_above(root, path) {
        return Err(NotWritten::BehindLink);
    }
    let now = fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => NotWritten::Missing,
        _ => NotWritten::Io(error),
    })?;
    if now == to {
        return Ok(Brought::Nothing);
    }
    if now == from {
        return replace(path, from, to).map(|()| Brought::Whole);
    }
    let merged = merge(from, &now, to).ok_or(NotWritten::Edited)?;
    replace(path, &now, &merged).map(|()| Brought::Merged)
}

fn damaged(folder: &Path) -> UndoError {
    UndoError::Io { path: folder.join(BYTES), reason: io::Error::other("shorter than its list says") }
}

pub(super) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Where what belongs to the vault at `root` is kept: in Git's own folder, or where the system keeps such things.
pub(super) fn base_folder(root: &Path) -> Result<PathBuf, UndoError> {
    if let Some(repository) = Repository::around(root) {
        return Ok(repository.own_folder());
    }
    let strategy = choose_base_strategy()
        .map_err(|error| UndoError::Io { path: root.to_owned(), reason: io::Error::other(error.to_string()) })?;
    let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Ok(state.join("vaultlint").join(key_of(root)))
}

/// A folder name for a vault outside Git.
fn key_of(root: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    let name = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).take(24).collect();
    format!("{name}-{:016x}", hasher.finish())
}

fn create_private(folder: &Path) -> Result<(), UndoError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|reason| UndoError::Io { path: folder.to_owned(), reason })
}

fn write<'a>(path: &Path, mut parts: impl Iterator<Item = Cow<'a, [u8]>>) -> Result<(), UndoError> {
    let mut write = || {
        let mut file = io::BufWriter::new(fs::File::create(path)?);
        parts.try_for_each(|part| file.write_all(&part))?;
        file.into_inner()?.sync_all()
    };
    write().map_err(|reason| UndoError::Io { path: path.to_owned(), reason })
}

/// Makes the names in a folder last, where the system has it.
fn sync_folder(folder: &Path) -> Result<(), UndoError> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|reason| UndoError::Io { path: folder.to_owned(), reason })
}
