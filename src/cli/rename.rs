//! `vaultlint rename OLD NEW`.

use std::path::Path;

use super::Exit;
use super::args::{CheckArgs, RenameArgs};
use super::error::Failure;
use super::recover::recovered;
use super::vault_run::{place, settings, write_policy};
use crate::diagnostic::Retarget;
use crate::engine::{Rename, RenameError, RenamePlan, beside, may_be_renamed_to, plan_renames};
use crate::git::Place;
use crate::note::{file_name, stem};
use crate::output::{Output, printable};
use crate::report::{count, patch_between};
use crate::sink::{self, UndoStore};
use crate::source::{Roots, Vault};
use crate::text::nearest;
use crate::vault::{VaultIndex, fold};

pub(super) fn rename(args: &RenameArgs, out: &mut Output) -> Result<Exit, Failure> {
    let mut vault = Roots::find(&[], args.vault.as_deref())?.open_only(None)?;
    let policy = write_policy(&settings(&CheckArgs::default(), &vault)?, &vault);
    if !args.diff {
        policy.check()?;
        vault = recovered(&vault, &policy, out)?.unwrap_or(vault);
    }
    let wanted = if args.damaged { damaged(&vault) } else { vec![wanted(&vault, args)?] };
    if wanted.is_empty() {
        writeln!(out, "no name of a file was decoded with the wrong codec")?;
        return Ok(Exit::Clean);
    }
    let mut plan = plan_renames(&wanted, &vault.files, vault.texts().as_ref())?;
    plan.mentions.extend(wanted.iter().flat_map(|wanted| settings_that_name(&vault, wanted)));
    if plan.moves.is_empty() && plan.changes.is_empty() {
        writeln!(out, "nothing to rename: it is called so already")?;
        return Ok(Exit::Clean);
    }
    write_patch(&vault, &plan, out)?;
    if args.diff {
        return Ok(Exit::Findings);
    }
    let command = match args.damaged {
        true => "rename --damaged".to_owned(),
        false => format!("rename {} {}", args.old, args.new),
    };
    let renamed = sink::rename(&vault.root, &plan, &UndoStore::of(&vault.root, &policy)?, &command)?;
    for (from, to) in &plan.moves {
        writeln!(out, "{} is now {}", printable(from), printable(to))?;
    }
    let others = renamed.changed;
    writeln!(out, "{} changed. undo: vaultlint undo", count(others, "text"))?;
    if plan.revived > 0 {
        let verb = if plan.revived == 1 { "works" } else { "work" };
        writeln!(out, "{} {verb} again", count(plan.revived, "broken link"))?;
    }
    for (path, words) in &plan.mentions {
        writeln!(out, "look at {}: {}", printable(path), printable(words))?;
    }
    Ok(Exit::Clean)
}

pub(super) fn write_patch(vault: &Vault, plan: &RenamePlan, out: &mut Output) -> Result<(), Failure> {
    let place = place(vault);
    let from_top = |path: &str| match &place {
        Some(Place::Below(prefix)) => format!("{prefix}{path}"),
        Some(Place::Above(prefix)) => path.strip_prefix(prefix.as_str()).unwrap_or(path).to_owned(),
        None => path.to_owned(),
    };
    for (from, to) in plan.moves.iter().filter(|(from, _)| !plan.changes.iter().any(|(path, _)| path == from)) {
        patch_between(&from_top(from), &from_top(to), b"", b"", out)?;
    }
    for (path, change) in &plan.changes {
        let to = plan.moves.iter().find(|(from, _)| from == path).map_or(path, |(_, to)| to);
        let (before, after) = (change.before(), change.after());
        patch_between(&from_top(path), &from_top(to), before, after.as_bytes(), out)?;
    }
    Ok(())
}

/// The files whose names were damaged, each to be called what was meant.
fn damaged(vault: &Vault) -> Vec<Rename> {
    let index = VaultIndex::new(vault.files.clone());
    let folders = |path: &str| path.matches('/').count();
    let names = index.damaged_paths().filter(|(from, to)| may_be_renamed_to(from, to) && folders(from) == folders(to));
    names.map(|(from, to)| Rename { path: from.to_owned(), to: Retarget::Note { to: to.to_owned() } }).collect()
}

/// What is to be renamed, from what was typed.
fn wanted(vault: &Vault, args: &RenameArgs) -> Result<Rename, Failure> {
    let is_file = |typed: &str| vault.files.iter().any(|path| path == typed || path == &format!("{typed}.md"));
    if let Some((note, heading)) = args.old.split_once('#').filter(|_| !is_file(&args.old)) {
        let path = find(vault, note)?;
        let to = args.new.trim_start_matches('#').trim().to_owned();
        return Ok(Rename { path, to: Retarget::Heading { from: heading.trim().to_owned(), to } });
    }
    let path = find(vault, &args.old)?;
    let inside = args.new.strip_prefix(&format!("{}/", vault.root.display()));
    let new = inside.unwrap_or(&args.new);
    if new.starts_with('/') {
        return Err(Failure::Rename(RenameError::Name(new.to_owned())));
    }
    let name = stem(new);
    let to = match new.rsplit_once('/') {
        Some((folder, "")) => in_folder(folder, file_name(&path)),
        Some((folder, _)) => in_folder(folder, &format!("{name}.md")),
        None => beside(&path, name),
    };
    Ok(Rename { path, to: Retarget::Note { to } })
}

fn in_folder(folder: &str, name: &str) -> String {
    match folder.trim_matches('/') {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// The note that was meant: a file here, a path from the vault's root, or a name that only one note has.
fn find(vault: &Vault, typed: &str) -> Result<String, Failure> {
    let ended = if fold(typed).ends_with(".md") { typed.to_owned() } else { format!("{typed}.md") };
    let here = Path::new(&ended).canonicalize().ok();
    let here = here.as_deref().and_then(|path| path.strip_prefix(&vault.root).ok());
    let here = here.map(|path| path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"));
    if let Some(path) = here.filter(|path| vault.files.contains(path)) {
        return Ok(path);
    }
    if vault.files.contains(&ended) {
        return Ok(ended);
    }
    let is_it = |path: &&String| fold(path) == fold(&ended) || fold(file_name(path)) == fold(&ended);
    let found: Vec<&String> = vault.files.iter().filter(is_it).collect();
    match found[..] {
        [only] => Ok(only.clone()),
        [] => {
            let names = vault.files.iter().filter(|path| fold(path).ends_with(".md")).map(|path| stem(path));
            Err(Failure::NoSuchNote { name: typed.to_owned(), near: nearest(stem(typed), names).map(str::to_owned) })
        }
        [..] => {
            let paths = found.into_iter().cloned().collect();
            Err(Failure::SeveralNotes { name: typed.to_owned(), paths })
        }
    }
}

/// The files of Obsidian's own settings that name the note: Obsidian writes them, so they are only told of.
fn settings_that_name(vault: &Vault, rename: &Rename) -> Vec<(String, String)> {
    let path = serde_json::Value::from(rename.path.as_str()).to_string();
    let without_ending = serde_json::Value::from(rename.path.trim_end_matches(".md")).to_string();
    let settings = ["bookmarks.json", "daily-notes.json", "templates.json", "starred.json"];
    let named = settings.iter().map(|name| format!(".obsidian/{name}")).filter(|file| {
        let text = vault.text(file).unwrap_or_default();
        matches!(rename.to, Retarget::Note { .. }) && (text.contains(&path) || text.contains(&without_ending))
    });
    named.map(|file| (file, format!("it names {path}"))).collect()
}
