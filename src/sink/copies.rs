//! Notes that Git holds, fixed in the index where the run is about what is staged, and in their working copies.
//!
//! Everything is decided before anything is written. A working copy that holds more than what is staged keeps it: the fix is
//! merged into it, or the file stays as it is.

use std::collections::HashSet;
use std::path::Path;

use super::replace::{NotWritten, check, replace};
use super::smudge::{filtered, smudged};
use super::undo::{KeptCopy, KeptNote, KeptStaged};
use super::{UndoError, UndoStore, Written};
use crate::beneath::{BeneathError, FileAt, Folder};
use crate::config::WritePolicy;
use crate::engine::Change;
use crate::git::{FileKind, GitError, NewBlob, ObjectId, Place, Repository, fail_point, refresh, stage, write_objects};
use crate::text::{merge, with_breaks_of, without_returns};

/// A note that Git holds, and what is to become of it.
#[derive(Clone, Copy, Debug)]
pub struct HeldNote<'a> {
    /// Its path in the vault.
    pub path: &'a str,
    /// Its path from Git's top.
    pub in_repository: &'a [u8],
    /// What stands there.
    pub kind: FileKind,
    /// Its content there.
    pub id: ObjectId,
    /// Whether Git was told not to look at its working copy.
    pub is_hidden: bool,
    /// Its text in Git, before and after.
    pub change: &'a Change,
}

/// Where the fixes go.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// Into the working copies that are what Git holds; others are left alone for this reason.
    WorkingCopies(fn() -> NotWritten),
    /// Into the index, which is byte for byte this, and into the working copies as far as they go along.
    IndexToo(&'a [u8]),
    /// They cannot go into the index, for this reason, so no note is written.
    Nowhere(fn() -> NotWritten),
}

/// The notes of one vault.
pub struct HeldNotes<'a> {
    /// The vault's root.
    pub root: &'a Path,
    /// Whether they may be written.
    pub policy: &'a WritePolicy,
    /// The notes.
    pub notes: Vec<HeldNote<'a>>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum HeldError {
    /// What is there cannot be kept.
    #[error("{0}\n  nothing was written: what a fix replaces is kept first, so that it can be taken back")]
    Undo(#[from] UndoError),
    /// The index cannot be written.
    #[error("{0}")]
    Git(#[from] GitError),
}

/// Writes the notes of every vault: what is there is kept first, then the index is replaced in one step, then file by
/// file. Returns what became of each vault, in their order.
///
/// # Errors
/// When what is there cannot be kept, or the index cannot be written. Then nothing was written.
pub fn write_held(
    repository: &Repository,
    vaults: &[HeldNotes<'_>],
    target: Target<'_>,
    command: &str,
) -> Result<Vec<Written>, HeldError> {
    let is_staged = matches!(target, Target::IndexToo(_));
    let all = || vaults.iter().flat_map(|vault| &vault.notes);
    let contents: Vec<String> =
        all().filter(|note| is_staged && !note.is_hidden).map(|note| note.change.after()).collect();
    let ids = if contents.is_empty() { Vec::new() } else { write_objects(repository, &contents)? };
    drop(contents);
    fail_point("objects");
    let mut ids = ids.into_iter();
    let filtered = filtered(repository, all().map(|note| note.in_repository))?;
    let mut plans: Vec<Plan<'_>> = Vec::new();
    for vault in vaults {
        plans.push(Plan::of(repository, vault, target, &filtered, &mut ids));
    }
    if let Err(error) = keep_and_stage(repository, &mut plans, target, command) {
        plans.iter().for_each(Plan::forget_all);
        return Err(error);
    }
    fail_point("staged");
    let written: Vec<Written> = plans.iter_mut().map(|plan| plan.write(is_staged)).collect();
    if let Ok(top) = Folder::open(&repository.top) {
        top.sync_disk();
    }
    fail_point("written");
    plans.iter().for_each(Plan::finish);
    if is_staged && !repository.has_passing_index() {
        // A file that stays as it is is another than what is staged, and Git would read it, however long it is.
        let are_staged = vaults.iter().zip(&written).flat_map(|(vault, written)| {
            let stay: HashSet<&str> = written.left_behind.iter().map(|(path, _)| path.as_str()).collect();
            vault.notes.iter().filter(move |note| !note.is_hidden && !stay.contains(note.path))
        });
        refresh(repository, are_staged.map(|note| note.in_repository));
    }
    Ok(written)
}

fn keep_and_stage(
    repository: &Repository,
    plans: &mut [Plan<'_>],
    target: Target<'_>,
    command: &str,
) -> Result<(), HeldError> {
    for plan in plans.iter_mut().filter(|plan| !plan.ready.is_empty()) {
        plan.keep(repository, command)?;
    }
    fail_point("kept");
    let blobs: Vec<NewBlob<'_>> = plans.iter().flat_map(|plan| &plan.ready).filter_map(Ready::blob).collect();
    match target {
        Target::IndexToo(as_read) if !blobs.is_empty() => Ok(stage(repository, as_read, &blobs)?),
        Target::IndexToo(_) | Target::WorkingCopies(_) | Target::Nowhere(_) => Ok(()),
    }
}

/// A note that is written.
struct Ready<'a> {
    note: HeldNote<'a>,
    /// Its fixed text among Git's objects, where it goes into the index.
    id: Option<ObjectId>,
    /// What becomes of the working copy, or why it stays.
    copy: Result<Replacement, NotWritten>,
}

/// The bytes of a file, before and after.
struct Replacement {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Ready<'_> {
    fn blob(&self) -> Option<NewBlob<'_>> {
        let HeldNote { in_repository: path, kind, id: old, .. } = self.note;
        self.id.map(|new| NewBlob { path, kind, old, new })
    }

    fn kept(&self) -> KeptNote<'_> {
        let path = String::from_utf8_lossy(self.note.in_repository).into_owned();
        let old = self.note.change.before();
        let staged = self.id.map(|id| KeptStaged { path, old, id: id.to_string() });
        let copy = self.copy.as_ref().ok();
        let copy = copy.map(|Replacement { before, after }| KeptCopy::Bytes { before, after });
        KeptNote { path: self.note.path, copy, moved_to: None, staged }
    }
}

/// The files of a vault.
struct Copies<'a> {
    root: &'a Path,
    /// The root, held open; why not, where a folder of the index is not in the working tree.
    opened: Result<Folder, BeneathError>,
}

impl<'a> Copies<'a> {
    /// Below the repository's top no link is followed: Git would not either.
    fn of(repository: &Repository, root: &'a Path) -> Self {
        let opened = match Place::of(root, &repository.top) {
            Some(Place::Below(prefix)) => Folder::open(&repository.top)
                .map_err(BeneathError::from)
                .and_then(|top| top.folder(prefix.trim_end_matches('/'))),
            Some(Place::Above(_)) | None => Folder::open(root).map_err(BeneathError::from),
        };
        Self { root, opened }
    }

    fn file(&self, path: &str) -> Result<FileAt, NotWritten> {
        match &self.opened {
            Ok(root) => Ok(root.file(path)?),
            Err(BeneathError::Link) => Err(NotWritten::BehindLink),
            Err(_) => Err(NotWritten::Missing),
        }
    }
}

/// What is to be done in one vault, decided before anything is written.
struct Plan<'a> {
    copies: Copies<'a>,
    policy: &'a WritePolicy,
    ready: Vec<Ready<'a>>,
    left_alone: Vec<(String, NotWritten)>,
    /// Where the working copies are kept, and as which step.
    kept: Option<(UndoStore, u32)>,
}

impl<'a> Plan<'a> {
    /// `ids` gives the fixed texts of all notes that go into the index.
    fn of(
        repository: &Repository,
        vault: &HeldNotes<'a>,
        target: Target<'_>,
        filtered: &HashSet<Vec<u8>>,
        ids: &mut impl Iterator<Item = ObjectId>,
    ) -> Self {
        let copies = Copies::of(repository, vault.root);
        let mut plan = Self { copies, policy: vault.policy, ready: Vec::new(), left_alone: Vec::new(), kept: None };
        for &note in &vault.notes {
            let is_filtered = filtered.contains(note.in_repository);
            let ready = match target {
                Target::Nowhere(reason) => Err(reason()),
                _ if note.is_hidden => Err(NotWritten::HiddenFromStatus),
                Target::WorkingCopies(_) if is_filtered => Err(NotWritten::Filtered),
                Target::WorkingCopies(differs) => unchanged_copy(&plan.copies, note)
                    .and_then(|copy| copy.ok_or_else(differs))
                    .map(|copy| Ready { note, id: None, copy: Ok(copy) }),
                Target::IndexToo(_) => {
                    let id = ids.next().expect("each note that is not hidden has its text among the objects");
                    let copy = match is_filtered {
                        true => filtered_copy(repository, &plan.copies, note, id),
                        false => Ok(staged_copy(&plan.copies, note)),
                    };
                    match copy {
                        // What is in such an index alone goes with it when the commit is stopped.
                        Ok(Err(reason)) if repository.has_passing_index() => Err(reason),
                        copy => copy.map(|copy| Ready { note, id: Some(id), copy }),
                    }
                }
            };
            match ready {
                Ok(ready) => plan.ready.push(ready),
                Err(reason) => plan.left_alone.push((note.path.to_owned(), reason)),
            }
        }
        plan
    }

    fn keep(&mut self, repository: &Repository, command: &str) -> Result<(), UndoError> {
        let store = UndoStore::of(self.copies.root, self.policy)?;
        let notes: Vec<KeptNote<'_>> = self.ready.iter().map(Ready::kept).collect();
        let step = store.keep(command, &notes, Some(repository))?;
        self.kept = Some((store, step));
        Ok(())
    }

    /// Nothing was written after all. A step that stays in the list of undo does no harm.
    fn forget_all(&self) {
        let paths: Vec<String> = self.ready.iter().map(|ready| ready.note.path.to_owned()).collect();
        if let Some((store, step)) = &self.kept {
            let _ = store.forget(*step, &paths);
        }
    }

    fn write(&mut self, is_staged: bool) -> Written {
        let mut written = Written { is_staged, left_alone: std::mem::take(&mut self.left_alone), ..Written::default() };
        let mut not_written = Vec::new();
        for Ready { note, copy, .. } in self.ready.drain(..) {
            let outcome = copy.and_then(|Replacement { before, after }| match before == after {
                true => Ok(()),
                false => self.copies.file(note.path).and_then(|file| replace(&file, &before, &after)),
            });
            match outcome {
                Ok(()) => written.notes += 1,
                Err(reason) if is_staged => {
                    written.notes += 1;
                    not_written.push(note.path.to_owned());
                    written.left_behind.push((note.path.to_owned(), reason));
                }
                Err(reason) => {
                    not_written.push(note.path.to_owned());
                    written.left_alone.push((note.path.to_owned(), reason));
                }
            }
            fail_point("file");
        }
        if let (Some((store, step)), false) = (&self.kept, not_written.is_empty()) {
            let _ = match is_staged {
                true => store.keep_index_only(*step, &not_written),
                false => store.forget(*step, &not_written),
            };
        }
        written
    }

    /// Nothing is left to be done: the way back is all that the step is kept for.
    fn finish(&self) {
        if let Some((store, step)) = &self.kept {
            let _ = store.finish(*step);
        }
    }
}

/// What becomes of the working copy of a note whose fixed text is staged.
fn staged_copy(copies: &Copies<'_>, note: HeldNote<'_>) -> Result<Replacement, NotWritten> {
    if let Some(copy) = unchanged_copy(copies, note)? {
        return Ok(copy);
    }
    let now = copies.file(note.path)?.read()?;
    let new = note.change.after();
    let (old, new) = (note.change.before(), new.as_bytes());
    let merged = if old.contains(&b'\r') || new.contains(&b'\r') {
        merge(old, &now, new)
    } else {
        let (old, new) = (with_breaks_of(old, &now), with_breaks_of(new, &now));
        merge(&old, &now, &new)
    };
    let merged = merged.ok_or(NotWritten::InProgress)?;
    Ok(Replacement { before: now, after: merged })
}

/// The same where a filter or an encoding stands between Git and the working copy. What is written has to become the fixed
/// text when Git takes it in.
fn filtered_copy(
    repository: &Repository,
    copies: &Copies<'_>,
    note: HeldNote<'_>,
    id: ObjectId,
) -> Result<Result<Replacement, NotWritten>, NotWritten> {
    let (old, new) = smudged(repository, note.in_repository, note.id, id).ok_or(NotWritten::Filtered)?;
    let copy = read(copies, note.path).and_then(|now| {
        let is_text = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
        if now == old || now == new {
            return Ok(Replacement { before: now, after: new });
        }
        let can_be_merged = [&now, &old, &new].into_iter().all(|bytes| is_text(bytes));
        let merged = can_be_merged.then(|| merge(&old, &now, &new)).flatten().ok_or(NotWritten::InProgress)?;
        Ok(Replacement { before: now, after: merged })
    });
    Ok(copy)
}

/// The change as the working copy has it, where that is what Git holds, or is fixed already; but for line breaks, which Git
/// may check out as `\r\n`. None where it is something else.
fn unchanged_copy(copies: &Copies<'_>, note: HeldNote<'_>) -> Result<Option<Replacement>, NotWritten> {
    let after = note.change.after();
    let (now, before, after) = (read(copies, note.path)?, note.change.before(), after.as_bytes());
    if now == before || now == after {
        return Ok(Some(Replacement { before: now, after: after.to_owned() }));
    }
    let bare = without_returns(&now);
    if !before.contains(&b'\r') && (bare == before || bare == after) {
        let after = with_breaks_of(after, &now);
        return Ok(Some(Replacement { before: now, after }));
    }
    Ok(None)
}

/// The bytes of the working copy, where it may be replaced.
fn read(copies: &Copies<'_>, path: &str) -> Result<Vec<u8>, NotWritten> {
    let file = copies.file(path)?;
    check(&file)?;
    Ok(file.read()?)
}
