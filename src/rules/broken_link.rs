//! Links to files that do not exist.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use globset::GlobSet;
use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{LinkKind, Note, PeriodicFormats, folder, is_period, stem};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edits, compile_globs};
use crate::vault::VaultIndex;

use super::written_link::{WrittenLink, is_complete};

pub(super) fn make(setup: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let BrokenLinkOptions { ignore } = options.parse()?;
    let ignore = compile_globs(&ignore).map_err(|bad| OptionsError::new("ignore", bad.message))?;
    Ok(Box::new(BrokenLink { ignore, periodic: Arc::clone(&setup.periodic_formats) }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct BrokenLinkOptions {
    /// Globs of targets that need not exist.
    ignore: Vec<String>,
}

struct BrokenLink {
    ignore: GlobSet,
    periodic: Arc<PeriodicFormats>,
}

/// The minimum number of missing files of one folder that are one finding.
const MIN_JOINED: usize = 10;

/// The endings of attachments: a name with one of them is no note that is yet to be made.
const ATTACHMENTS: [&str; 26] = [
    "avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "webp", "heic", "pdf", "mp3", "mp4", "m4a", "mov", "ogg", "wav",
    "webm", "flac", "mkv", "canvas", "base", "csv", "docx", "pptx", "xlsx", "zip",
];

impl Rule for BrokenLink {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let mut missing: HashSet<String> = HashSet::new();
        let mut found: Vec<(Diagnostic, String)> = Vec::new();
        for link in WrittenLink::all(note) {
            let target = &link.target;
            let is_broken = || is_complete(target) && vault.resolve(target, note.path()).is_none();
            if self.need_not_exist(target) || !is_broken() || vault.is_outside(target, note.path()) {
                continue;
            }
            let diagnostic = diagnostic(note, vault, &link);
            if diagnostic.fix.is_some() {
                found.push((diagnostic, String::new()));
            } else if !(is_name_of_note(&link) && vault.has_unmade_notes()) && missing.insert(link.target.clone()) {
                found.push((diagnostic, folder(&link.target).to_owned()));
            }
        }
        out.add_all(joined_by_folder(found));
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        vault.has_unmade_notes() && vault.may_link_to_unmade_note(path)
    }
}

impl BrokenLink {
    /// Returns whether nothing is wrong with a link to what does not exist: periodic notes are made when they are needed,
    /// and citations (`@byron1843`) are of a bibliography.
    fn need_not_exist(&self, target: &str) -> bool {
        let name = stem(target).trim();
        target.starts_with('@') || is_period(name) || self.periodic.matches(name) || self.ignore.is_match(target)
    }
}

/// Returns whether the link names a note without its folder, as Obsidian writes links to notes that are yet to be made.
fn is_name_of_note(link: &WrittenLink<'_>) -> bool {
    let ending = link.target.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    let is_attachment = ending.is_some_and(|ending| ATTACHMENTS.contains(&ending.as_str()));
    link.link.kind == LinkKind::Wiki && !link.link.is_embed && !link.target.contains('/') && !is_attachment
}

/// Replaces the findings of links into one folder by the first, which counts the others: a whole folder was moved, or is not
/// in the vault.
fn joined_by_folder(found: Vec<(Diagnostic, String)>) -> impl Iterator<Item = Diagnostic> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (_, folder) in found.iter().filter(|(_, folder)| !folder.is_empty()) {
        *counts.entry(folder.clone()).or_default() += 1;
    }
    counts.retain(|_, count| *count >= MIN_JOINED);
    found.into_iter().filter_map(move |(diagnostic, folder)| match counts.get_mut(&folder) {
        None => Some(diagnostic),
        Some(0) => None,
        Some(count) => {
            let others = std::mem::take(count) - 1;
            let message =
                format!("{}, nor {others} other files of `{folder}` that this note links to", diagnostic.message);
            Some(Diagnostic { message, ..diagnostic })
        }
    })
}

fn diagnostic(note: &Note, vault: &VaultIndex, link: &WrittenLink<'_>) -> Diagnostic {
    let target = link.target.as_str();
    let found = Diagnostic::new(link.link.path, format!("there is no `{target}` in the vault"));
    let renamed = vault.renamed(target).and_then(|file| Some((file, vault.link_to(file, target, note.path())?)));
    if let Some((file, new_target)) = renamed {
        let edits = Edits::from_edit(link.retarget(&new_target));
        return found
            .with_help(format!("it was renamed to `{}`", vault.path(file)))
            .with_fix(Fix::safe_fix(format!("write `{new_target}`"), edits));
    }
    match vault.similarly_named(target) {
        Some(file) => {
            found.with_fix(Fix::manual_fix(format!("write `{}` if that is the intended note", stem(vault.path(file)))))
        }
        None => found,
    }
}
