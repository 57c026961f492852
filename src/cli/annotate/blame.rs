//! Finds the commit that garbled the most notes: usually one run of one program did it.

use std::collections::{BTreeMap, HashMap};

use crate::engine::Finding;
use crate::git::{CommitSummary, ObjectStore, Repository};
use crate::report::{VaultRun, number, plural};

/// The context on each side of garbled text that identifies it, in characters.
const CONTEXT_CHARS: usize = 24;

/// Adds a remark that names the commit that garbled the most notes. Does nothing without Git history.
pub(super) fn annotate(run: &mut VaultRun) {
    let Some(place) = &run.vault_prefix else { return };
    let damaged = run.outcome.notes.iter().filter_map(|note| {
        let damage = note.remaining.iter().chain(&note.fixed).find(|finding| finding.diagnostic.rule == "mojibake")?;
        Some((place.to_repository_path(&note.path)?, with_context(damage).as_bytes().to_owned()))
    });
    let damaged: HashMap<Vec<u8>, Vec<u8>> = damaged.collect();
    let notes = damaged.len();
    let objects = Repository::containing(&run.root).and_then(|repository| ObjectStore::open(&repository).ok());
    let Some(found) = objects.and_then(|objects| objects.introduced_by(damaged).ok()) else { return };
    let mut by_commit: BTreeMap<CommitSummary, usize> = BTreeMap::new();
    found.into_values().for_each(|commit| *by_commit.entry(commit).or_default() += 1);
    let Some((commit, most)) = by_commit.into_iter().max_by_key(|(_, notes)| *notes) else { return };
    let CommitSummary { short, day, subject } = commit;
    let which = match (most, notes) {
        (1, 1) => "the garbled note comes from one commit".to_owned(),
        (1, _) => format!("the {} come from different commits, one from", plural(notes, "garbled note")),
        _ if most == notes => format!("all {} come from one commit", plural(notes, "garbled note")),
        _ => format!("{} of the {} come from one commit", number(most), plural(notes, "garbled note")),
    };
    run.remarks.push(format!("{which}: {short} {day} \"{subject}\""));
}

/// Returns the garbled text with its context on the line.
fn with_context(finding: &Finding) -> &str {
    let (span, excerpt) = (finding.diagnostic.span, &finding.excerpt);
    let text = excerpt.text.as_str();
    let start = (span.start - excerpt.offset).min(text.len());
    let end = (span.end - excerpt.offset).min(text.len());
    let from = text[..start].char_indices().rev().take(CONTEXT_CHARS).last().map_or(start, |(at, _)| at);
    let to = text[end..].char_indices().nth(CONTEXT_CHARS).map_or(text.len(), |(at, _)| end + at);
    &text[from..to]
}
