//! Commands as they are run from the current directory.

use std::fmt;

use serde::Serialize;

use super::FromHere;
use crate::diagnostic::Command;
use crate::output::shell_quoted;

/// A command with all its arguments. It is displayed quoted for a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    argv: Vec<String>,
}

/// The JSON form of a command.
#[derive(Debug, Serialize)]
pub(super) struct JsonCommand {
    kind: &'static str,
    label: String,
    argv: Vec<String>,
    /// The commands to run before it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    before: Vec<Vec<String>>,
    shell: String,
}

impl CommandLine {
    /// Creates the line for `command` in the vault at `vault`, or in the one that vaultlint finds by itself.
    pub fn new(command: &Command, vault: Option<&str>) -> Self {
        let mut argv = vec!["vaultlint".to_owned()];
        argv.extend(command.args().into_iter().map(str::to_owned));
        if let Some(vault) = vault {
            argv.extend(["--vault".to_owned(), path_argument(vault.to_owned())]);
        }
        Self { argv }
    }

    /// Creates the line of another program.
    pub(super) fn from_argv(argv: impl Into<Vec<String>>) -> Self {
        Self { argv: argv.into() }
    }

    /// Returns the JSON form; `command` is what the line was made from.
    pub(super) fn json(&self, command: &Command) -> JsonCommand {
        JsonCommand {
            kind: command.kind(),
            label: command.label(),
            argv: self.argv.clone(),
            before: Vec::new(),
            shell: self.to_string(),
        }
    }
}

/// Returns a path that cannot be taken for an option.
pub(super) fn path_argument(path: String) -> String {
    if path.starts_with('-') { format!("./{path}") } else { path }
}

impl JsonCommand {
    /// Sets the commands to run before it; `shell` is the line with all of them.
    pub(super) fn after(self, before: &[CommandLine], shell: String) -> Self {
        Self { before: before.iter().map(|line| line.argv.clone()).collect(), shell, ..self }
    }

    /// Creates the form of a command for the vault at `from_here`.
    pub(super) fn new(command: &Command, from_here: &FromHere) -> Self {
        let line = match command {
            // Where the command runs, a path from there comes before one from the root.
            Command::Rename { path, name } => {
                let command = Command::Rename { path: path_argument(from_here.path(path)), name: name.clone() };
                CommandLine::new(&command, from_here.root())
            }
            Command::AcceptName { .. }
            | Command::RejectNames { .. }
            | Command::RenameDamaged
            | Command::Fix
            | Command::Undo => CommandLine::new(command, from_here.root()),
        };
        line.json(command)
    }
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.argv.iter().map(|word| shell_quoted(word)).collect();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_that_looks_like_an_option_is_a_path() {
        let line = CommandLine::new(&Command::Undo, Some("-my vault"));
        assert_eq!(line.argv, ["vaultlint", "undo", "--vault", "./-my vault"]);
        assert_eq!(line.to_string(), "vaultlint undo --vault \"./-my vault\"");
    }
}
