//! Writes and reads undo steps.

use std::ffi::OsStr;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufWriter, Write};

use super::{BYTES, Backup, FOLDER, LIST, LIST_LIMIT, Step, StepNote, StepRepository, UndoError, UndoStore, numbers};
use crate::beneath::{FileAt, Folder};
use crate::git::{Repository, fail_point};
use crate::process::{is_running, this_process};

/// The time for which a step is kept, in days.
const KEPT_DAYS: i64 = 30;
/// The name prefix of a step's folder while it is being created or removed, before the process id.
const PARTIAL: &str = "partial-";

impl UndoStore {
    /// Records the notes that are about to be replaced, durably. Returns the number of the step, which is unfinished
    /// until [`finish`](Self::finish).
    pub(in crate::sink) fn record(
        &self,
        command: &str,
        notes: &[Backup<'_>],
        empty_folders: &[(String, String)],
        repository: Option<&Repository>,
    ) -> Result<u32, UndoError> {
        self.policy.check_paths(notes.iter().flat_map(|note| std::iter::once(note.path).chain(note.moved_to)))?;
        self.expire();
        let folder = self.state.create().and_then(|state| Ok(state.make_private_folder(FOLDER)?));
        let folder = folder.map_err(|reason| UndoError::Io { path: self.state.path().join(FOLDER), reason })?;
        let step = Step {
            version: 1,
            root: self.root.clone(),
            when: now(),
            command: command.to_owned(),
            writer: Some(this_process()),
            repository: repository
                .map(|found| StepRepository { top: found.top.clone(), git_dir: found.git_dir.clone() }),
            is_whole: notes.iter().any(|note| note.moved_to.is_some()),
            is_undo: false,
            notes: notes.iter().map(StepNote::of).collect(),
            empty_folders: empty_folders.to_vec(),
        };
        step.length().ok_or(UndoError::TooMuch)?;
        let mut bytes = notes.iter().flat_map(|note| {
            let (before, after) = note.copy.map(|copy| (copy.before(), copy.after())).unwrap_or_default();
            let staged = note.staged.as_ref().map(|staged| staged.change.before()).unwrap_or_default();
            [before, after, staged.into()]
        });
        let partial = partial(&folder);
        let mut write = || {
            partial.create_private_folder()?;
            let own = partial.folder().folder(&partial.name().to_string_lossy())?;
            let mut out = BufWriter::new(own.child(OsStr::new(BYTES)).create_private()?);
            bytes.try_for_each(|part| out.write_all(&part))?;
            out.into_inner()?.sync_all()?;
            fail_point("bytes");
            write_list(&own, &step)?;
            own.sync()?;
            let number = assign_number(&folder, &partial)?;
            folder.sync()?;
            Ok(number)
        };
        write().map_err(|reason| {
            let _ = remove_partial(&partial);
            UndoError::Io { path: self.state.path().join(FOLDER), reason }
        })
    }

    /// Removes the notes at `paths` from a step because they were not written.
    pub(in crate::sink) fn discard(&self, number: u32, paths: &[String]) -> Result<(), UndoError> {
        let mut step = self.read(number)?.ok_or(UndoError::NoSuchStep(number))?;
        for note in step.notes.iter_mut().filter(|note| paths.contains(&note.path)) {
            note.undone = true;
        }
        self.save(number, &step)
    }

    /// Marks a step as finished.
    pub(in crate::sink) fn finish(&self, number: u32) -> Result<(), UndoError> {
        match self.read(number)? {
            Some(step) => self.save(number, &Step { writer: None, ..step }),
            None => Ok(()),
        }
    }

    /// Records that of the notes at `paths` only the index was changed, not the files.
    pub(in crate::sink) fn keep_index_only(&self, number: u32, paths: &[String]) -> Result<(), UndoError> {
        let mut step = self.read(number)?.ok_or(UndoError::NoSuchStep(number))?;
        step.notes.iter_mut().filter(|note| paths.contains(&note.path)).for_each(|note| note.index_only = true);
        self.save(number, &step)
    }

    /// Records that this process is undoing the step.
    pub(super) fn begin_undo(&self, number: u32, step: &mut Step) -> Result<(), UndoError> {
        step.writer = Some(this_process());
        step.is_undo = true;
        self.save(number, step)
    }

    /// Reads the bytes file of a step.
    pub(super) fn bytes(&self, number: u32, step: &Step) -> Result<Vec<u8>, UndoError> {
        let length = step.length().ok_or_else(|| self.damaged(number))?;
        let folder = self.folder().ok_or(UndoError::NoSuchStep(number))?;
        let bytes = folder.read(&format!("{number}/{BYTES}"), length);
        bytes.map_err(|error| UndoError::Io { path: self.path_of(number).join(BYTES), reason: error.into() })
    }

    /// Rewrites the list of a step. Removes the step if it has no notes left to restore.
    pub(super) fn save(&self, number: u32, step: &Step) -> Result<(), UndoError> {
        let save = || {
            let folder = self.folder().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
            if step.notes.iter().all(|note| note.undone) {
                remove(&folder, number)
            } else {
                write_list(&folder.folder(&number.to_string())?, step)
            }
        };
        save().map_err(|reason| UndoError::Io { path: self.path_of(number), reason })
    }

    /// Reads a step. Returns `None` if it belongs to another vault or is not readable.
    ///
    /// # Errors
    /// When the step is not trusted.
    pub(super) fn read(&self, number: u32) -> Result<Option<Step>, UndoError> {
        let Some(folder) = self.folder().and_then(|folder| folder.folder(&number.to_string()).ok()) else {
            return Ok(None);
        };
        let step = folder.read(LIST, LIST_LIMIT).ok().and_then(|list| serde_json::from_slice::<Step>(&list).ok());
        let Some(step) = step.filter(|step| step.version == 1 && step.root == self.root) else { return Ok(None) };
        let trusted = match folder.is_owned_by_user() {
            true => step.check(self.state.repository()),
            false => Err("it belongs to another user".to_owned()),
        };
        let folder = self.path_of(number);
        trusted.map(|()| Some(step)).map_err(|reason| UndoError::Untrusted { step: number, reason, folder })
    }

    /// Returns the numbers of all steps, sorted.
    pub(super) fn numbers(&self) -> Vec<u32> {
        self.folder().map(|folder| numbers(&folder)).unwrap_or_default()
    }

    /// Opens the folder of the steps, if it exists and belongs to the user.
    fn folder(&self) -> Option<Folder> {
        self.state.open()?.folder(FOLDER).ok().filter(Folder::is_owned_by_user)
    }

    /// Removes partial steps of killed processes.
    pub(super) fn sweep_partial(&self) {
        let Some(folder) = self.folder() else { return };
        for name in folder.names().unwrap_or_default() {
            let process = name.to_str().and_then(|name| name.strip_prefix(PARTIAL)?.split('-').next()?.parse().ok());
            if process.is_some_and(|process| !is_running(process)) {
                let _ = remove_partial(&folder.child(&name));
            }
        }
    }

    fn expire(&self) {
        let oldest = now() - KEPT_DAYS * 24 * 60 * 60;
        let Some(folder) = self.folder() else { return };
        for number in numbers(&folder) {
            if self.read(number).is_ok_and(|step| step.is_some_and(|step| step.when < oldest)) {
                let _ = remove(&folder, number);
            }
        }
    }
}

/// Returns the current time in seconds since 1970.
pub(in crate::sink) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Returns an unused name in `folder` for a partial step.
fn partial(folder: &Folder) -> FileAt {
    let random = RandomState::new().hash_one(());
    folder.child(OsStr::new(&format!("{PARTIAL}{}-{random:016x}", std::process::id())))
}

/// Renames a complete step to the next free number. Concurrent runs get different numbers.
fn assign_number(folder: &Folder, whole: &FileAt) -> io::Result<u32> {
    let mut number = numbers(folder).last().map_or(1, |last| last + 1);
    loop {
        match whole.rename_to(&folder.child(OsStr::new(&number.to_string()))) {
            Ok(()) => return Ok(number),
            Err(error) if matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty) => {
                number += 1;
            }
            Err(reason) => return Err(reason),
        }
    }
}

/// Removes a step. Renames it first, so that a killed removal leaves a partial step, which is swept later.
fn remove(folder: &Folder, number: u32) -> io::Result<()> {
    let partial = partial(folder);
    folder.child(OsStr::new(&number.to_string())).rename_to(&partial)?;
    fail_point("removed");
    remove_partial(&partial)
}

fn remove_partial(partial: &FileAt) -> io::Result<()> {
    let own = partial.folder().folder(&partial.name().to_string_lossy())?;
    let listed = [LIST, BYTES].map(|name| own.child(OsStr::new(name)));
    for file in own.left_behind().into_iter().map(|left| left.file).chain(listed) {
        match file.remove() {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    partial.remove_folder()
}

/// Replaces the list of a step atomically and durably.
fn write_list(folder: &Folder, step: &Step) -> io::Result<()> {
    let list = serde_json::to_vec_pretty(step).map_err(|_| io::Error::other("the path is not UTF-8"))?;
    folder.child(OsStr::new(LIST)).replace_durably_by(&list)
}
