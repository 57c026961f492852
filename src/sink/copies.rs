//! Notes that Git holds, fixed in their working copies, and in the index where the run is about what is staged.
//!
//! Nothing is written to a note whose working copy is not what Git holds: its fix would mix with work in progress.

use std::fs;
use std::path::Path;

use super::replace::{self, NotWritten, replace};
use super::{UndoError, UndoStore, Written};
use crate::engine::Change;
use crate::git::{FileKind, GitError, NewBlob, Program, Repository, stage};

/// A note and what is to become of it.
#[derive(Clone, Copy, Debug)]
pub struct Copy<'a> {
    /// Its path in the vault.
    pub path: &'a str,
    /// Its path from Git's top.
    pub in_repository: &'a [u8],
    /// What stands there.
    pub kind: FileKind,
    /// Its text in Git, before and after.
    pub change: &'a Change,
}

/// Where the fixes go beside the working copies.
#[derive(Clone, Copy, Debug)]
pub enum Into<'a> {
    /// Nowhere: the notes are those of HEAD, or another program watches the index.
    WorkingTree,
    /// Into the index, which is byte for byte this.
    Index(&'a [u8]),
    /// They cannot go into the index, so no note is written.
    Nowhere(fn() -> NotWritten),
}

/// The notes of one vault.
pub struct Copies<'a> {
    /// The vault's root.
    pub root: &'a Path,
    /// The notes.
    pub notes: Vec<Copy<'a>>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// What is there cannot be kept.
    #[error("{0}")]
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
pub fn write_copies(
    repository: &Repository,
    vaults: &[Copies<'_>],
    into: Into<'_>,
    command: &str,
) -> Result<Vec<Written>, CopyError> {
    let filtered = filtered(repository, vaults)?;
    let plans: Vec<Plan<'_>> = vaults.iter().map(|vault| Plan::of(vault, into, &filtered)).collect();
    let mut steps = Vec::new();
    for plan in plans.iter().filter(|plan| !plan.ready.is_empty()) {
        let store = UndoStore::of(plan.root)?;
        let changes: Vec<(&str, &Change)> = plan.ready.iter().map(|(copy, change)| (copy.path, change)).collect();
        let step = store.keep(command, &changes)?;
        steps.push((store, step));
    }
    if let (Into::Index(as_read), false) = (into, steps.is_empty()) {
        let blobs = plans.iter().flat_map(|plan| &plan.ready).map(|(copy, _)| NewBlob {
            path: copy.in_repository,
            kind: copy.kind,
            content: copy.change.after.as_bytes(),
        });
        if let Err(error) = stage(repository, as_read, &blobs.collect::<Vec<_>>()) {
            for (plan, (store, step)) in plans.iter().filter(|plan| !plan.ready.is_empty()).zip(&steps) {
                store.forget(*step, &plan.paths())?;
            }
            return Err(error.into());
        }
    }
    let mut steps = steps.into_iter();
    let written = plans.into_iter().map(|plan| match plan.ready.is_empty() {
        true => Ok(Written { notes: 0, left_alone: plan.left_alone }),
        false => {
            let (store, step) = steps.next().expect("each plan with notes has kept them in a step");
            plan.write(&store, step)
        }
    });
    let written: Result<Vec<Written>, UndoError> = written.collect();
    replace::sync(&repository.top);
    if matches!(into, Into::Index(_)) && repository.index.extension().is_none_or(|ending| ending != "lock") {
        // Git only looks again at the files that were written; that some differ is no failure.
        let _ = Program::of(repository).run(&["update-index", "-q", "--refresh"], b"");
    }
    Ok(written?)
}

/// What is to be done in one vault, decided before anything is written.
struct Plan<'a> {
    root: &'a Path,
    /// Each with its working copy, before and after.
    ready: Vec<(Copy<'a>, Change)>,
    left_alone: Vec<(String, NotWritten)>,
}

impl<'a> Plan<'a> {
    fn of(vault: &Copies<'a>, into: Into<'_>, filtered: &[Vec<u8>]) -> Self {
        let mut plan = Self { root: vault.root, ready: Vec::new(), left_alone: Vec::new() };
        for &copy in &vault.notes {
            let ready = match into {
                Into::Nowhere(reason) => Err(reason()),
                Into::WorkingTree | Into::Index(_) if filtered.iter().any(|path| path == copy.in_repository) => {
                    Err(NotWritten::Filtered)
                }
                Into::WorkingTree => working_copy(vault.root, copy, NotWritten::NotCommitted),
                Into::Index(_) => working_copy(vault.root, copy, NotWritten::NotStaged),
            };
            match ready {
                Ok(change) => plan.ready.push((copy, change)),
                Err(reason) => plan.left_alone.push((copy.path.to_owned(), reason)),
            }
        }
        plan
    }

    fn paths(&self) -> Vec<String> {
        self.ready.iter().map(|(copy, _)| copy.path.to_owned()).collect()
    }

    fn write(self, store: &UndoStore, step: u32) -> Result<Written, UndoError> {
        let mut written = Written { notes: 0, left_alone: self.left_alone };
        let mut undone = Vec::new();
        for (copy, change) in self.ready {
            match replace(&self.root.join(copy.path), &change.before, change.after.as_bytes()) {
                Ok(()) => written.notes += 1,
                Err(reason) => {
                    undone.push(copy.path.to_owned());
                    written.left_alone.push((copy.path.to_owned(), reason));
                }
            }
        }
        if !undone.is_empty() {
            store.forget(step, &undone)?;
        }
        Ok(written)
    }
}

/// The change as the working copy has it, where that is what Git holds: with the same line breaks, or with `\r\n` for
/// every `\n`, as Git checks it out under `core.autocrlf`.
fn working_copy(root: &Path, copy: Copy<'_>, differs: NotWritten) -> Result<Change, NotWritten> {
    let file = root.join(copy.path);
    replace::check(&file)?;
    let (now, change) = (fs::read(file)?, copy.change);
    if now == change.before {
        return Ok(Change { before: now, after: change.after.clone() });
    }
    let has_returns = change.before.contains(&b'\r') || change.after.contains('\r');
    let with_returns =
        || change.before.split_inclusive(|&byte| byte == b'\n').flat_map(with_return).collect::<Vec<u8>>();
    if !has_returns && now == with_returns() {
        return Ok(Change { before: now, after: change.after.replace('\n', "\r\n") });
    }
    Err(differs)
}

fn with_return(line: &[u8]) -> Vec<u8> {
    match line.strip_suffix(b"\n") {
        Some(bare) => [bare, b"\r\n"].concat(),
        None => line.to_owned(),
    }
}

/// The paths between whose content in Git and whose working copy a program or an encoding stands.
fn filtered(repository: &Repository, vaults: &[Copies<'_>]) -> Result<Vec<Vec<u8>>, GitError> {
    let mut paths = Vec::new();
    for copy in vaults.iter().flat_map(|vault| &vault.notes) {
        paths.extend_from_slice(copy.in_repository);
        paths.push(0);
    }
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let attributes = ["check-attr", "-z", "--stdin", "filter", "working-tree-encoding", "ident"];
    let output = Program::of(repository).run(&attributes, &paths)?;
    let fields: Vec<&[u8]> = output.split(|&byte| byte == 0).collect();
    let set = fields.chunks_exact(3).filter(|field| field[2] != b"unspecified" && field[2] != b"unset");
    Ok(set.map(|field| field[0].to_owned()).collect())
}
