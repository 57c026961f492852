//! Links to files that do not exist.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use globset::GlobSet;
use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{LinkKind, Note, PeriodicFormats, folder, is_period, note_name, stem, without_md};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edits, compile_globs};
use crate::vault::{FileId, VaultIndex};

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
        let links = WrittenLink::all(note);
        let broken = links.iter().filter(|link| self.is_broken(note, vault, link));
        let (added, old): (Vec<_>, Vec<_>) = broken.partition(|link| note.touches_added_line(link.link.path));
        let broken: Vec<&WrittenLink<'_>> = added.into_iter().chain(old).collect();
        let mut missing = MissingFiles::new(&broken);
        for link in broken {
            let found = match cited_key(&link.target) {
                Some(_) => not_cited(link),
                None => diagnostic(note, vault, link),
            };
            if found.fix.is_some() {
                out.add(found);
            } else if !(is_name_of_note(link) && vault.has_unmade_notes()) {
                out.add_all(missing.joined(found, &link.target));
            }
        }
    }

    fn reads_citation_keys(&self) -> bool {
        true
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        vault.has_unmade_notes() && vault.may_link_to_unmade_note(path)
    }
}

impl BrokenLink {
    /// Returns whether the link opens nothing, but should.
    fn is_broken(&self, note: &Note, vault: &VaultIndex, link: &WrittenLink<'_>) -> bool {
        let target = &link.target;
        is_complete(target)
            && !self.need_not_exist(target)
            && vault.resolve(target, note.path()).is_none()
            && !vault.is_outside(target, note.path())
            && cited_key(target).is_none_or(|key| vault.is_citation_key(key) == Some(false))
    }

    /// Returns whether nothing is wrong with a link to what does not exist: periodic notes are made when they are needed.
    fn need_not_exist(&self, target: &str) -> bool {
        let name = stem(target).trim();
        is_period(name) || self.periodic.matches(name) || self.ignore.is_match(target)
    }
}

/// Returns whether the link names a note without its folder, as Obsidian writes links to notes that are yet to be made.
fn is_name_of_note(link: &WrittenLink<'_>) -> bool {
    let ending = link.target.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    let is_attachment = ending.is_some_and(|ending| ATTACHMENTS.contains(&ending.as_str()));
    let is_citation = link.target.starts_with('@');
    link.link.kind == LinkKind::Wiki
        && !is_citation
        && !link.link.is_embed
        && !link.target.contains('/')
        && !is_attachment
}

/// Returns the key of a citation, `@byron1843`.
fn cited_key(target: &str) -> Option<&str> {
    stem(target).strip_prefix('@')
}

/// The files that a note links to and that do not exist. Each is reported once, and many of one folder are one finding: a
/// whole folder was moved, or is not in the vault.
struct MissingFiles<'a> {
    unreported: HashSet<&'a str>,
    /// The number of files of each folder; zero if they were reported.
    by_folder: HashMap<&'a str, usize>,
}

impl<'a> MissingFiles<'a> {
    fn new(broken: &[&'a WrittenLink<'_>]) -> Self {
        let unreported: HashSet<&str> = broken.iter().map(|link| link.target.as_str()).collect();
        let mut by_folder: HashMap<&str, usize> = HashMap::new();
        for target in unreported.iter().filter(|target| target.contains('/')) {
            *by_folder.entry(folder(target)).or_default() += 1;
        }
        by_folder.retain(|_, count| *count >= MIN_JOINED);
        Self { unreported, by_folder }
    }

    /// Returns the finding about `target`, unless it was reported, alone or with its folder.
    fn joined(&mut self, found: Diagnostic, target: &str) -> Option<Diagnostic> {
        if !self.unreported.remove(target) {
            return None;
        }
        let folder = folder(target);
        match self.by_folder.get_mut(folder) {
            None => Some(found),
            Some(0) => None,
            Some(count) => {
                let others = std::mem::take(count) - 1;
                let message =
                    format!("{}, nor {others} other files of `{folder}` that this note links to", found.message);
                Some(Diagnostic { message, ..found })
            }
        }
    }
}

fn not_cited(link: &WrittenLink<'_>) -> Diagnostic {
    let message = format!("there is no `{}` in the vault, nor in its bibliography", link.target);
    Diagnostic::new(link.link.path, message).with_key(&link.target)
}

fn diagnostic(note: &Note, vault: &VaultIndex, link: &WrittenLink<'_>) -> Diagnostic {
    let target = link.target.as_str();
    let found = Diagnostic::new(link.link.path, format!("there is no `{target}` in the vault")).with_key(target);
    let renamed = vault.renamed(target).and_then(|file| Some((file, vault.link_to(file, target, note.path())?)));
    if let Some((file, new_target)) = renamed {
        let edits = Edits::from_edit(link.retarget(&new_target));
        return found
            .with_help(format!("it was renamed to `{}`", vault.path(file)))
            .with_fix(Fix::safe_fix(format!("write `{new_target}`"), edits));
    }
    if let Some(file) = vault.folder_note(target) {
        return means_folder_note(note, vault, link, file, found);
    }
    match vault.similarly_named(target) {
        Some(file) => found
            .with_fix(Fix::manual_fix(format!("write `{}` if that is the intended note", note_name(vault.path(file))))),
        None => found,
    }
}

/// Adds to `found` the folder note at `file`, which `link` means, and the link that opens it.
fn means_folder_note(
    note: &Note,
    vault: &VaultIndex,
    link: &WrittenLink<'_>,
    file: FileId,
    found: Diagnostic,
) -> Diagnostic {
    let path = vault.path(file);
    let found =
        found.with_help(format!("the folder note `{path}` is meant; Obsidian does not open it by its folder's name"));
    let written = match (link.target.starts_with(['/', '.']), link.link.kind) {
        (true, LinkKind::Wiki) => format!("{}/x", link.target.trim_end_matches('/')),
        (true, LinkKind::Markdown) => format!("{}/x.md", link.target.trim_end_matches('/')),
        // The whole path says whose note it is; `README` does not.
        (false, LinkKind::Wiki) => without_md(path).to_owned(),
        (false, LinkKind::Markdown) => path.to_owned(),
    };
    let new_target = vault.link_to(file, &written, note.path());
    let fix = new_target.and_then(|target| Some((link.retarget_keeping_label(&target)?, target)));
    match fix {
        Some((edits, target)) => found.with_fix(Fix::unsafe_fix(format!("write `{target}`"), edits)),
        None => found,
    }
}
