//! `vaultlint config show`, `schema` and `check`.

use std::io;

use super::args::ConfigCommand;
use super::error::CliError;
use super::exit::Exit;
use super::misnamed;
use super::schema::config_schema;
use super::vault_run::load;
use crate::config::{CONFIG_FILE, ConfigError, RuleSelection, Settings};
use crate::output::{Output, escape_line};
use crate::report::plural;
use crate::source::{Vault, VaultRoots};

pub(super) fn config(command: &ConfigCommand, out: &mut Output) -> Result<Exit, CliError> {
    match command {
        ConfigCommand::Schema => config_schema(out)?,
        ConfigCommand::Check { vault, config } => {
            let mut is_clean = true;
            for vault in VaultRoots::find(&[], vault.as_deref())?.open(config.as_deref())? {
                is_clean &= check(&vault, out)?;
            }
            return Ok(if is_clean { Exit::Clean } else { Exit::Findings });
        }
        ConfigCommand::Show { vault, config } => {
            for vault in VaultRoots::find(&[], vault.as_deref())?.open(config.as_deref())? {
                let settings = settings(&vault)?;
                let from = vault.config.map_or(format!("no {CONFIG_FILE}: default rules"), |file| file.path);
                writeln!(out, "# {} ({})", escape_line(&vault.root.display().to_string()), escape_line(&from))?;
                let text = serde_yaml::to_string(&settings.config).map_err(io::Error::other)?;
                out.write_bytes(text.as_bytes())?;
                writeln!(out, "# severities, including those for note types")?;
                for rule in settings.rules() {
                    writeln!(out, "#   {}: {}", escape_line(&rule.name), escape_line(&rule.levels()))?;
                }
            }
        }
    }
    Ok(Exit::Clean)
}

fn settings(vault: &Vault) -> Result<Settings, CliError> {
    misnamed::warn(&vault.root)?;
    load(vault, vault.config.clone(), vault.names.clone(), &RuleSelection::default())
}

/// Returns whether the custom rules match their examples; an unreadable configuration is an error.
fn check(vault: &Vault, out: &mut Output) -> Result<bool, CliError> {
    let settings = settings(vault)?;
    let Some(file) = &vault.config else {
        writeln!(out, "no {CONFIG_FILE}: default rules")?;
        return Ok(true);
    };
    let path = escape_line(&file.path);
    let mut is_clean = true;
    let mut examples = 0;
    for (name, rule) in &settings.config.custom {
        let name = escape_line(name);
        let (tried, wrong) =
            rule.check_examples().map_err(|error| ConfigError::in_file(&file.path, error.to_string()))?;
        examples += tried;
        if tried == 0 {
            writeln!(out, "{path}: `{name}` has no examples: add a `bad` and a `good` one")?;
        }
        for complaint in &wrong {
            writeln!(out, "{path}: `{name}` {}", escape_line(complaint))?;
        }
        is_clean &= wrong.is_empty();
    }
    if is_clean {
        let rules = plural(settings.config.custom.len(), "custom rule");
        writeln!(out, "{path} is valid: {rules}, {}", plural(examples, "example"))?;
    }
    Ok(is_clean)
}
