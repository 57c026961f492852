//! Records decisions on names, and applies them to the notes.

use std::io::{self, IsTerminal};

use super::{open, settings_with};
use crate::cli::args::{AcceptArgs, CheckArgs, NamesArgs};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::recover::recovered;
use crate::cli::rename::{files_with_folders, log_folders, write_moves, write_patch};
use crate::cli::undo_command::undo_command;
use crate::cli::vault_run::write_policy;
use crate::config::names_file::{Decision, record};
use crate::config::{ConfigText, NAMES_FILE, Settings, WritePolicy};
use crate::engine::{ApplyNamesPlan, Change, misspelt_folders, plan_apply_names};
use crate::names::occurrences;
use crate::note::{file_name, stem};
use crate::output::{Output, escape_line, is_interactive, shell_quoted_path};
use crate::report::plural;
use crate::sink::{self, UndoStore};
use crate::source::{FolderContents, Vault};

pub(super) fn accept(args: &NamesArgs, decided: &AcceptArgs, out: &mut Output) -> Result<Exit, CliError> {
    let AcceptArgs { name, wrong, also, within, folder } = decided;
    let decisions = match within {
        Some(within) => {
            let scoped =
                |form: &String| Decision::Scoped { wrong: form.clone(), name: name.clone(), in_notes: within.clone() };
            wrong.iter().map(scoped).collect()
        }
        None if wrong.is_empty() && also.is_empty() => vec![Decision::Right(name.clone())],
        None => vec![Decision::Same { name: name.clone(), note: None, wrong: wrong.clone(), also: also.clone() }],
    };
    let applying = if *folder { Applying::WithFolders } else { Applying::from(args) };
    decide(&open(args)?, &decisions, applying, &format!("names accept {name}"), out)
}

pub(super) fn reject(args: &NamesArgs, names: &[String], out: &mut Output) -> Result<Exit, CliError> {
    decide(
        &open(args)?,
        &[Decision::Distinct(names.to_vec())],
        Applying::Asked,
        &format!("names reject {}", names.join(" ")),
        out,
    )
}

/// What is written besides the decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Applying {
    /// The notes, if the user says so.
    Asked,
    /// The notes.
    Notes,
    /// The notes and the names of folders.
    WithFolders,
}

impl From<&NamesArgs> for Applying {
    fn from(args: &NamesArgs) -> Self {
        if args.apply { Self::Notes } else { Self::Asked }
    }
}

/// Records `decisions`, and applies them if requested. Both are one step for `undo`.
pub(super) fn decide(
    vault: &Vault,
    decisions: &[Decision],
    applying: Applying,
    command: &str,
    out: &mut Output,
) -> Result<Exit, CliError> {
    let policy = write_policy(&settings_with(vault, None)?, vault);
    if applying != Applying::Asked {
        policy.check()?;
    }
    let reopened = recovered(vault, &policy, out)?;
    let vault = reopened.as_ref().unwrap_or(vault);
    let before = vault.names.as_ref().map_or(String::new(), |file| file.text.clone());
    let after = record(&before, decisions).map_err(|error| CliError::Names(Box::new(error)))?;
    let names = ConfigText { path: NAMES_FILE.to_owned(), text: after.clone() };
    let settings = settings_with(vault, Some(names))?;
    let notes: Vec<String> = vault.notes().iter().filter(|path| !settings.excludes(path)).cloned().collect();
    let texts = vault.note_source();
    let mut misspelt = misspelt_folders(&settings, &notes, texts.as_ref());
    misspelt.retain(|(path, _)| decisions.iter().any(|decision| is_in_name(decision, file_name(path))));
    let folders = if applying == Applying::WithFolders { misspelt.clone() } else { Vec::new() };
    let borrowed = folders.iter().map(|(from, to)| (from.as_str(), to.as_str()));
    let (files, empty_folders) = files_with_folders(vault, borrowed)?;
    let mut respelling = plan_apply_names(&settings, &files, &notes, texts.as_ref(), &folders)?;
    respelling.kept_folders.retain(|folder| misspelt.contains(folder));
    if !respelling.plan.folders.is_empty() {
        FolderContents::check_ignored(&vault.root, &respelling.plan.moves)?;
        respelling.plan.empty_folders = empty_folders;
    }
    let many = respelling.plan.changes.len();
    let may_be_applied = many + respelling.plan.moves.len() > 0 && policy.check().is_ok();
    let apply = may_be_applied && (applying != Applying::Asked || confirm(many)?);
    if !apply {
        respelling.plan = crate::engine::RenamePlan::default();
    }
    if before != after {
        respelling.plan.changes.push((NAMES_FILE.to_owned(), Change::new(before.as_bytes(), &after)));
    }
    if respelling.plan.changes.is_empty() && respelling.plan.moves.is_empty() {
        writeln!(out, "already recorded")?;
        return write_kept_folders(&respelling, out).map(|()| Exit::Clean);
    }
    write_names(vault, &policy, &respelling, command, out)?;
    write_kept_folders(&respelling, out)?;
    if decisions.iter().any(|decision| is_about_missing_space(decision, &settings)) {
        writeln!(out, "a space is missing after the name; to add it: vaultlint --fix --unsafe-fixes")?;
    }
    if !apply && may_be_applied && many > 0 {
        writeln!(out, "{} would change; to apply: vaultlint --fix", plural(many, "file"))?;
    }
    Ok(Exit::Clean)
}

/// Says which folders keep a wrong name, and how to rename them.
fn write_kept_folders(respelling: &ApplyNamesPlan, out: &mut Output) -> Result<(), CliError> {
    for (path, to) in &respelling.kept_folders {
        let command = format!("vaultlint rename {} {}", shell_quoted_path(path), shell_quoted_path(file_name(to)));
        writeln!(
            out,
            "the folder {} keeps its name; to rename it with the links to what is in it: {}",
            escape_line(path),
            escape_line(&command)
        )?;
    }
    Ok(())
}

/// Returns whether `name` contains a wrong form of the decision.
fn is_in_name(decision: &Decision, name: &str) -> bool {
    match decision {
        Decision::Same { wrong, .. } => wrong.iter().any(|form| occurrences(name, form).next().is_some()),
        Decision::Scoped { wrong, .. } => occurrences(name, wrong).next().is_some(),
        Decision::Right(_) | Decision::Distinct(_) | Decision::Later(_) => false,
    }
}

/// Returns whether a form of the decision is the name with a word attached.
fn is_about_missing_space(decision: &Decision, settings: &Settings) -> bool {
    let Decision::Same { wrong, .. } = decision else { return false };
    settings.decisions().corrections().iter().any(|known| known.splits_off_word() && wrong.contains(&known.wrong))
}

/// Asks, at a terminal, whether to apply the decisions now.
fn confirm(many: usize) -> Result<bool, CliError> {
    if many == 0 || !io::stdin().is_terminal() || !is_interactive() {
        return Ok(false);
    }
    write!(Output::stderr(), "apply to {} now? [Y/n] ", plural(many, "file"))?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "" | "y" | "Y" | "yes"))
}

fn write_names(
    vault: &Vault,
    policy: &WritePolicy,
    respelling: &ApplyNamesPlan,
    command: &str,
    out: &mut Output,
) -> Result<(), CliError> {
    let plan = &respelling.plan;
    policy.check_paths(plan.paths())?;
    write_patch(vault, plan, out)?;
    sink::rename(&vault.root, plan, &UndoStore::for_vault(&vault.root, policy)?, command)?;
    write_moves(plan, out)?;
    log_folders(vault, plan);
    for (path, other) in &respelling.taken {
        writeln!(
            out,
            "{} was not renamed: {} already exists; merge the two by hand",
            escape_line(path),
            escape_line(other)
        )?;
    }
    let undo = escape_line(&undo_command(&vault.root).to_string());
    writeln!(out, "{} changed; to undo: {undo}", plural(plan.changes.len(), "file"))?;
    Ok(())
}

/// Renames notes whose names contain a recorded wrong form, and updates all links to them: the first step of `--fix` over
/// a whole vault. Returns whether there were any.
pub(in crate::cli) fn rename_misspelt(args: &CheckArgs, asked: &Settings, vault: &Vault) -> Result<bool, CliError> {
    let Some(respelling) = plan_misspelt(asked, vault)? else { return Ok(false) };
    let mut err = Output::stderr();
    let shown = if args.quiet { &mut Output::memory() } else { &mut err };
    write_names(vault, &write_policy(asked, vault), &respelling, "--fix: names of notes", shown)?;
    Ok(true)
}

/// Plans the renames of notes whose names contain a recorded wrong form; None if there are none.
pub(in crate::cli) fn plan_misspelt(asked: &Settings, vault: &Vault) -> Result<Option<ApplyNamesPlan>, CliError> {
    let is_called = |form: &str| vault.notes().iter().any(|path| occurrences(stem(path), form).next().is_some());
    let runs = asked.rules().iter().any(|rule| rule.name == "name-variant");
    if !runs || !asked.decisions().corrections().iter().any(|decided| is_called(&decided.wrong)) {
        return Ok(None);
    }
    let settings = settings_with(vault, vault.names.clone())?;
    let notes: Vec<String> = vault.notes().iter().filter(|path| !settings.excludes(path)).cloned().collect();
    let mut err = Output::stderr();
    let respelling = match plan_apply_names(&settings, &vault.files(), &notes, vault.note_source().as_ref(), &[]) {
        Ok(respelling) => respelling,
        // The fixes that follow may resolve the conflict, so this is not an error.
        Err(error) => {
            writeln!(err, "vaultlint: notes were not renamed: {}", escape_line(&error.to_string()))?;
            return Ok(None);
        }
    };
    if respelling.plan.moves.is_empty() {
        return Ok(None);
    }
    Ok(Some(respelling))
}
