//! Checks one vault; shared by all commands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::tz::TimeZone;

use super::args::CheckArgs;
use super::error::CliError;
use super::undo_command::undo_command;
use super::{misnamed, other_notes, scope};
use crate::cache::{Cache, CachedContent};
use crate::config::{ConfigSources, ConfigText, RuleSelection, Settings, WritePolicy};
use crate::diagnostic::Applicability;
use crate::engine::{FindingScope, Outcome, ResultCache, RunOptions, Unreadable, run};
use crate::git::{Repository, VaultPrefix, history_version, read_history};
use crate::output::{Output, escape_line, progress};
use crate::report::{FromHere, SkippedRules, VaultRun, WriteSummary};
use crate::sink::{SkipReason, WriteOutcome};
use crate::source::{GitNotes, Vault, VaultContent};
use crate::vault::HistorySource;

/// Returns the effective settings of `vault`, with the command line applied.
pub(super) fn settings(args: &CheckArgs, vault: &Vault) -> Result<Settings, CliError> {
    if args.config.is_none() {
        misnamed::warn(&vault.root)?;
    }
    let given = vault.config.as_ref().filter(|_| args.config.is_some()).map(|config| config.path.as_str());
    let shown = |path: &str| if given == Some(path) { path.to_owned() } else { from_here(vault).path(path) };
    load(vault, vault.config.clone(), vault.names.clone(), &selection(args)).map_err(|error| match error {
        CliError::Config(error) => CliError::Config(error.with_path(shown)),
        error => error,
    })
}

/// Returns the settings of `vault` with this configuration and these name decisions. Warns on standard error about
/// settings of Obsidian that are not read.
pub(super) fn load(
    vault: &Vault,
    config: Option<ConfigText>,
    names: Option<ConfigText>,
    selection: &RuleSelection,
) -> Result<Settings, CliError> {
    let read = |path: &str| vault.text(path);
    let settings = Settings::load_for(vault.app(), &ConfigSources { config, names, read: &read }, selection, today());
    warn_refused(vault)?;
    Ok(settings?.leaving(vault.inner_write_policy()))
}

/// Lists on standard error the files that were refused since the last call.
pub(super) fn warn_refused(vault: &Vault) -> Result<(), CliError> {
    let mut by_reason: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, why) in vault.refused()? {
        by_reason.entry(why.to_string()).or_default().push(path);
    }
    let mut stderr = Output::stderr();
    for (why, paths) in by_reason {
        writeln!(stderr, "vaultlint: {}: {}", escape_line(&paths.join(", ")), escape_line(&why))?;
    }
    Ok(())
}

/// Returns whether notes of `vault` may be written. `write: never` in the vault's own configuration holds even if
/// `--config` or the staged configuration differs.
pub(super) fn write_policy(settings: &Settings, vault: &Vault) -> WritePolicy {
    settings.write_policy().clone().and(|| vault.own_write_policy())
}

pub(super) fn selection(args: &CheckArgs) -> RuleSelection {
    RuleSelection { select: args.select.clone(), ignore: args.ignore.clone() }
}

/// Returns the local date. Without `TZ`, the zone is read from `/etc/localtime` directly: to find its name, jiff would
/// search all zones of the system, which takes as long as checking twelve notes.
pub(super) fn today() -> jiff::civil::Date {
    let unnamed = || TimeZone::tzif("", &std::fs::read("/etc/localtime").ok()?).ok();
    let zone = if std::env::var_os("TZ").is_none() { unnamed() } else { None };
    jiff::Timestamp::now().to_zoned(zone.unwrap_or_else(TimeZone::system)).date()
}

/// Returns which fixes `--fix` or `--diff` applies; None without them.
pub(super) fn applicability(args: &CheckArgs) -> Option<Applicability> {
    match (args.fix || args.diff, args.unsafe_fixes) {
        (false, _) => None,
        (true, false) => Some(Applicability::Safe),
        (true, true) => Some(Applicability::Unsafe),
    }
}

/// Returns which findings count.
pub(super) fn finding_scope(args: &CheckArgs) -> FindingScope {
    if args.all_lines { FindingScope::All } else { FindingScope::New }
}

/// Checks the requested notes of `vault`. Writes nothing.
pub(super) fn vault_run(args: &CheckArgs, settings: &Settings, vault: &Vault, fix: Option<Applicability>) -> VaultRun {
    let compared = scope::notes_to_compare(settings, vault);
    let compares_none = compared.is_empty() && !vault.covers_vault;
    let notes = scope::notes_to_check(args, settings, vault);
    let scope = scope::describe(args, settings, vault, &notes, (compared.len(), !compares_none));
    let mut outcome = outcome(args, settings, vault, (notes, compared), fix);
    outcome.unreadable.extend(vault.unreadable.iter().cloned());
    let unchecked = outcome.unreadable.iter().filter(|(path, why)| must_be_reported(vault, path, why));
    let unchecked = unchecked.map(|(path, _)| path.clone()).collect();
    VaultRun {
        root: vault.root.clone(),
        scope,
        vault_prefix: vault_prefix(vault),
        from_here: from_here(vault),
        named_notes: vault.named.clone(),
        has_config: vault.config.is_some(),
        outcome,
        counts: finding_scope(args),
        compares_others: other_notes::are_compared(vault),
        unchecked_notes: unchecked,
        skipped_rules: skipped_rules(settings),
        rules_not_run: if compares_none { scope::rules_that_compare(settings) } else { Vec::new() },
        ..VaultRun::default()
    }
}

/// Returns the location of `vault` relative to the current directory.
pub(super) fn from_here(vault: &Vault) -> FromHere {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    here.map(|here| FromHere::new(&vault.root, &here)).unwrap_or_default()
}

/// Returns the rules that do not apply to the vault's app.
pub(super) fn skipped_rules(settings: &Settings) -> Vec<SkippedRules> {
    let rules = settings.rules_off_for_app();
    if rules.is_empty() { Vec::new() } else { vec![SkippedRules { rules, reason: settings.app().reason().to_owned() }] }
}

/// Whether an unreadable note is an error: it was named, or it is in Git and was readable before.
fn must_be_reported(vault: &Vault, path: &String, why: &Unreadable) -> bool {
    let Some(blobs) = vault.git_notes() else { return vault.named.contains(path) };
    match why {
        Unreadable::Io(_) | Unreadable::Nameless => true,
        Unreadable::TooLarge | Unreadable::NotText(_) => blobs.was_checked(path),
        Unreadable::SymbolicLink | Unreadable::NotAFile | Unreadable::Unmerged | Unreadable::Elsewhere(_) => {
            vault.named.contains(path)
        }
    }
}

/// Adds to `run` what was written of its fixes. Rechecks the notes that were skipped, so that their findings are reported
/// as left.
pub(super) fn record_written(
    args: &CheckArgs,
    settings: &Settings,
    vault: &Vault,
    run: &mut VaultRun,
    written: WriteOutcome,
) {
    let scope: BTreeSet<String> = written.skipped.iter().map(|(path, _)| path.clone()).collect();
    run.written = Some(write_summary(written, &vault.root));
    if scope.is_empty() {
        return;
    }
    run.outcome.notes.retain(|note| !scope.contains(&note.path));
    let scope = (scope.into_iter().collect(), scope::notes_to_compare(settings, vault));
    let rechecked = outcome(args, settings, vault, scope, None).notes;
    run.outcome.notes.extend(rechecked.into_iter().filter(|note| !note.is_inbound));
    run.outcome.notes.sort_unstable_by(|one, other| one.path.cmp(&other.path));
}

/// Converts the outcome of a write into its summary, with reasons as text.
fn write_summary(written: WriteOutcome, root: &Path) -> WriteSummary {
    let in_words =
        |list: Vec<(String, SkipReason)>| list.into_iter().map(|(path, why)| (path, why.to_string())).collect();
    WriteSummary {
        undo: (written.notes > 0).then(|| undo_command(root)),
        notes: written.notes,
        is_staged: written.is_staged,
        skipped: in_words(written.skipped),
        index_only: in_words(written.index_only),
    }
}

fn outcome(
    args: &CheckArgs,
    settings: &Settings,
    vault: &Vault,
    (scope, notes): (Vec<String>, Vec<String>),
    fix: Option<Applicability>,
) -> Outcome {
    let bar = progress(if args.quiet { 0 } else { scope.len() });
    let cache = cached_content(vault).filter(|_| !args.no_cache);
    let cache = cache.and_then(|content| Cache::open(&vault.root, settings.digest(), content));
    let (texts, rest, linking) = (vault.note_source(), vault.untracked_files(), vault.list_notes());
    let outcome = run(RunOptions {
        settings,
        source: texts.as_ref(),
        files: vault.list_files(),
        untracked: rest.as_deref(),
        history: history(vault),
        outer: vault.outer_files(),
        notes,
        linking: Some(linking.as_ref()),
        scope,
        base: other_notes::base(vault),
        fix,
        finding_scope: finding_scope(args),
        cache: cache.as_ref().map(|cache| cache as &dyn ResultCache),
        progress: &|| bar.step(),
    });
    // An old revision is not what the next run will see.
    let is_current = vault.git_notes().is_none_or(GitNotes::are_staged);
    if let Some(cache) = cache.filter(|cache| is_current || !cache.is_known()) {
        cache.save();
    }
    bar.finish();
    outcome
}

/// Returns the content that is cached; `None` for a plan.
fn cached_content(vault: &Vault) -> Option<CachedContent> {
    match &vault.content {
        VaultContent::WorkingTree(_) => Some(CachedContent::WorkingTree),
        VaultContent::AfterRename(..) => None,
        VaultContent::Git(_) => Some(CachedContent::Git),
    }
}

/// Returns where the vault is relative to its repository; None outside Git.
pub(super) fn vault_prefix(vault: &Vault) -> Option<VaultPrefix> {
    match vault.git_notes() {
        Some(blobs) => Some(blobs.prefix().clone()),
        None => VaultPrefix::new(&vault.root, &Repository::containing(&vault.root)?.top),
    }
}

/// Returns the files' Git history, for runs over the whole working tree.
fn history(vault: &Vault) -> Option<HistorySource> {
    let (root, same_root) = (vault.root.clone(), vault.root.clone());
    let read =
        move || Repository::containing(&root).map(|repository| read_history(&repository, &root)).unwrap_or_default();
    let version = move || Repository::containing(&same_root).map_or(0, |repository| history_version(&repository));
    (vault.covers_vault && vault.git_notes().is_none())
        .then(|| HistorySource { version: Box::new(version), read: Box::new(read) })
}
