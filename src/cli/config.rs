//! `vaultlint config show|schema`.

use std::io::{self, Write};

use super::Exit;
use super::args::ConfigCommand;
use super::error::Failure;
use super::vault_run::today;
use crate::config::{Selection, Settings, Sources, schema};
use crate::source::Roots;

pub(super) fn config(command: &ConfigCommand) -> Result<Exit, Failure> {
    let mut stdout = io::stdout().lock();
    match command {
        ConfigCommand::Schema => {
            serde_json::to_writer_pretty(&mut stdout, &schema()).map_err(io::Error::from)?;
            writeln!(stdout)?;
        }
        ConfigCommand::Show { vault, config } => {
            let vaults = Roots::find(&[], vault.as_deref())?.open(config.as_deref())?;
            for vault in vaults {
                let read = |path: &str| vault.text(path);
                let sources = Sources { config: vault.config.clone(), names: vault.names.clone(), read: &read };
                let settings = Settings::load(&sources, &Selection::default(), today())?;
                let from = vault.config.map_or("no .vaultlint.yaml: the default pack".to_owned(), |file| file.path);
                writeln!(stdout, "# {} ({from})", vault.root.display())?;
                let text = serde_yaml::to_string(&settings.config).map_err(io::Error::other)?;
                write!(stdout, "{text}")?;
                writeln!(stdout, "# severities, with those of note types")?;
                for rule in settings.rules() {
                    writeln!(stdout, "#   {}: {}", rule.page.name, rule.levels())?;
                }
            }
        }
    }
    Ok(Exit::Clean)
}
