//! `--stdin-filename`: checks one note from standard input, for editors.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::CheckArgs;
use super::error::CliError;
use super::exit::{Exit, exit_for};
use super::report_options::{open_output, report_options};
use super::scope;
use super::vault_run::{applicability, from_here, settings, skipped_rules, vault_prefix};
use super::write_report::write_report;
use crate::cache::{Cache, CachedContent};
use crate::config::Settings;
use crate::engine::{FindingScope, NoteSource, ResultCache, RunOptions, Unreadable, run};
use crate::output::Output;
use crate::report::VaultRun;
use crate::source::{LIMIT_BYTES, Vault, VaultRoots};

/// A note source with one note replaced by standard input.
struct Stdin<'a> {
    path: String,
    bytes: Vec<u8>,
    others: &'a dyn NoteSource,
}

impl NoteSource for Stdin<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        if path == self.path { Ok(self.bytes.clone()) } else { self.others.read(path) }
    }
}

pub(super) fn check(args: &CheckArgs, name: &Path, out: &mut Output) -> Result<Exit, CliError> {
    let began = Instant::now();
    let prints_note = args.fix;
    let mut stderr = Output::stderr();
    open_output(args, if prints_note { &mut stderr } else { &mut *out })?;
    let bytes = read()?;
    let (vault, path) = vault_of(args, name)?;
    let settings = settings(args, &vault)?;
    let others = vault.note_source();
    let source = Stdin { path: path.clone(), bytes, others: others.as_ref() };
    let linking = vault.list_notes();
    let mut files = vault.files().into_owned();
    files.push(path.clone());
    let cache = Cache::open(&vault.root, settings.digest(), CachedContent::WorkingTreeAsKnown);
    let cache = cache.filter(|cache| !args.no_cache && cache.is_known()).map(|cache| cache.with_replaced(&path));
    // Without an earlier run, the other notes are not read: an editor may check at every keystroke.
    let notes = match &cache {
        Some(_) => compared_notes(&settings, &vault, &path),
        None => Vec::new(),
    };
    let compares = cache.is_some();
    let scope = if args.force_exclude && settings.excludes(&path) { Vec::new() } else { vec![path] };
    let described = scope::describe(args, &settings, &vault, &scope, (notes.len(), compares));
    let options = RunOptions {
        settings: &settings,
        source: &source,
        files: Box::new(move || files.clone()),
        untracked: None,
        history: None,
        outer: vault.outer_files(),
        notes,
        linking: Some(linking.as_ref()),
        scope,
        base: None,
        fix: applicability(args),
        finding_scope: FindingScope::All,
        cache: cache.as_ref().map(|cache| cache as &dyn ResultCache),
        progress: &|| {},
    };
    let mut outcome = run(options);
    if let Some((_, reason)) = outcome.unreadable.pop() {
        return Err(CliError::Stdin(reason));
    }
    let after = outcome.notes.iter().find_map(|note| note.change.as_ref()).map(|change| change.after().into_bytes());
    let run = VaultRun {
        root: vault.root.clone(),
        scope: described,
        rules_not_run: if compares { Vec::new() } else { scope::rules_that_compare(&settings) },
        vault_prefix: vault_prefix(&vault),
        from_here: from_here(&vault),
        has_config: vault.config.is_some(),
        outcome,
        counts: FindingScope::All,
        skipped_rules: skipped_rules(&settings),
        ..VaultRun::default()
    };
    let runs = [run];
    if prints_note {
        out.write_bytes(after.as_deref().unwrap_or(&source.bytes))?;
    }
    let out = if prints_note { &mut stderr } else { out };
    let mut view = report_options(args, out, began.elapsed().as_secs_f64(), true);
    // Standard output has the note, so a report is written only if findings are left.
    view.quiet |= prints_note && runs[0].remaining().next().is_none();
    write_report(args, &runs, &view, out)?;
    Ok(exit_for(args, &runs))
}

/// Returns the notes that are compared with each other. The one at `path` is one of them if it is new, or would be without
/// its new text.
fn compared_notes(settings: &Settings, vault: &Vault, path: &str) -> Vec<String> {
    let mut notes = scope::notes_to_compare(settings, vault);
    let is_new = !settings.excludes(path) && vault.root.join(path).symlink_metadata().is_err();
    if is_new && let Err(at) = notes.binary_search_by(|known| known.as_str().cmp(path)) {
        notes.insert(at, path.to_owned());
    }
    notes
}

fn read() -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LIMIT_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| CliError::Stdin(error.into()))?;
    if bytes.len() as u64 > LIMIT_BYTES { Err(CliError::Stdin(Unreadable::TooLarge)) } else { Ok(bytes) }
}

/// Returns the vault that would contain a note of this name, and its path there. The note need not exist.
fn vault_of(args: &CheckArgs, name: &Path) -> Result<(Vault, String), CliError> {
    let Some(file) =
        name.file_name().and_then(|file| file.to_str()).filter(|file| file.to_lowercase().ends_with(".md"))
    else {
        return Err(CliError::NotANote(name.to_owned()));
    };
    let parent = name.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_there = |folder: &&Path| folder.as_os_str().is_empty() || folder.exists();
    let above = parent.ancestors().find(is_there).unwrap_or(Path::new(""));
    let missing = parent.strip_prefix(above).map(Path::to_owned).unwrap_or_default();
    let existing = if above.as_os_str().is_empty() { Path::new(".") } else { above };
    let root = VaultRoots::find(&[existing.to_owned()], args.vault.as_deref())?.of_note();
    let vault = VaultRoots::open_named(root, args.config.as_deref())?;
    let folder = existing.canonicalize().unwrap_or_else(|_| existing.to_owned());
    let inside: PathBuf = folder.strip_prefix(&vault.root).map(Path::to_owned).unwrap_or_default();
    let path = inside.join(missing).join(file);
    let parts: Vec<String> =
        path.iter().map(|part| part.to_string_lossy().into_owned()).filter(|part| part != ".").collect();
    Ok((vault, parts.join("/")))
}
