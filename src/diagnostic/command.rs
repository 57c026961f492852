//! Commands of vaultlint that a finding asks for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A command that carries out a decision on a finding. The advice for people and the arguments for programs are made from
/// it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Record that one spelling of a name is right and others are wrong.
    AcceptName {
        /// The right spelling.
        right: String,
        /// The wrong ones.
        wrong: Vec<String>,
    },
    /// Record that names are different people, or are all right.
    RejectNames {
        /// The names.
        names: Vec<String>,
    },
    /// Rename a note or a folder, and update the links to it.
    Rename {
        /// Its path, relative to the vault's root.
        path: String,
        /// Its new name.
        name: String,
    },
    /// Rename all files with garbled names, and update the links to them.
    RenameDamaged,
    /// Apply the safe fixes of the vault.
    Fix,
    /// Undo the latest fix or rename.
    Undo,
}

impl Command {
    /// The kinds of commands.
    pub const KINDS: [&str; 6] = ["accept-name", "reject-names", "rename", "rename-damaged", "fix", "undo"];

    /// Returns what kind of command it is: one of [`Self::KINDS`].
    pub fn kind(&self) -> &'static str {
        let [accept, reject, rename, damaged, fix, undo] = Self::KINDS;
        match self {
            Self::AcceptName { .. } => accept,
            Self::RejectNames { .. } => reject,
            Self::Rename { .. } => rename,
            Self::RenameDamaged => damaged,
            Self::Fix => fix,
            Self::Undo => undo,
        }
    }

    /// Returns what the decision is, or what the command does.
    pub fn label(&self) -> String {
        match self {
            Self::AcceptName { right, .. } => format!("{right} is right"),
            Self::RejectNames { names } if names.len() == 2 => "two people".to_owned(),
            Self::RejectNames { .. } => "other people".to_owned(),
            Self::Rename { path, name } => format!("rename {path} to {name}"),
            Self::RenameDamaged => "rename files with garbled names".to_owned(),
            Self::Fix => "apply the safe fixes".to_owned(),
            Self::Undo => "undo what was written".to_owned(),
        }
    }

    /// Returns the arguments, without the program.
    pub fn args(&self) -> Vec<&str> {
        match self {
            Self::AcceptName { right, wrong } => {
                let wrong = wrong.iter().flat_map(|form| ["--wrong", form.as_str()]);
                ["names", "accept", right.as_str()].into_iter().chain(wrong).collect()
            }
            Self::RejectNames { names } => {
                ["names", "reject"].into_iter().chain(names.iter().map(String::as_str)).collect()
            }
            Self::Rename { path, name } => vec!["rename", path, name],
            Self::RenameDamaged => vec!["rename", "--damaged"],
            Self::Fix => vec!["--fix"],
            Self::Undo => vec!["undo"],
        }
    }
}

/// Shows the command in a sentence: names are in quotes, but not escaped for a shell.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AcceptName { right, wrong } => {
                write!(f, "vaultlint names accept \"{right}\"")?;
                wrong.iter().try_for_each(|form| write!(f, " --wrong \"{form}\""))
            }
            Self::RejectNames { names } => {
                write!(f, "vaultlint names reject")?;
                names.iter().try_for_each(|name| write!(f, " \"{name}\""))
            }
            Self::Rename { path, name } => write!(f, "vaultlint rename \"{path}\" \"{name}\""),
            Self::RenameDamaged | Self::Fix | Self::Undo => write!(f, "vaultlint {}", self.args().join(" ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shown_command_has_the_arguments() {
        let name = || "Ada Byron".to_owned();
        let commands = [
            Command::AcceptName { right: name(), wrong: vec![name(), name()] },
            Command::RejectNames { names: vec![name(), name()] },
            Command::Rename { path: name(), name: name() },
            Command::RenameDamaged,
            Command::Fix,
            Command::Undo,
        ];
        for command in &commands {
            assert_eq!(command.to_string().replace('"', ""), format!("vaultlint {}", command.args().join(" ")));
        }
        assert_eq!(commands.each_ref().map(Command::kind), Command::KINDS);
    }
}
