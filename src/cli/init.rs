//! `vaultlint init`: infers a configuration from the vault's notes and writes it.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use rayon::prelude::*;

use super::args::{CheckArgs, InitArgs};
use super::error::CliError;
use super::exit::Exit;
use super::misnamed;
use super::vault_run::{load, vault_run};
use crate::beneath::Folder;
use crate::config::{
    CONFIG_FILE, ConfigText, InferredConfig, InferredType, Observation, ObsidianSettings, RuleSelection, Settings,
    infer,
};
use crate::note::Note;
use crate::output::{Output, escape_line};
use crate::report::{number, plural};
use crate::source::{Vault, VaultRoots};

/// The number of outliers shown per rule.
const MAX_SHOWN: usize = 5;

pub(super) fn init(args: &InitArgs, out: &mut Output) -> Result<Exit, CliError> {
    let mut stderr = Output::stderr();
    let vault = VaultRoots::find(&[], args.vault.as_deref())?.open_only(None)?;
    if vault.config.is_some() && !args.dry_run {
        return Err(CliError::ConfigExists(vault.root.join(CONFIG_FILE)));
    }
    misnamed::warn(&vault.root)?;
    let Some(inferred) = observe(&vault)? else {
        return Err(CliError::NothingToInfer(vault.root));
    };
    let text = inferred.to_yaml();
    if args.dry_run {
        out.write_bytes(text.as_bytes())?;
    } else {
        let path = vault.root.join(CONFIG_FILE);
        let written = Folder::open(&vault.root).and_then(|root| root.child(CONFIG_FILE.as_ref()).create());
        let written = written.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|reason| CliError::Output { path: path.clone(), reason })?;
        print_summary(&inferred, &path.display().to_string(), out)?;
    }
    // In a dry run, standard output contains only the configuration.
    print_outliers(&vault, text, if args.dry_run { &mut stderr } else { out })?;
    Ok(Exit::Clean)
}

/// Infers a configuration from the vault's notes, without those that Obsidian excludes. `None` if no notes are left.
fn observe(vault: &Vault) -> Result<Option<InferredConfig>, CliError> {
    let read = |path: &str| vault.text(path);
    let obsidian = ObsidianSettings::read(&read);
    let known = settings(vault, infer(&[], obsidian.clone()).to_yaml())?;
    let source = vault.note_source();
    let source = source.as_ref();
    let observe_note = |path: &String| {
        let note = Note::from_bytes(path.as_str(), source.read(path).ok()?).ok()?;
        Observation::from_note(&note.with_template(known.is_template(path)), &known)
    };
    let notes = vault.notes();
    let notes: Vec<&String> = notes.iter().filter(|path| !known.excludes(path)).collect();
    if notes.is_empty() {
        return Ok(None);
    }
    let observations: Vec<Observation> = notes.into_par_iter().filter_map(observe_note).collect();
    Ok(Some(infer(&observations, obsidian)))
}

fn settings(vault: &Vault, config: String) -> Result<Settings, CliError> {
    let config = ConfigText { path: CONFIG_FILE.to_owned(), text: config };
    load(vault, Some(config), vault.names.clone(), &RuleSelection::default())
}

fn print_summary(inferred: &InferredConfig, path: &str, out: &mut Output) -> io::Result<()> {
    writeln!(out, "wrote {}, inferred from {}", escape_line(path), plural(inferred.notes, "note"))?;
    for kind in &inferred.types {
        writeln!(out, "  {}", describe_type(kind))?;
    }
    if let Some((tag, notes)) = &inferred.generated {
        writeln!(out, "  generated: {} with the tag `{}`", plural(*notes, "note"), escape_line(tag))?;
    }
    Ok(())
}

fn describe_type(kind: &InferredType) -> String {
    let mut words = vec![plural(kind.notes, "note")];
    words.extend((!kind.required.is_empty()).then(|| format!("{} required", kind.required.join(", "))));
    words.extend((!kind.entries.is_empty()).then(|| format!("entries under {}", kind.entries.join(", "))));
    let about = if kind.is_people { " (people)" } else { "" };
    escape_line(&format!("{}{about}: {}", kind.group.name(), words.join("; ")))
}

/// Lists the notes that do not match the inferred configuration.
fn print_outliers(vault: &Vault, config: String, out: &mut Output) -> Result<(), CliError> {
    let settings = settings(vault, config)?;
    let args = CheckArgs { quiet: true, ..CheckArgs::default() };
    let run = vault_run(&args, &settings, vault, None);
    let mut by_rule: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut others = 0;
    for note in &run.outcome.notes {
        others += note.remaining_omitted.iter().map(|omitted| omitted.count).sum::<usize>();
        for finding in &note.remaining {
            let rule = finding.diagnostic.rule.as_ref();
            if matches!(rule, "frontmatter-schema" | "required-section" | "duplicate-list-item") {
                let place = format!("{}:{}", run.display_path_on_line(&note.path), finding.start.line);
                by_rule.entry(rule).or_default().push(format!("{place}  {}", finding.diagnostic.message));
            } else {
                others += 1;
            }
        }
    }
    for (rule, found) in &by_rule {
        writeln!(out, "{} ({rule}):", plural(found.len(), "outlier"))?;
        for place in found.iter().take(MAX_SHOWN) {
            writeln!(out, "  {}", escape_line(place))?;
        }
        if found.len() > MAX_SHOWN {
            writeln!(out, "  and {} more: vaultlint --select {rule}", number(found.len() - MAX_SHOWN))?;
        }
    }
    if others > 0 {
        writeln!(out, "{} of other rules; to list them: vaultlint", plural(others, "finding"))?;
    }
    Ok(())
}
