//! `--stdin-filename`: one note from standard input, for editors.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Exit;
use super::args::CheckArgs;
use super::check::{exit, write_report};
use super::error::Failure;
use super::scope;
use super::vault_run::{applicability, from_here, left_out, place, settings};
use super::view::{prepare, view};
use crate::engine::{Counts, Job, Texts, Unreadable, run};
use crate::output::Output;
use crate::report::VaultRun;
use crate::source::{LIMIT_BYTES, Roots, Vault};

/// The note that was read, under its name, and the others as they are.
struct Stdin<'a> {
    path: String,
    bytes: Vec<u8>,
    others: &'a dyn Texts,
}

impl Texts for Stdin<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        if path == self.path { Ok(self.bytes.clone()) } else { self.others.read(path) }
    }
}

pub(super) fn check(args: &CheckArgs, name: &Path, out: &mut Output) -> Result<Exit, Failure> {
    let began = Instant::now();
    let holds_note = args.fix;
    if !holds_note {
        prepare(args, out)?;
    }
    let bytes = read()?;
    let (vault, path) = vault_of(args, name)?;
    let settings = settings(args, &vault)?;
    let others = vault.texts();
    let texts = Stdin { path: path.clone(), bytes, others: others.as_ref() };
    let linking = vault.list_notes();
    let mut files = vault.files.clone();
    files.push(path.clone());
    let scope = if args.force_exclude && settings.excludes(&path) { Vec::new() } else { vec![path] };
    // What other notes say is not read, but for damaged headings: an editor asks at every key.
    let job = Job {
        settings: &settings,
        texts: &texts,
        files: Box::new(move || files.clone()),
        rest: None,
        history: None,
        notes: Vec::new(),
        linking: Some(linking.as_ref()),
        scope,
        fix: applicability(args),
        counts: Counts::All,
        memory: None,
        progress: &|| {},
    };
    let mut outcome = run(job);
    if let Some((_, reason)) = outcome.unreadable.pop() {
        return Err(Failure::Stdin(reason));
    }
    let after = outcome.notes.iter().find_map(|note| note.change.as_ref()).map(|change| change.after().into_bytes());
    let run = VaultRun {
        rules_not_run: scope::rules_that_compare(&settings),
        place: place(&vault),
        from_here: from_here(&vault),
        has_config: vault.config.is_some(),
        outcome,
        counts: Counts::All,
        left_out: left_out(&settings),
        ..VaultRun::default()
    };
    let runs = [run];
    let mut stderr = Output::stderr();
    if holds_note {
        out.exact(after.as_deref().unwrap_or(&texts.bytes))?;
        stderr.set_colours(args.color.into());
    }
    let out = if holds_note { &mut stderr } else { out };
    let mut view = view(args, out, began.elapsed().as_secs_f64(), true);
    // The note itself is on standard output: what is left is all that is to be said.
    view.quiet |= holds_note && runs[0].left().next().is_none();
    write_report(args, &runs, &view, out)?;
    Ok(exit(args, &runs))
}

fn read() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LIMIT_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::Stdin(error.into()))?;
    if bytes.len() as u64 > LIMIT_BYTES { Err(Failure::Stdin(Unreadable::TooLarge)) } else { Ok(bytes) }
}

/// The vault that a note of this name would be in, and its path there. The note need not exist.
fn vault_of(args: &CheckArgs, name: &Path) -> Result<(Vault, String), Failure> {
    let Some(file) =
        name.file_name().and_then(|file| file.to_str()).filter(|file| file.to_lowercase().ends_with(".md"))
    else {
        return Err(Failure::NotANote(name.to_owned()));
    };
    let parent = name.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_there = |folder: &&Path| folder.as_os_str().is_empty() || folder.exists();
    let above = parent.ancestors().find(is_there).unwrap_or(Path::new(""));
    let missing = parent.strip_prefix(above).map(Path::to_owned).unwrap_or_default();
    let existing = if above.as_os_str().is_empty() { Path::new(".") } else { above };
    let root = Roots::find(&[existing.to_owned()], args.vault.as_deref())?.of_note();
    let vault = Roots::open_named(root, args.config.as_deref())?;
    let folder = existing.canonicalize().unwrap_or_else(|_| existing.to_owned());
    let inside: PathBuf = folder.strip_prefix(&vault.root).map(Path::to_owned).unwrap_or_default();
    let path = inside.join(missing).join(file);
    let parts: Vec<String> =
        path.iter().map(|part| part.to_string_lossy().into_owned()).filter(|part| part != ".").collect();
    Ok((vault, parts.join("/")))
}
