//! `vaultlint rename OLD NEW`: renames a note, a folder or a heading and updates everything that links to it.

mod request;

use super::args::{CheckArgs, RenameArgs};
use super::error::CliError;
use super::exit::Exit;
use super::recover::recovered;
use super::undo_command::undo_command;
use super::vault_run::{settings, vault_prefix, write_policy};
use crate::config::{CONFIG_FILE, NAMES_FILE};
use crate::diagnostic::Retarget;
use crate::engine::{Rename, RenamePlan, is_valid_rename, plan_renames};
use crate::git::VaultPrefix;
use crate::output::{Output, escape_line};
use crate::report::{move_patch, path_in_repository, plural};
use crate::sink::{self, FixLog, FixRecord, UndoStore};
use crate::source::{FolderContents, FolderObstacle, Vault, VaultRoots};
use crate::vault::VaultIndex;
use request::parse_rename;

pub(super) fn rename(args: &RenameArgs, out: &mut Output) -> Result<Exit, CliError> {
    let mut vault = VaultRoots::find(&[], args.vault.as_deref())?.open_only(None)?;
    let policy = write_policy(&settings(&CheckArgs::default(), &vault)?, &vault);
    if !args.diff {
        policy.check()?;
        vault = recovered(&vault, &policy, out)?.unwrap_or(vault);
    }
    let wanted = if args.damaged { damaged_file_names(&vault) } else { vec![parse_rename(&vault, args)?] };
    if wanted.is_empty() {
        writeln!(out, "no file name is garbled")?;
        return Ok(Exit::Clean);
    }
    let mut plan = plan_with_folders(&vault, &wanted)?;
    plan.needs_review.extend(wanted.iter().flat_map(|wanted| settings_naming(&vault, wanted)));
    if plan.moves.is_empty() && plan.changes.is_empty() {
        writeln!(out, "nothing to rename: it already has this name")?;
        return Ok(Exit::Clean);
    }
    if args.diff {
        write_patch(&vault, &plan, out)?;
        return Ok(Exit::Findings);
    }
    policy.check_paths(plan.paths())?;
    write_patch(&vault, &plan, out)?;
    let command = match args.damaged {
        true => "rename --damaged".to_owned(),
        false => format!("rename {} {}", args.old, args.new),
    };
    let renamed = sink::rename(&vault.root, &plan, &UndoStore::for_vault(&vault.root, &policy)?, &command)?;
    write_moves(&plan, out)?;
    log_folders(&vault, &plan);
    let undo = escape_line(&undo_command(&vault.root).to_string());
    writeln!(out, "{} changed; to undo: {undo}", plural(renamed.changed, "file"))?;
    if plan.repaired_links > 0 {
        writeln!(out, "repaired {}", plural(plan.repaired_links, "broken link"))?;
    }
    for (path, words) in &plan.needs_review {
        writeln!(out, "review {}: {}", escape_line(path), escape_line(words))?;
    }
    Ok(Exit::Clean)
}

/// Plans `wanted`; with a folder, everything in it on disk moves too.
///
/// # Errors
/// When something in a folder cannot be moved with it.
pub(super) fn plan_with_folders(vault: &Vault, wanted: &[Rename]) -> Result<RenamePlan, CliError> {
    let folders = wanted.iter().filter_map(|rename| match &rename.to {
        Retarget::Folder { to } => Some((rename.path.as_str(), to.as_str())),
        Retarget::Note { .. } | Retarget::Heading { .. } => None,
    });
    let (files, empty_folders) = files_with_folders(vault, folders)?;
    let plan = plan_renames(wanted, &files, vault.note_source().as_ref())?;
    if !plan.folders.is_empty() {
        FolderContents::check_ignored(&vault.root, &plan.moves)?;
    }
    Ok(RenamePlan { empty_folders, ..plan })
}

/// Returns the vault's files with everything that is in `folders` on disk, and the empty folders in these, each with its
/// new path.
#[expect(clippy::type_complexity, reason = "two lists")]
pub(super) fn files_with_folders<'a>(
    vault: &Vault,
    folders: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<(Vec<String>, Vec<(String, String)>), FolderObstacle> {
    let mut files = vault.files().into_owned();
    let mut empty_folders = Vec::new();
    for (from, to) in folders {
        let contents = FolderContents::read(&vault.root, from)?;
        let new_path = |path: String| (path.clone(), format!("{to}{}", &path[from.len()..]));
        empty_folders.extend(contents.empty_folders.into_iter().map(new_path));
        files.extend(contents.files);
    }
    files.sort_unstable();
    files.dedup();
    Ok((files, empty_folders))
}

/// Lists what moved: each folder with the number of its files, and each other file.
pub(super) fn write_moves(plan: &RenamePlan, out: &mut Output) -> Result<(), CliError> {
    let is_below = |path: &str, folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    for (from, to) in &plan.folders {
        let files = plan.moves.iter().filter(|(path, _)| is_below(path, from)).count();
        writeln!(out, "renamed {} to {}, with {}", escape_line(from), escape_line(to), plural(files, "file"))?;
    }
    for (from, to) in
        plan.moves.iter().filter(|(path, _)| !plan.folders.iter().any(|(folder, _)| is_below(path, folder)))
    {
        writeln!(out, "renamed {} to {}", escape_line(from), escape_line(to))?;
    }
    Ok(())
}

/// Logs the folders that moved, so that a check notices if a program writes to an old path again.
pub(super) fn log_folders(vault: &Vault, plan: &RenamePlan) {
    if plan.folders.is_empty() {
        return;
    }
    let place = vault_prefix(vault);
    let record = |(from, to): &(String, String)| {
        FixRecord::renamed_folder(&path_in_repository(place.as_ref(), from), &path_in_repository(place.as_ref(), to))
    };
    // Failing to log a rename is not an error.
    let _ = FixLog::open(&vault.root).map(|log| log.append(plan.folders.iter().map(record)));
}

pub(super) fn write_patch(vault: &Vault, plan: &RenamePlan, out: &mut Output) -> Result<(), CliError> {
    let place = vault_prefix(vault);
    let from_top = |path: &str| match &place {
        Some(VaultPrefix::Below(prefix)) => format!("{prefix}{path}"),
        Some(VaultPrefix::Above(prefix)) => path.strip_prefix(prefix.as_str()).unwrap_or(path).to_owned(),
        None => path.to_owned(),
    };
    for (from, to) in plan.moves.iter().filter(|(from, _)| !plan.changes.iter().any(|(path, _)| path == from)) {
        move_patch(&from_top(from), &from_top(to), b"", b"", out)?;
    }
    for (path, change) in &plan.changes {
        let to = plan.moves.iter().find(|(from, _)| from == path).map_or(path, |(_, to)| to);
        let (before, after) = (change.before(), change.after());
        move_patch(&from_top(path), &from_top(to), &before, after.as_bytes(), out)?;
    }
    Ok(())
}

/// Returns the renames that repair garbled file names.
fn damaged_file_names(vault: &Vault) -> Vec<Rename> {
    let index = VaultIndex::new(vault.files().into_owned());
    let folders = |path: &str| path.matches('/').count();
    let names = index.garbled_paths().filter(|(from, to)| is_valid_rename(from, to) && folders(from) == folders(to));
    names.map(|(from, to)| Rename { path: from.to_owned(), to: Retarget::Note { to: to.to_owned() } }).collect()
}

/// Returns the settings files that mention the note or folder: Obsidian's, which it writes itself, and the vault's own.
fn settings_naming(vault: &Vault, rename: &Rename) -> Vec<(String, String)> {
    let quoted = |path: &str| serde_json::Value::from(path).to_string();
    let path = quoted(&rename.path);
    let unquoted = path.trim_matches('"');
    let mentions = |text: &str| match rename.to {
        Retarget::Note { .. } => text.contains(&path) || text.contains(&quoted(rename.path.trim_end_matches(".md"))),
        Retarget::Folder { .. } => text.contains(&path) || text.contains(&format!("\"{unquoted}/")),
        Retarget::Heading { .. } => false,
    };
    let settings = ["bookmarks.json", "daily-notes.json", "templates.json", "starred.json"];
    let named = settings.iter().map(|name| format!(".obsidian/{name}"));
    let named = named.filter(|file| mentions(&vault.text(file).unwrap_or_default()));
    let own = [(CONFIG_FILE, &vault.config), (NAMES_FILE, &vault.names)];
    let own = own.into_iter().filter(|(_, text)| {
        let text = text.as_ref().map_or("", |text| text.text.as_str());
        !matches!(rename.to, Retarget::Heading { .. }) && text.contains(&rename.path)
    });
    let own = own.map(|(file, _)| file.to_owned());
    named.chain(own).map(|file| (file, format!("mentions {path}"))).collect()
}
