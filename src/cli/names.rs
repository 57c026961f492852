//! `vaultlint names`: lists spellings that may belong to one person, and records decisions.

mod decide;
mod explain;
mod list;
mod review;

use super::args::{ListFormat, NamesArgs, NamesCommand};
use super::error::CliError;
use super::exit::Exit;
use super::vault_run::load;
use crate::config::{ConfigText, RuleSelection, Settings};
use crate::engine::read_facts;
use crate::output::Output;
use crate::source::{Vault, VaultRoots};
use crate::vault::VaultIndex;

pub(super) use decide::{plan_misspelt, rename_misspelt};

pub(super) fn names(args: &NamesArgs, out: &mut Output) -> Result<Exit, CliError> {
    refuse_unused_options(args)?;
    match &args.command {
        None | Some(NamesCommand::List) => list::list(args, out),
        Some(NamesCommand::Explain { one, other: Some(other) }) => explain::explain_pair(args, one, other, out),
        Some(NamesCommand::Explain { one, other: None }) => explain::explain_one(args, one, out),
        Some(NamesCommand::Compare) => explain::compare(out),
        Some(NamesCommand::Export) => list::export(args, out),
        Some(NamesCommand::Accept(decided)) => decide::accept(args, decided, out),
        Some(NamesCommand::Reject { names }) => decide::reject(args, names, out),
        Some(NamesCommand::Review) => review::review(args, out),
        Some(NamesCommand::Apply { file }) => review::apply(args, file, out),
    }
}

/// Opens the vault of the command.
fn open(args: &NamesArgs) -> Result<Vault, CliError> {
    Ok(VaultRoots::find(&[], args.vault.as_deref())?.open_only(None)?)
}

/// Returns the vault's settings with the decisions in `names`, for the rule `name-variant` only.
fn settings_with(vault: &Vault, names: Option<ConfigText>) -> Result<Settings, CliError> {
    let selection = RuleSelection { select: vec!["name-variant".to_owned()], ignore: Vec::new() };
    load(vault, vault.config.clone(), names, &selection)
}

/// Returns the settings, and the facts of all notes.
fn load_people(vault: &Vault) -> Result<(Settings, VaultIndex), CliError> {
    let settings = settings_with(vault, vault.names.clone())?;
    let notes: Vec<String> = vault.notes().iter().filter(|path| !settings.excludes(path)).cloned().collect();
    let index = read_facts(&settings, vault.note_source().as_ref(), vault.files().into_owned(), &notes);
    Ok((settings, index))
}

/// Refuses an option that the command does not use: it would be ignored in silence.
fn refuse_unused_options(args: &NamesArgs) -> Result<(), CliError> {
    let (command, uses_all, uses_format, uses_apply) = match &args.command {
        None | Some(NamesCommand::List) => ("list", true, true, false),
        Some(NamesCommand::Review) => ("review", true, false, true),
        Some(NamesCommand::Export) => ("export", false, true, false),
        Some(NamesCommand::Accept(_)) => ("accept", false, false, true),
        Some(NamesCommand::Apply { .. }) => ("apply", false, false, true),
        Some(NamesCommand::Reject { .. }) => ("reject", false, false, false),
        Some(NamesCommand::Explain { .. }) => ("explain", false, false, false),
        Some(NamesCommand::Compare) => ("compare", false, false, false),
    };
    let refused = |option, users| Err(CliError::UnusedOption { option, command, users });
    if args.all && !uses_all {
        return refused("--all", ["names", "names list", "names review"]);
    }
    if args.format != ListFormat::Text && !uses_format {
        return refused("--format", ["names", "names list", "names export"]);
    }
    if args.apply && !uses_apply {
        return refused("--apply", ["names accept", "names review", "names apply"]);
    }
    Ok(())
}
