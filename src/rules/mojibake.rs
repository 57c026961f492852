//! Garbled text (mojibake): decoded with the wrong character encoding and saved again.

use super::repair_diagnostic::diagnostic;
use crate::diagnostic::{Command, Diagnostic, Fix};
use crate::mojibake::{self, Confidence, Repair, RepairEvidence};
use crate::note::{Encoding, Examples, Link, Note};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

use super::written_path::{is_in_outside_path, path_around};

mod paired;

use paired::{Paired, mark_paired};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(Mojibake))
}

struct Mojibake;

impl Rule for Mojibake {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if let Some(found) = damaged_name(note, vault) {
            out.add_guess(found);
        }
        let text = note.text();
        let has_history = !note.bases().is_empty() && !text.is_ascii();
        let may_be_damaged = has_history || mojibake::may_be_damaged(text) || text.contains('&');
        let is_paired = vault.pairs_headings_of(note.path());
        if *note.encoding() != Encoding::Utf8 || !(may_be_damaged || is_paired) || note.is_drawing() {
            return;
        }
        let repairs = note.damage();
        if repairs.is_empty() && !is_paired {
            return;
        }
        let mut links = note.links();
        links.sort_by_key(|link| link.path.start);
        let paired = Paired::of(note, vault, &links, repairs);
        let examples = Examples::of(note, repairs);
        let mut last_link: Option<Span> = None;
        for repair in repairs {
            if repair.replacement.is_none() && repair.evidence == RepairEvidence::Mention {
                continue;
            }
            let after = links.partition_point(|link| link.path.end <= repair.span.start);
            let link = links.get(after).filter(|link| link.path.overlaps(repair.span));
            let path = if link.is_none() { path_around(note, vault, repair.span) } else { None };
            let effect =
                link.or(path.as_ref()).map_or(LinkEffect::None, |link| effect_on_link(link, note, vault, repairs));
            let is_example = examples.hold(note, repair);
            let confidence = if is_example { repair.confidence.min(Confidence::Likely) } else { repair.confidence };
            let Some(confidence) = paired.confidence(repair.span, confidence) else { continue };
            let found = diagnostic(text, repair, confidence);
            let found = if paired.is_across_notes(repair.span) { mark_paired(found) } else { found };
            let mut is_first = || link.is_some_and(|link| last_link.replace(link.path) != Some(link.path));
            out.add(match effect {
                LinkEffect::Breaks(file) if repair.replacement.is_some() => {
                    found.with_fix(rename_first(file)).with_command(Command::RenameDamaged)
                }
                LinkEffect::None if repair.replacement.is_some() && is_in_outside_path(note, repair.span) => found
                    .with_fix(Fix::manual_fix(
                        "check the name first: this is part of a path that leads outside the vault",
                    )),
                LinkEffect::Restores(file) if repair.replacement.is_some() && is_first() => {
                    with_restored_link(found, file)
                }
                LinkEffect::Breaks(_) | LinkEffect::Restores(_) | LinkEffect::None => found,
            });
        }
        out.add_all(paired.followers);
    }

    fn precompute(&self, vault: &VaultIndex) {
        if vault.knows_facts() {
            vault.heading_links();
        }
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        vault.pairs_headings_of(path)
    }
}

/// Returns a finding if the note's own path is garbled.
fn damaged_name(note: &Note, vault: &VaultIndex) -> Option<Diagnostic> {
    if !mojibake::may_be_damaged(note.path()) {
        return None;
    }
    let meant = vault.repaired_path(vault.file(note.path())?)?;
    let place = note.body().title().map_or(Span::empty(note.content_start()), |title| title.text);
    let message = format!("the path of this note is garbled; it should be `{meant}`");
    let command = Command::RenameDamaged;
    let fix = Fix::manual_fix(format!("run `{command}` to rename it and update the links to it"));
    Some(Diagnostic::new(place, message).with_fix(fix).with_command(command))
}

/// Returns the manual fix for a link that opens a file by its garbled name.
fn rename_first(file: &str) -> Fix {
    let how = Command::RenameDamaged;
    Fix::manual_fix(format!(
        "rename `{file}` first (`{how}`, or by hand): the link opens it by its garbled name and would break"
    ))
}

/// Adds to `found` that the repair restores a broken link, which then opens `file`.
fn with_restored_link(mut found: Diagnostic, file: &str) -> Diagnostic {
    found.evidence = found.evidence.with_member("revives", file.into());
    found.with_help(format!("the link is broken; repaired, it opens `{file}`"))
}

/// The effect of a repair on a link.
enum LinkEffect<'a> {
    /// It opens this file, whose name is garbled too, so it must not be repaired alone.
    Breaks(&'a str),
    /// It is broken, and the repair makes it open this file.
    Restores(&'a str),
    /// It opens the same file or nothing before and after, or cannot be repaired.
    None,
}

fn effect_on_link<'a>(link: &Link, note: &Note, vault: &'a VaultIndex, repairs: &[Repair]) -> LinkEffect<'a> {
    let now = vault.resolve(&link.path(note.text()), note.path());
    let from = repairs.partition_point(|repair| repair.span.start < link.path.start);
    let within = repairs[from..].iter().take_while(|repair| link.path.contains(repair.span));
    let edits = within.filter_map(|repair| {
        let span = Span::new(repair.span.start - link.path.start, repair.span.end - link.path.start);
        Some(Edit::replace(span, repair.replacement.clone()?))
    });
    let Ok(edits) = Edits::new(edits.collect()) else { return LinkEffect::None };
    let repaired = edits.apply(link.path.slice(note.text()));
    match (now, vault.resolve(&link.decode(&repaired), note.path())) {
        (Some(file), then) if then != Some(file) => LinkEffect::Breaks(vault.path(file)),
        (None, Some(file)) => LinkEffect::Restores(vault.path(file)),
        (Some(_) | None, Some(_) | None) => LinkEffect::None,
    }
}
