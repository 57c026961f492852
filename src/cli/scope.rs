//! The notes that a run checks. A run that checks nothing says why, so that it does not look clean.

use std::path::Path;

use super::args::CheckArgs;
use super::error::CliError;
use crate::config::{CONFIG_FILE, Settings};
use crate::output::escape_line;
use crate::rule::RequiredData;
use crate::source::Vault;

/// Returns the requested notes without excluded ones. A note that was named is kept, unless `--force-exclude` is given.
pub(super) fn notes_to_check(args: &CheckArgs, settings: &Settings, vault: &Vault) -> Vec<String> {
    let is_kept = |path: &String| !settings.excludes(path) || (!args.force_exclude && vault.named.contains(path));
    vault.scope.iter().filter(|path| is_kept(path)).cloned().collect()
}

/// Returns the notes that are compared with each other: all of the vault.
pub(super) fn notes_to_compare(settings: &Settings, vault: &Vault) -> Vec<String> {
    vault.notes().iter().filter(|path| !settings.excludes(path)).cloned().collect()
}

/// Returns the names of the rules that compare notes.
pub(super) fn rules_that_compare(settings: &Settings) -> Vec<String> {
    let compares = settings.rules().iter().filter(|rule| rule.required_data >= RequiredData::Facts);
    compares.map(|rule| rule.name.clone().into_owned()).collect()
}

/// Returns an error if a named folder contains no notes to check.
pub(super) fn refuse_empty(args: &CheckArgs, prepared: &[(Settings, Vault)]) -> Result<(), CliError> {
    let named = if args.paths.is_empty() { args.vault.as_slice() } else { &args.paths };
    for path in named.iter().filter(|path| path.is_dir()) {
        let Ok(folder) = path.canonicalize() else { continue };
        let inside = |vault: &Vault| folder.strip_prefix(&vault.root).ok().map(Path::to_owned);
        let Some((settings, vault, inside)) = prepared.iter().find_map(|(settings, vault)| {
            let inside = inside(vault)?;
            Some((settings, vault, inside))
        }) else {
            continue;
        };
        let is_below = |note: &&String| Path::new(note).starts_with(&inside);
        let notes: Vec<&String> = vault.scope.iter().filter(is_below).collect();
        let is_excluded = || notes.iter().all(|note| settings.excludes(note));
        let why = match notes.is_empty() {
            true => "contains no notes, or only hidden and ignored ones".to_owned(),
            false if !args.force_exclude && is_excluded() => format!("all its notes are excluded by {CONFIG_FILE}"),
            false => continue,
        };
        let is_unreadable = |(file, _): &(String, _)| Path::new(file).starts_with(&inside);
        if !vault.unreadable.iter().any(is_unreadable) {
            return Err(CliError::NoNotes { path: path.clone(), why });
        }
    }
    Ok(())
}

/// Explains why no note of a whole vault was checked.
pub(super) fn why_nothing_checked(vault: &Vault) -> String {
    let root = escape_line(&vault.root.display().to_string());
    match vault.scope.is_empty() {
        true => format!("no notes in {root}: nothing was checked"),
        false => format!("all notes in {root} are excluded by {CONFIG_FILE}: nothing was checked"),
    }
}
