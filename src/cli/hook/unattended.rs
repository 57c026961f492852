//! The configuration for unattended commits, and advice for vaults that need it.

use std::path::{Path, PathBuf};

use super::super::error::CliError;
use super::super::vault_run::today;
use crate::config::{CONFIG_FILE, ConfigSources, ConfigText, HookSection, RuleSelection, Settings, Unattended};
use crate::git::Repository;
use crate::output::{Output, escape_line, is_interactive};
use crate::source::{VaultRoots, config_text};

/// The folder of the Obsidian plugin that commits by itself.
const OBSIDIAN_GIT: &str = ".obsidian/plugins/obsidian-git";

/// Returns whether the configuration in the working tree lets an unattended commit pass if the check could not run: that of
/// `vault`, or of every vault in the repository.
pub(super) fn is_allowed_to_pass(vault: Option<&Path>, repository: &Repository) -> bool {
    let passes = |root: &Path| hook_section(root).is_some_and(|hook| hook.unattended == Some(Unattended::Pass));
    match vault {
        Some(root) => passes(root),
        None => {
            let roots = VaultRoots::find(std::slice::from_ref(&repository.top), None).map(VaultRoots::vaults);
            roots.is_ok_and(|roots| !roots.is_empty() && roots.iter().all(|root| passes(root)))
        }
    }
}

/// Prints the configuration for unattended commits, for each vault at `roots` that lacks it and is likely to have such
/// commits.
pub(super) fn advise(roots: &[PathBuf], out: &mut Output) -> Result<(), CliError> {
    for root in roots {
        let has_plugin = root.join(OBSIDIAN_GIT).is_dir();
        let is_decided = hook_section(root).is_none_or(|hook| hook.unattended.is_some());
        if (is_interactive() && !has_plugin) || is_decided {
            continue;
        }
        let why =
            if has_plugin { "obsidian-git commits without a terminal;" } else { "for commits without a terminal," };
        let config = escape_line(&root.join(CONFIG_FILE).display().to_string());
        writeln!(out, "{why} add to {config}:")?;
        writeln!(out, "hook:")?;
        writeln!(out, "  fix: true          # fix new findings")?;
        writeln!(out, "  on-fix: continue   # and commit the result")?;
        writeln!(out, "  unattended: pass   # log what is left, never stop")?;
    }
    Ok(())
}

/// Returns the `hook` section of the vault's configuration; None if it cannot be read.
fn hook_section(root: &Path) -> Option<HookSection> {
    let read = |path: &str| config_text(root, path);
    let config = read(CONFIG_FILE).map(|text| ConfigText { path: CONFIG_FILE.to_owned(), text });
    let settings =
        Settings::load(&ConfigSources { config, names: None, read: &read }, &RuleSelection::default(), today());
    settings.ok().map(|settings| settings.config.hook)
}
