//! What config says of commits that nobody watches, and what a vault that has such commits needs there.

use std::path::{Path, PathBuf};

use super::super::error::CliError;
use super::super::vault_run::today;
use crate::config::{CONFIG_FILE, ConfigSources, ConfigText, HookSection, RuleSelection, Settings, Unattended};
use crate::output::{Output, escape_line, is_interactive};
use crate::source::config_text;

/// The folder of the plugin that commits by itself.
const OBSIDIAN_GIT: &str = ".obsidian/plugins/obsidian-git";

/// Whether the config of the working tree lets an unattended run pass that could not be made.
pub(super) fn is_allowed_to_pass(root: &Path) -> bool {
    hook_section(root).is_some_and(|hook| hook.unattended == Some(Unattended::Pass))
}

/// Says which lines of config decide what a hook does where nobody is at a terminal, for those of the vaults at `roots`
/// that have no such line: where unattended commits are to be expected.
pub(super) fn advise(roots: &[PathBuf], out: &mut Output) -> Result<(), CliError> {
    for root in roots {
        let has_plugin = root.join(OBSIDIAN_GIT).is_dir();
        let is_decided = hook_section(root).is_none_or(|hook| hook.unattended.is_some());
        if (is_interactive() && !has_plugin) || is_decided {
            continue;
        }
        let who = if has_plugin { "obsidian-git commits" } else { "A vault that commits" };
        let config = escape_line(&root.join(CONFIG_FILE).display().to_string());
        writeln!(out, "{who} where nobody is at a terminal; {config} needs for that:")?;
        writeln!(out, "hook:")?;
        writeln!(out, "  fix: true          # fix what is new")?;
        writeln!(out, "  on-fix: continue   # and commit it")?;
        writeln!(out, "  unattended: pass   # write down what is left, and never stop")?;
    }
    Ok(())
}

/// What the vault's config says of hooks; None where it cannot be read.
fn hook_section(root: &Path) -> Option<HookSection> {
    let read = |path: &str| config_text(root, path);
    let config = read(CONFIG_FILE).map(|text| ConfigText { path: CONFIG_FILE.to_owned(), text });
    let settings =
        Settings::load(&ConfigSources { config, names: None, read: &read }, &RuleSelection::default(), today());
    settings.ok().map(|settings| settings.config.hook)
}
