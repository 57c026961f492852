//! `vaultlint hook install`, `uninstall`, `status` and `run`.

mod hook_file;
mod push;
mod run;
mod unattended;

use std::path::Path;

use super::args::{CheckArgs, HookCommand, HookName};
use super::error::CliError;
use super::exit::Exit;
use super::{last_clean, other_notes};
use crate::git::Repository;
use crate::output::{Output, escape_line};
use crate::report::plural;
use crate::source::VaultRoots;

use hook_file::{HookFile, HookFolder};

/// The hooks that are installed by default.
const DEFAULT_HOOKS: [HookName; 2] = [HookName::PreCommit, HookName::PreMergeCommit];
const ALL_HOOKS: [HookName; 3] = [HookName::PreCommit, HookName::PreMergeCommit, HookName::PrePush];

impl HookName {
    fn file_name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PreMergeCommit => "pre-merge-commit",
            Self::PrePush => "pre-push",
        }
    }
}

pub(super) fn hook(command: &HookCommand, out: &mut Output) -> Result<Exit, CliError> {
    match command {
        HookCommand::Install { names, force } => install(names, *force, out),
        HookCommand::Uninstall => uninstall(out),
        HookCommand::Status => status(out),
        HookCommand::Run { vault, name, rest } => run::run(*name, vault.as_deref(), rest, out),
    }
}

fn install(names: &[HookName], force: bool, out: &mut Output) -> Result<Exit, CliError> {
    let repository = Repository::current()?;
    let folder = HookFolder::open(&repository)?;
    folder.check(&repository, force)?;
    let names = if names.is_empty() { &DEFAULT_HOOKS[..] } else { names };
    let here = VaultRoots::find(&[], None)?.of_note();
    let vault = here.strip_prefix(&repository.top).ok().filter(|vault| !vault.as_os_str().is_empty());
    for name in names {
        let file = folder.file(name.file_name());
        let kept = file.install(vault)?;
        match kept {
            Some(kept) => {
                writeln!(out, "{}: installed; {} runs first", file.display_path(&repository), escape_line(&kept))?;
            }
            None => writeln!(out, "{}: installed", file.display_path(&repository))?,
        }
    }
    last_clean::record_first(&repository);
    if let Some(vault) = vault {
        let vault = vault.display().to_string();
        writeln!(
            out,
            "the hooks check only the vault {}; to check all vaults, install them at the top of the repository",
            escape_line(&vault)
        )?;
    }
    writeln!(
        out,
        "only findings on lines that a commit adds, and links that it breaks, can stop it; older ones never do"
    )?;
    index(&repository, vault, out)?;
    unattended::advise(&VaultRoots::find(&[], None)?.vaults(), out)?;
    Ok(Exit::Clean)
}

/// Builds the index of the vault, or of all vaults of the repository. The hooks work without it, so an error is only shown.
fn index(repository: &Repository, vault: Option<&Path>, out: &mut Output) -> Result<(), CliError> {
    let args = CheckArgs { vault: vault.map(|vault| repository.top.join(vault)), quiet: true, ..CheckArgs::default() };
    match other_notes::build_index(repository, &args) {
        Ok(0) => Ok(()),
        Ok(notes) => {
            Ok(writeln!(out, "indexed {}; each commit is compared with the whole vault", plural(notes, "note"))?)
        }
        Err(error) => Ok(writeln!(Output::stderr(), "vaultlint: the notes were not indexed: {error}")?),
    }
}

fn uninstall(out: &mut Output) -> Result<Exit, CliError> {
    let repository = Repository::current()?;
    let folder = HookFolder::open(&repository)?;
    let mut none_installed = true;
    for name in ALL_HOOKS {
        let file = folder.file(name.file_name());
        if file.state() != HookFile::STATE_INSTALLED {
            continue;
        }
        none_installed = false;
        match file.uninstall()? {
            true => writeln!(out, "{}: removed; the earlier hook is restored", file.display_path(&repository))?,
            false => writeln!(out, "{}: removed", file.display_path(&repository))?,
        }
    }
    if none_installed {
        writeln!(out, "no vaultlint hook is installed here")?;
    }
    Ok(Exit::Clean)
}

fn status(out: &mut Output) -> Result<Exit, CliError> {
    let repository = Repository::current()?;
    let folder = HookFolder::open(&repository)?;
    for name in ALL_HOOKS {
        let file = folder.file(name.file_name());
        writeln!(out, "{:17} {}", name.file_name(), file.state())?;
    }
    writeln!(out, "folder            {}", folder.display_path(&repository))?;
    Ok(Exit::Clean)
}
