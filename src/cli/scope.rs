//! The notes that a run checks, and what the report says about them. A run that checks nothing says why, so that it does not
//! look clean.

use std::path::Path;

use super::args::CheckArgs;
use super::error::CliError;
use super::other_notes;
use super::vault_run::write_policy;
use crate::config::{CONFIG_FILE, Settings};
use crate::output::escape_line;
use crate::report::{CheckedNotes, ComparedWith, Omission, OmissionKind, RuleRun, Scope};
use crate::rule::RequiredData;
use crate::source::{Revisions, Vault};

/// Returns the requested notes without excluded ones. A note that was named is kept, unless `--force-exclude` is given.
pub(super) fn notes_to_check(args: &CheckArgs, settings: &Settings, vault: &Vault) -> Vec<String> {
    let is_kept = |path: &String| !settings.excludes(path) || (!args.force_exclude && vault.named.contains(path));
    vault.scope.iter().filter(|path| is_kept(path)).cloned().collect()
}

/// Returns the notes that are compared with each other: all of the vault, or none if other notes are not read.
pub(super) fn notes_to_compare(settings: &Settings, vault: &Vault) -> Vec<String> {
    if !other_notes::are_compared(vault) {
        return Vec::new();
    }
    let mut notes = vault.notes().into_owned();
    notes.retain(|path| !settings.excludes(path));
    notes
}

/// Returns the names of the rules that compare notes.
pub(super) fn rules_that_compare(settings: &Settings) -> Vec<String> {
    let compares = settings.rules().iter().filter(|rule| rule.required_data >= RequiredData::Facts);
    compares.map(|rule| rule.name.clone().into_owned()).collect()
}

/// Describes a run over `notes` of `vault`, in which rules that compare notes know the content of `notes_known`.
/// `is_complete` tells whether these rules ran in full.
pub(super) fn describe(
    args: &CheckArgs,
    settings: &Settings,
    vault: &Vault,
    notes: &[String],
    (notes_known, is_complete): (usize, bool),
) -> Scope {
    let compared_with = |data: RequiredData| match data {
        RequiredData::Note => ComparedWith::Note,
        RequiredData::Paths | RequiredData::Links => ComparedWith::Vault,
        RequiredData::Facts | RequiredData::Sketches if is_complete => ComparedWith::Vault,
        RequiredData::Facts | RequiredData::Sketches => ComparedWith::Note,
    };
    let rules = settings.rules().iter().map(|rule| RuleRun::new(&rule.name, compared_with(rule.required_data)));
    let requested = if args.stdin_filename.is_some() { 1 } else { vault.scope.len() };
    let policy = write_policy(settings, vault);
    let is_read_only = |path: &&String| policy.check_paths([path.as_str()]).is_err();
    let read_only = notes.iter().filter(is_read_only).count();
    let (excluded_by, never) =
        (format!("excluded by {CONFIG_FILE}"), "`write: never`: checked, but never written".to_owned());
    Scope {
        checked: match &args.stdin_filename {
            Some(_) => CheckedNotes::Stdin,
            None if vault.covers_vault => CheckedNotes::WholeVault,
            None => CheckedNotes::Paths,
        },
        paths: args.stdin_filename.iter().chain(&args.paths).map(|path| path.display().to_string()).collect(),
        notes_known,
        rules: rules.collect(),
        omitted: vec![
            Omission::new(OmissionKind::Excluded, requested.saturating_sub(notes.len()), excluded_by),
            Omission::new(OmissionKind::ReadOnly, read_only, never),
        ],
        ..Scope::default()
    }
}

/// Adds to `scope` that it is the changes in `revisions`.
pub(super) fn describe_changes(scope: &mut Scope, args: &CheckArgs, revisions: &Revisions) {
    match revisions {
        Revisions::Staged => {
            scope.checked = CheckedNotes::Staged;
            scope.bases = vec!["HEAD".to_owned()];
        }
        Revisions::Index => scope.checked = CheckedNotes::Staged,
        Revisions::Between { bases, head } => {
            scope.checked = if args.since.is_some() { CheckedNotes::Since } else { CheckedNotes::Range };
            scope.bases = bases.iter().map(ToString::to_string).collect();
            scope.revision = Some(head.to_string());
        }
    }
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
