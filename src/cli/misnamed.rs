//! Warnings about configuration files with a wrong name.

use std::path::Path;

use super::error::CliError;
use crate::config::{CONFIG_FILE, NAMES_FILE};
use crate::output::Output;

const MISNAMED: [(&str, &str); 6] = [
    (".vaultlint.yml", CONFIG_FILE),
    ("vaultlint.yaml", CONFIG_FILE),
    ("vaultlint.yml", CONFIG_FILE),
    (".vaultlint.toml", CONFIG_FILE),
    ("vaultlint.toml", CONFIG_FILE),
    (".vaultlint-names.yml", NAMES_FILE),
];

/// Warns of files at `root` that look like a configuration but are not read.
pub(super) fn warn(root: &Path) -> Result<(), CliError> {
    for (name, meant) in MISNAMED.into_iter().filter(|(name, _)| root.join(name).is_file()) {
        let what = if name.ends_with(".toml") { "write it as YAML in" } else { "rename it to" };
        writeln!(Output::stderr(), "vaultlint: {name} is ignored; {what} {meant}")?;
    }
    Ok(())
}
