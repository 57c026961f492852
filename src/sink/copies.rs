//! Notes that Git holds, fixed in their working copies, and in the index where the run is about what is staged.
//!
//! Nothing is written to a note whose working copy is not what Git holds: its fix would mix with work in progress.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use super::replace::{self, NotWritten, replace};
use super::{UndoError, UndoStore, Written};
use crate::engine::Change;
use crate::git::{FileKind, GitError, NewBlob, Program, Repository, stage};

/// A note that Git holds, and what is to become of it.
#[derive(Clone, Copy, Debug)]
pub struct HeldNote<'a> {
    /// Its path in the vault.
    pub path: &'a str,
    /// Its path from Git's top.
    pub in_repository: &'a [u8],
    /// What stands there.
    pub kind: FileKind,
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
    /// Into the index, which is byte for byte this, and the working copies that are what is staged.
    IndexToo(&'a [u8]),
    /// They cannot go into the index, for this reason, so no note is written.
    Nowhere(fn() -> NotWritten),
}

/// The notes of one vault.
pub struct HeldNotes<'a> {
    /// The vault's root.
    pub root: &'a Path,
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
    let filtered = filtered(repository, vaults)?;
    let mut plans: Vec<Plan<'_>> = vaults.iter().map(|vault| Plan::of(vault, target, &filtered)).collect();
    if let Err(error) = keep_and_stage(repository, &mut plans, target, command) {
        plans.iter().for_each(Plan::forget_all);
        return Err(error);
    }
    let is_staged = matches!(target, Target::IndexToo(_));
    let written = plans.into_iter().map(|plan| plan.write(is_staged)).collect();
    replace::sync(&repository.top);
    if is_staged && repository.index.extension().is_none_or(|ending| ending != "lock") {
        // Git only looks again at the files that were written; that some differ is no failure.
        let _ = Program::of(repository).run(&["update-index", "-q", "--refresh"], b"");
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
        plan.keep(command)?;
    }
    let ready: Vec<&(HeldNote<'_>, Change)> = plans.iter().flat_map(|plan| &plan.ready).collect();
    let (Target::IndexToo(as_read), false) = (target, ready.is_empty()) else { return Ok(()) };
    let blobs = ready.iter().map(|(note, _)| NewBlob {
        path: note.in_repository,
        kind: note.kind,
        content: note.change.after.as_bytes(),
    });
    Ok(stage(repository, as_read, &blobs.collect::<Vec<_>>())?)
}

/// What is to be done in one vault, decided before anything is written.
struct Plan<'a> {
    root: &'a Path,
    /// Each with its working copy, before and after.
    ready: Vec<(HeldNote<'a>, Change)>,
    left_alone: Vec<(String, NotWritten)>,
    /// Where the working copies are kept, and as which step.
    kept: Option<(UndoStore, u32)>,
}

impl<'a> Plan<'a> {
    fn of(vault: &HeldNotes<'a>, target: Target<'_>, filtered: &HashSet<Vec<u8>>) -> Self {
        let mut plan = Self { root: vault.root, ready: Vec::new(), left_alone: Vec::new(), kept: None };
        for &note in &vault.notes {
            let ready = match target {
                Target::Nowhere(reason) => Err(reason()),
                _ if note.is_hidden => Err(NotWritten::HiddenFromStatus),
                _ if filtered.contains(note.in_repository) => Err(NotWritten::Filtered),
                Target::WorkingCopies(differs) => working_copy(vault.root, note, differs),
                Target::IndexToo(_) => working_copy(vault.root, note, || NotWritten::NotStaged),
            };
            match ready {
                Ok(change) => plan.ready.push((note, change)),
                Err(reason) => plan.left_alone.push((note.path.to_owned(), reason)),
            }
        }
        plan
    }

    fn keep(&mut self, command: &str) -> Result<(), UndoError> {
        let store = UndoStore::of(self.root)?;
        let changes: Vec<(&str, &Change)> = self.ready.iter().map(|(note, change)| (note.path, change)).collect();
        let step = store.keep(command, &changes)?;
        self.kept = Some((store, step));
        Ok(())
    }

    /// Nothing was written after all. A step that stays in the list of undo does no harm.
    fn forget_all(&self) {
        let paths: Vec<String> = self.ready.iter().map(|(note, _)| note.path.to_owned()).collect();
        if let Some((store, step)) = &self.kept {
            let _ = store.forget(*step, &paths);
        }
    }

    fn write(self, is_staged: bool) -> Written {
        let mut written = Written { is_staged, left_alone: self.left_alone, ..Written::default() };
        let mut not_written = Vec::new();
        for (note, change) in self.ready {
            match replace(&self.root.join(note.path), &change.before, change.after.as_bytes()) {
                Ok(()) => written.notes += 1,
                Err(reason) => {
                    not_written.push(note.path.to_owned());
                    let list = if is_staged { &mut written.left_behind } else { &mut written.left_alone };
                    list.push((note.path.to_owned(), reason));
                }
            }
        }
        if let (Some((store, step)), false) = (self.kept, not_written.is_empty()) {
            let _ = store.forget(step, &not_written);
        }
        written
    }
}

/// The change as the working copy has it, where that is what Git holds: with the same line breaks, or with `\r\n` for
/// every `\n`, as Git checks it out under `core.autocrlf`.
fn working_copy(root: &Path, note: HeldNote<'_>, differs: fn() -> NotWritten) -> Result<Change, NotWritten> {
    let file = root.join(note.path);
    if has_link_above(root, &file) {
        return Err(NotWritten::BehindLink);
    }
    replace::check(&file)?;
    let (now, change) = (fs::read(file)?, note.change);
    if now == change.before {
        return Ok(Change { before: now, after: change.after.clone() });
    }
    let has_returns = change.before.contains(&b'\r') || change.after.contains('\r');
    let with_returns =
        || change.before.split_inclusive(|&byte| byte == b'\n').flat_map(with_return).collect::<Vec<u8>>();
    if !has_returns && now == with_returns() {
        return Ok(Change { before: now, after: change.after.replace('\n', "\r\n") });
    }
    Err(differs())
}

/// Whether a folder between `root` and `file` is a symbolic link: what Git holds is not what is behind it.
fn has_link_above(root: &Path, file: &Path) -> bool {
    file.ancestors().skip(1).take_while(|folder| *folder != root).any(Path::is_symlink)
}

fn with_return(line: &[u8]) -> Vec<u8> {
    match line.strip_suffix(b"\n") {
        Some(bare) => [bare, b"\r\n"].concat(),
        None => line.to_owned(),
    }
}

/// The paths between whose content in Git and whose working copy a program or an encoding stands.
fn filtered(repository: &Repository, vaults: &[HeldNotes<'_>]) -> Result<HashSet<Vec<u8>>, GitError> {
    let mut paths = Vec::new();
    for note in vaults.iter().flat_map(|vault| &vault.notes) {
        paths.extend_from_slice(note.in_repository);
        paths.push(0);
    }
    if paths.is_empty() {
        return Ok(HashSet::new());
    }
    let attributes = ["check-attr", "-z", "--stdin", "filter", "working-tree-encoding", "ident"];
    let output = Program::of(repository).run(&attributes, &paths)?;
    let fields: Vec<&[u8]> = output.split(|&byte| byte == 0).collect();
    let set = fields.chunks_exact(3).filter(|field| field[2] != b"unspecified" && field[2] != b"unset");
    Ok(set.map(|field| field[0].to_owned()).collect())
}
