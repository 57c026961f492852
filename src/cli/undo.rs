//! `vaultlint undo`: restores what a fix or a rename replaced.

use std::env;
use std::path::{Path, PathBuf};

use super::args::{CheckArgs, UndoArgs};
use super::error::CliError;
use super::exit::Exit;
use super::recover::recover;
use super::vault_run::{settings, write_policy};
use crate::beneath::Folder;
use crate::config::{NAMES_FILE, WritePolicy};
use crate::output::{Output, escape_line};
use crate::report::{file_patch, number, plural};
use crate::sink::{IndexOutcome, UndoStore};
use crate::source::VaultRoots;

pub(super) fn undo(args: &UndoArgs, out: &mut Output) -> Result<Exit, CliError> {
    let roots = VaultRoots::find(&[], args.vault.as_deref())?;
    if args.list {
        let store = UndoStore::for_vault(&roots.only()?, &WritePolicy::default())?;
        for step in store.list() {
            writeln!(
                out,
                "{:>4}  {}  {}  {}",
                step.number,
                step.when,
                escape_line(&step.command),
                plural(step.notes.len(), "note")
            )?;
        }
        return Ok(Exit::Clean);
    }
    let vault = roots.open_only(None)?;
    let policy = write_policy(&settings(&CheckArgs::default(), &vault)?, &vault);
    let root = vault.root;
    let store = UndoStore::for_vault(&root, &policy)?;
    recover(&root, &policy)?.remarks.iter().try_for_each(|remark| writeln!(out, "{}", escape_line(remark)))?;
    let step = args.step_and_paths.first().and_then(|first| first.to_str()?.parse().ok());
    let paths = args.step_and_paths.iter().skip(usize::from(step.is_some()));
    let paths: Vec<String> = paths.map(|path| in_vault(&root, path)).collect();
    let restored = store.undo(step, &paths)?;
    // An empty file of name decisions was created by the undone step.
    if restored.iter().any(|note| note.path == NAMES_FILE && note.skipped.is_none()) {
        let decisions = Folder::open(&root)?.child(NAMES_FILE.as_ref());
        if decisions.read().is_ok_and(|text| text.is_empty()) {
            decisions.remove()?;
        }
    }
    let back = restored.iter().filter(|note| note.skipped.is_none()).count();
    for note in &restored {
        let path = escape_line(&note.path);
        let in_index = match note.index {
            Some(IndexOutcome::TakenBack) if note.skipped.is_some() => "; restored in the index",
            Some(IndexOutcome::Stays) => "; the staged version is left untouched",
            Some(IndexOutcome::TakenBack | IndexOutcome::Committed) | None => "",
        };
        match &note.skipped {
            None if note.is_merged => writeln!(out, "{path}: fix undone, later edits kept{in_index}")?,
            None => writeln!(out, "{path}{in_index}")?,
            Some(why) => writeln!(out, "{path}: left untouched: {}{in_index}", escape_line(&why.to_string()))?,
        }
        if let Some((fixed, before)) = &note.wanted {
            file_patch(&note.path, fixed, before, out)?;
        }
    }
    let notes = match back == restored.len() {
        true => plural(back, "note"),
        false => format!("{} of {}", number(back), plural(restored.len(), "note")),
    };
    match restored.iter().any(|note| note.is_merged) {
        true => writeln!(out, "undid the fix in {notes}")?,
        false => writeln!(out, "restored {notes}")?,
    }
    if back < restored.len() {
        writeln!(
            out,
            "the rest of this step is kept; `vaultlint undo --list` lists all steps, `vaultlint undo STEP` undoes an older one"
        )?;
    }
    Ok(if back == restored.len() { Exit::Clean } else { Exit::Findings })
}

fn in_vault(root: &Path, path: &Path) -> String {
    let real = resolved(path);
    let inside = real.strip_prefix(root).unwrap_or(path);
    inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Resolves `path` from the current directory. It need not exist: the step may have moved it.
fn resolved(path: &Path) -> PathBuf {
    let absolute = env::current_dir().map_or_else(|_| path.to_owned(), |here| here.join(path));
    let existing = absolute.ancestors().find_map(|above| Some((above.canonicalize().ok()?, above)));
    match existing {
        Some((real, above)) => real.join(absolute.strip_prefix(above).unwrap_or(Path::new(""))),
        None => absolute,
    }
}
