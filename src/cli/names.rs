//! `vaultlint names`: lists spellings that may belong to one person, and records decisions.

mod decide;
mod explain;
mod list;
mod review;

use super::args::{NamesArgs, NamesCommand};
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
