//! `vaultlint rename OLD NEW`: renames a note or heading and updates everything that links to it.

use std::path::Path;

use super::args::{CheckArgs, RenameArgs};
use super::error::CliError;
use super::exit::Exit;
use super::recover::recovered;
use super::undo_command::undo_command;
use super::vault_run::{settings, vault_prefix, write_policy};
use crate::diagnostic::Retarget;
use crate::engine::{Rename, RenameError, RenamePlan, is_valid_rename, plan_renames, sibling_path};
use crate::git::VaultPrefix;
use crate::note::{file_name, stem};
use crate::output::{Output, escape_line};
use crate::report::{move_patch, plural};
use crate::sink::{self, UndoStore};
use crate::source::{Vault, VaultRoots};
use crate::text::nearest;
use crate::vault::{VaultIndex, fold};

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
    let mut plan = plan_renames(&wanted, &vault.files(), vault.note_source().as_ref())?;
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
    for (from, to) in &plan.moves {
        writeln!(out, "renamed {} to {}", escape_line(from), escape_line(to))?;
    }
    let undo = escape_line(&undo_command(&vault.root));
    writeln!(out, "{} changed; to undo: {undo}", plural(renamed.changed, "file"))?;
    if plan.repaired_links > 0 {
        writeln!(out, "repaired {}", plural(plan.repaired_links, "broken link"))?;
    }
    for (path, words) in &plan.needs_review {
        writeln!(out, "review {}: {}", escape_line(path), escape_line(words))?;
    }
    Ok(Exit::Clean)
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
        move_patch(&from_top(path), &from_top(to), before, after.as_bytes(), out)?;
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

/// Parses the arguments into a rename.
fn parse_rename(vault: &Vault, args: &RenameArgs) -> Result<Rename, CliError> {
    let is_file = |typed: &str| vault.files().iter().any(|path| path == typed || path == &format!("{typed}.md"));
    if let Some((note, heading)) = args.old.split_once('#').filter(|_| !is_file(&args.old)) {
        let path = find(vault, note)?;
        let to = args.new.trim_start_matches('#').trim().to_owned();
        return Ok(Rename { path, to: Retarget::Heading { from: heading.trim().to_owned(), to } });
    }
    let path = find(vault, &args.old)?;
    let inside = args.new.strip_prefix(&format!("{}/", vault.root.display()));
    let new = inside.unwrap_or(&args.new);
    if new.starts_with('/') {
        return Err(CliError::Rename(RenameError::InvalidName(new.to_owned())));
    }
    let name = stem(new);
    let to = match new.rsplit_once('/') {
        Some((folder, "")) => in_folder(folder, file_name(&path)),
        Some((folder, _)) => in_folder(folder, &format!("{name}.md")),
        None => sibling_path(&path, name),
    };
    Ok(Rename { path, to: Retarget::Note { to } })
}

fn in_folder(folder: &str, name: &str) -> String {
    match folder.trim_matches('/') {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// Finds the note named `typed`: a path from the current directory or from the vault's root, or a unique note name.
fn find(vault: &Vault, typed: &str) -> Result<String, CliError> {
    let ended = if fold(typed).ends_with(".md") { typed.to_owned() } else { format!("{typed}.md") };
    let files = vault.files();
    let here = Path::new(&ended).canonicalize().ok();
    let here = here.as_deref().and_then(|path| path.strip_prefix(&vault.root).ok());
    let here = here.map(|path| path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"));
    if let Some(path) = here.filter(|path| files.contains(path)) {
        return Ok(path);
    }
    if files.contains(&ended) {
        return Ok(ended);
    }
    let is_match = |path: &&String| fold(path) == fold(&ended) || fold(file_name(path)) == fold(&ended);
    let found: Vec<&String> = files.iter().filter(is_match).collect();
    match found[..] {
        [only] => Ok(only.clone()),
        [] => {
            let names = files.iter().filter(|path| fold(path).ends_with(".md")).map(|path| stem(path));
            Err(CliError::NoSuchNote { name: typed.to_owned(), near: nearest(stem(typed), names).map(str::to_owned) })
        }
        [..] => {
            let paths = found.into_iter().cloned().collect();
            Err(CliError::AmbiguousNote { name: typed.to_owned(), paths })
        }
    }
}

/// Returns Obsidian's settings files that mention the note. Obsidian writes them itself, so they are only listed.
fn settings_naming(vault: &Vault, rename: &Rename) -> Vec<(String, String)> {
    let path = serde_json::Value::from(rename.path.as_str()).to_string();
    let without_ending = serde_json::Value::from(rename.path.trim_end_matches(".md")).to_string();
    let settings = ["bookmarks.json", "daily-notes.json", "templates.json", "starred.json"];
    let named = settings.iter().map(|name| format!(".obsidian/{name}")).filter(|file| {
        let text = vault.text(file).unwrap_or_default();
        matches!(rename.to, Retarget::Note { .. }) && (text.contains(&path) || text.contains(&without_ending))
    });
    named.map(|file| (file, format!("mentions {path}"))).collect()
}
