//! Reads, checks and fixes many notes in parallel, in passes. All results are complete before anything is written.

use super::base_vault::BaseVault;
use super::collect::collect;
use super::fix_options::{FindingScope, FixOptions};
use super::note_source::NoteSource;
use super::outcome::Outcome;
use super::pass_input::PassInput;
use super::result_cache::ResultCache;
use super::runner::Runner;
use crate::config::Settings;
use crate::diagnostic::Applicability;
use crate::rule::RequiredData;
use crate::vault::{FileLister, HistorySource, OuterFiles, VaultIndex};

/// The input of a run.
pub struct RunOptions<'a> {
    /// The settings, with the rules.
    pub settings: &'a Settings,
    /// The source of the notes.
    pub source: &'a dyn NoteSource,
    /// Lists the known files that a link can open.
    pub files: Box<FileLister>,
    /// Lists the files that `files` may lack; `None` if it lists all. Called only if a finding may depend on a file that
    /// was not found.
    pub untracked: Option<&'a FileLister>,
    /// The history of the files; `None` to ignore history. Read only for broken links, and for a missing first day of a note.
    pub history: Option<HistorySource>,
    /// The files of the folder around the vault, which links may name; `None` if there is none. Listed only for a link
    /// that opens nothing in the vault.
    pub outer: Option<OuterFiles>,
    /// All notes of the vault, whose facts are read if a rule needs them. Empty if the scope is not the whole vault:
    /// then only the scope is read, and findings that depend on other notes are not reported.
    pub notes: Vec<String>,
    /// Lists the notes whose links may name a garbled heading; `None` to ignore such links. Called only if `notes` is
    /// empty and a note of the scope has such a heading or link.
    pub linking: Option<&'a FileLister>,
    /// The notes to check.
    pub scope: Vec<String>,
    /// The vault before the changes; `None` if the run checks notes as they are. If it is set, findings that the changes
    /// cause in notes outside the scope are reported too.
    pub base: Option<BaseVault<'a>>,
    /// The minimum applicability of the fixes to apply; `None` to check only.
    pub fix: Option<Applicability>,
    /// The findings to fix.
    pub finding_scope: FindingScope,
    /// The cache; `None` to check everything again.
    pub cache: Option<&'a dyn ResultCache>,
    /// Called after each note of the scope.
    pub progress: &'a (dyn Fn() + Sync),
}

/// Runs the rules over the scope, and applies fixes if requested.
///
/// 1. The read pass reads each new or changed note, and checks it by itself. Without a vault to compare with, the scope pass
///    takes the place of this pass and the next.
/// 2. The cross-note pass checks what depends on the facts of other notes, as far as they changed since the cached run.
/// 3. The recheck pass checks again what depends on facts that fixes changed, until nothing changes.
/// 4. The results are collected.
pub fn run(options: RunOptions<'_>) -> Outcome {
    let fix_options =
        options.fix.map(|min_applicability| FixOptions { min_applicability, finding_scope: options.finding_scope });
    let runner =
        Runner { has_bases: options.base.is_some(), ..Runner::new(options.settings, options.source, fix_options) };
    // With a base, other notes are asked too: they may link to a path that changed.
    let least = if options.base.is_some() { RequiredData::Paths } else { RequiredData::Links };
    let needs_facts = options.settings.required_data() >= least;
    let input = PassInput {
        scope: &options.scope,
        notes: if needs_facts { &options.notes } else { &[] },
        untracked: options.untracked,
        linking: options.linking,
        base: options.base,
        // Facts that are needed and not known cannot be cached.
        cache: options.cache.filter(|_| !needs_facts || !options.notes.is_empty()),
        progress: options.progress,
    };
    let index = VaultIndex::with_lister(options.files).with_history(options.history).with_outer_files(options.outer);

    let mut cross_note_pass = match input.reads_vault() {
        true => runner.cross_note_pass(runner.read_pass(&input, index), &input),
        false => runner.scope_pass(&input, index),
    };
    let inbound = std::mem::take(&mut cross_note_pass.inbound);
    let results = runner.recheck_pass(cross_note_pass);
    collect(&options.scope, results, inbound)
}
