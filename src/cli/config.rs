//! `vaultlint config show|schema|check`.

use std::io::{self, Write};

use super::Exit;
use super::args::ConfigCommand;
use super::error::Failure;
use super::vault_run::today;
use crate::config::{CONFIG_FILE, ConfigError, Selection, Settings, Sources, schema};
use crate::report::{count, printable};
use crate::source::{Roots, Vault};

pub(super) fn config(command: &ConfigCommand) -> Result<Exit, Failure> {
    let mut stdout = io::stdout().lock();
    match command {
        ConfigCommand::Schema => {
            serde_json::to_writer_pretty(&mut stdout, &schema()).map_err(io::Error::from)?;
            writeln!(stdout)?;
        }
        ConfigCommand::Check { vault, config } => {
            let mut is_clean = true;
            for vault in Roots::find(&[], vault.as_deref())?.open(config.as_deref())? {
                is_clean &= check(&vault, &mut stdout)?;
            }
            return Ok(if is_clean { Exit::Clean } else { Exit::Findings });
        }
        ConfigCommand::Show { vault, config } => {
            for vault in Roots::find(&[], vault.as_deref())?.open(config.as_deref())? {
                let settings = settings(&vault)?;
                let from = vault.config.map_or("no .vaultlint.yaml: the default pack".to_owned(), |file| file.path);
                writeln!(stdout, "# {} ({from})", vault.root.display())?;
                let text = serde_yaml::to_string(&settings.config).map_err(io::Error::other)?;
                write!(stdout, "{text}")?;
                writeln!(stdout, "# severities, with those of note types")?;
                for rule in settings.rules() {
                    writeln!(stdout, "#   {}: {}", rule.name, rule.levels())?;
                }
            }
        }
    }
    Ok(Exit::Clean)
}

fn settings(vault: &Vault) -> Result<Settings, Failure> {
    let read = |path: &str| vault.text(path);
    let sources = Sources { config: vault.config.clone(), names: vault.names.clone(), read: &read };
    Ok(Settings::load(&sources, &Selection::default(), today())?)
}

/// Whether the configuration can be read and its own rules do what their examples say.
fn check(vault: &Vault, out: &mut impl Write) -> Result<bool, Failure> {
    let settings = settings(vault)?;
    let Some(file) = &vault.config else {
        writeln!(out, "no {CONFIG_FILE}: the default pack")?;
        return Ok(true);
    };
    let path = printable(&file.path);
    let mut is_clean = true;
    let mut examples = 0;
    for (name, rule) in &settings.config.custom {
        let name = printable(name);
        let (tried, wrong) =
            rule.try_examples().map_err(|error| ConfigError::in_file(&file.path, error.to_string()))?;
        examples += tried;
        if tried == 0 {
            writeln!(out, "{path}: `{name}` has no examples: give it a `bad` and a `good` one")?;
        }
        for complaint in &wrong {
            writeln!(out, "{path}: `{name}` {}", printable(complaint))?;
        }
        is_clean &= wrong.is_empty();
    }
    if is_clean {
        let rules = count(settings.config.custom.len(), "rule");
        writeln!(out, "{path} is sound; {rules} of its own, {}", count(examples, "example"))?;
    }
    Ok(is_clean)
}
