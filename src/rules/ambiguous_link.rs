//! Links that match several files.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{LinkKind, Note, folder};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::{FileId, VaultIndex, fold};

use super::written_link::WrittenLink;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(AmbiguousLink))
}

struct AmbiguousLink;

/// The maximum number of files named in a message.
const MAX_NAMED: usize = 3;

impl Rule for AmbiguousLink {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        for link in WrittenLink::all(note) {
            let target = &link.target;
            let Some(file) = vault.resolve(target, note.path()).filter(|_| !target.is_empty()) else { continue };
            // Outside Obsidian, a Markdown link is relative to the note's folder and therefore unambiguous.
            if link.link.kind == LinkKind::Markdown && folder(vault.path(file)) == folder(note.path()) {
                continue;
            }
            let candidates = vault.candidates(target);
            // A full path is unambiguous in any note.
            let (whole, with_ending) = (fold(target), fold(&format!("{target}.md")));
            let is_whole = |path: &&str| fold(path) == whole || fold(path) == with_ending;
            let is_beyond_doubt = candidates.iter().chain([&vault.path(file)]).any(is_whole);
            // Which of two copies a link opens makes no difference.
            let is_copy = |path: &&str| *path == vault.path(file) || vault.are_copies(vault.path(file), path);
            if candidates.len() > 1 && !is_beyond_doubt && !candidates.iter().all(is_copy) {
                out.add(diagnostic(note, vault, &link, file, &candidates));
            }
        }
    }
}

fn diagnostic(
    note: &Note,
    vault: &VaultIndex,
    link: &WrittenLink<'_>,
    file: FileId,
    candidates: &[&str],
) -> Diagnostic {
    let (target, path) = (&link.target, vault.path(file));
    let others: Vec<String> =
        candidates.iter().filter(|other| **other != path).take(MAX_NAMED).map(|other| format!("`{other}`")).collect();
    let more = if candidates.len() > MAX_NAMED + 1 { ", ..." } else { "" };
    let message =
        format!("`{target}` is ambiguous: it opens `{path}` here, but could also mean {}{more}", others.join(", "));
    let found = Diagnostic::new(link.link.path, message).with_key(target);
    let is_note_without_ending = !fold(target).ends_with(".md") && fold(path).ends_with(".md");
    let whole = if is_note_without_ending { &path[..path.len() - 3] } else { path };
    if vault.resolve(whole, note.path()) != Some(file) {
        return found;
    }
    match link.retarget_keeping_label(whole) {
        Some(edits) => found.with_fix(Fix::unsafe_fix(format!("write `{whole}`"), edits)),
        None => found,
    }
}
