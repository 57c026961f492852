//! `vaultlint init`: looks at the vault and writes the config that its notes speak of.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use rayon::prelude::*;

use super::Exit;
use super::args::{CheckArgs, InitArgs};
use super::error::Failure;
use super::misnamed;
use super::vault_run::{load, vault_run};
use crate::beneath::Folder;
use crate::config::{CONFIG_FILE, Learned, LearnedType, Observation, Obsidian, Selection, Settings, TextFile, learn};
use crate::note::Note;
use crate::output::{Output, printable};
use crate::report::{count, number};
use crate::source::{Roots, Vault};

/// Outliers of one rule that are shown.
const SHOWN: usize = 5;

pub(super) fn init(args: &InitArgs, out: &mut Output) -> Result<Exit, Failure> {
    let mut stderr = Output::stderr();
    let mut vault = Roots::find(&[], args.vault.as_deref())?.open_only(None)?;
    if vault.config.is_some() && !args.dry_run {
        return Err(Failure::ConfigThere(vault.root.join(CONFIG_FILE)));
    }
    misnamed::warn(&vault.root)?;
    let learned = look(&mut vault)?;
    if vault.notes.is_empty() {
        return Err(Failure::NothingToLearn(vault.root));
    }
    let text = learned.to_yaml();
    if args.dry_run {
        out.exact(text.as_bytes())?;
    } else {
        let path = vault.root.join(CONFIG_FILE);
        let written = Folder::open(&vault.root).and_then(|root| root.child(CONFIG_FILE.as_ref()).create());
        let written = written.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|reason| Failure::Output { path: path.clone(), reason })?;
        say(&learned, &path.display().to_string(), out)?;
    }
    // On a dry run standard output holds the config and nothing else.
    outliers(&vault, text, if args.dry_run { &mut stderr } else { out })?;
    Ok(Exit::Clean)
}

/// What the vault's notes say, but for those that Obsidian is told to leave out.
fn look(vault: &mut Vault) -> Result<Learned, Failure> {
    let read = |path: &str| vault.text(path);
    let obsidian = Obsidian::read(&read);
    let known = settings(vault, learn(&[], obsidian.clone()).to_yaml())?;
    let held = vault.texts();
    let texts = held.as_ref();
    let look = |path: &String| {
        let note = Note::from_bytes(path.as_str(), texts.read(path).ok()?).ok()?;
        Observation::of(&note.as_template(known.is_template(path)), &known)
    };
    vault.notes.retain(|path| !known.excludes(path));
    let observations: Vec<Observation> = vault.notes.par_iter().filter_map(look).collect();
    Ok(learn(&observations, obsidian))
}

fn settings(vault: &Vault, config: String) -> Result<Settings, Failure> {
    let config = TextFile { path: CONFIG_FILE.to_owned(), text: config };
    load(vault, Some(config), vault.names.clone(), &Selection::default())
}

fn say(learned: &Learned, path: &str, out: &mut Output) -> io::Result<()> {
    writeln!(out, "{} written, from {}", printable(path), count(learned.notes, "note"))?;
    for kind in &learned.types {
        writeln!(out, "  {}", described(kind))?;
    }
    if let Some((tag, notes)) = &learned.generated {
        writeln!(out, "  generated: {}, by the tag `{}`", count(*notes, "note"), printable(tag))?;
    }
    Ok(())
}

fn described(kind: &LearnedType) -> String {
    let mut words = vec![count(kind.notes, "note")];
    words.extend((!kind.required.is_empty()).then(|| format!("{} required", kind.required.join(", "))));
    words.extend((!kind.entries.is_empty()).then(|| format!("entries under {}", kind.entries.join(", "))));
    let about = if kind.is_people { " (people)" } else { "" };
    printable(&format!("{}{about}: {}", kind.group.name(), words.join("; ")))
}

/// Tells of the notes that are not as nearly all are.
fn outliers(vault: &Vault, config: String, out: &mut Output) -> Result<(), Failure> {
    let settings = settings(vault, config)?;
    let args = CheckArgs { quiet: true, ..CheckArgs::default() };
    let run = vault_run(&args, &settings, vault, None);
    let mut by_rule: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut others = 0;
    for note in &run.outcome.notes {
        others += note.left_omitted.iter().map(|omitted| omitted.count).sum::<usize>();
        for finding in &note.left {
            let rule = finding.diagnostic.rule.as_ref();
            if matches!(rule, "frontmatter-schema" | "required-section" | "duplicate-list-item") {
                let place = format!("{}:{}", run.shown_to_people(&note.path), finding.start.line);
                by_rule.entry(rule).or_default().push(format!("{place}  {}", finding.diagnostic.message));
            } else {
                others += 1;
            }
        }
    }
    for (rule, found) in &by_rule {
        writeln!(out, "{} not as the others, by {rule}:", count(found.len(), "place"))?;
        for place in found.iter().take(SHOWN) {
            writeln!(out, "  {}", printable(place))?;
        }
        if found.len() > SHOWN {
            writeln!(out, "  and {} more: vaultlint --select {rule}", number(found.len() - SHOWN))?;
        }
    }
    if others > 0 {
        writeln!(out, "{} of other rules: vaultlint", count(others, "finding"))?;
    }
    Ok(())
}
