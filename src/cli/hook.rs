//! `vaultlint hook`: put in place, take away, show, and what a hook runs.

mod place;
mod push;
mod run;
mod unattended;

use super::Exit;
use super::args::{HookCommand, HookName};
use super::error::Failure;
use super::last;
use crate::git::Repository;
use crate::output::{Output, printable};
use crate::source::Roots;

use place::{HookFile, HookFolder};

/// The hooks that are installed where none are named.
const USUAL: [HookName; 2] = [HookName::PreCommit, HookName::PreMergeCommit];
const ALL: [HookName; 3] = [HookName::PreCommit, HookName::PreMergeCommit, HookName::PrePush];

impl HookName {
    fn file_name(self) -> &'static str {
        match self {
            Self::PreCommit => "pre-commit",
            Self::PreMergeCommit => "pre-merge-commit",
            Self::PrePush => "pre-push",
        }
    }
}

pub(super) fn hook(command: &HookCommand, out: &mut Output) -> Result<Exit, Failure> {
    match command {
        HookCommand::Install { names, force } => install(names, *force, out),
        HookCommand::Uninstall => uninstall(out),
        HookCommand::Status => status(out),
        HookCommand::Run { vault, name, rest } => run::run(*name, vault.as_deref(), rest, out),
    }
}

fn install(names: &[HookName], force: bool, out: &mut Output) -> Result<Exit, Failure> {
    let repository = Repository::here()?;
    let folder = HookFolder::of(&repository)?;
    folder.check(&repository, force)?;
    let names = if names.is_empty() { &USUAL[..] } else { names };
    let here = Roots::find(&[], None)?.of_note();
    let vault = here.strip_prefix(&repository.top).ok().filter(|vault| !vault.as_os_str().is_empty());
    for name in names {
        let file = folder.file(name.file_name());
        let kept = file.install(vault)?;
        match kept {
            Some(kept) => writeln!(out, "{}: installed; {} runs first", file.shown(&repository), printable(&kept))?,
            None => writeln!(out, "{}: installed", file.shown(&repository))?,
        }
    }
    last::begin(&repository);
    if let Some(vault) = vault {
        let vault = vault.display().to_string();
        writeln!(
            out,
            "They judge the vault {} only; run it again at the repository's top for all.",
            printable(&vault)
        )?;
    }
    writeln!(out, "What stands in your notes already never stops a commit; only what a commit adds does.")?;
    unattended::advise(&Roots::find(&[], None)?.vaults(), out)?;
    Ok(Exit::Clean)
}

fn uninstall(out: &mut Output) -> Result<Exit, Failure> {
    let repository = Repository::here()?;
    let folder = HookFolder::of(&repository)?;
    let mut nothing = true;
    for name in ALL {
        let file = folder.file(name.file_name());
        if file.state() != HookFile::OURS {
            continue;
        }
        nothing = false;
        match file.uninstall()? {
            true => writeln!(out, "{}: the hook that was there before is back", file.shown(&repository))?,
            false => writeln!(out, "{}: removed", file.shown(&repository))?,
        }
    }
    if nothing {
        writeln!(out, "no hook of vaultlint is installed here")?;
    }
    Ok(Exit::Clean)
}

fn status(out: &mut Output) -> Result<Exit, Failure> {
    let repository = Repository::here()?;
    let folder = HookFolder::of(&repository)?;
    for name in ALL {
        let file = folder.file(name.file_name());
        writeln!(out, "{:17} {}", name.file_name(), file.state())?;
    }
    writeln!(out, "folder            {}", folder.shown(&repository))?;
    Ok(Exit::Clean)
}
