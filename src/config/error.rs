//! What is wrong with a config file, and where.

use std::fmt;

use crate::text::{LineColumn, LineIndex};

/// A config that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Where, as far as that is known.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Where something stands in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file, at a line and column where they are known.
    File(String, Option<LineColumn>),
    /// On the command line, in this option.
    Option(&'static str),
}

impl ConfigError {
    /// An error in the file at `path`.
    pub fn in_file(path: &str, message: impl Into<String>) -> Self {
        Self { place: Place::File(path.to_owned(), None), message: message.into(), help: None }
    }

    /// An error at byte `offset` of the file at `path`.
    pub fn at(path: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let at = LineIndex::new(text).line_column(text, offset.min(text.len()));
        Self { place: Place::File(path.to_owned(), Some(at)), ..Self::in_file(path, message) }
    }

    /// The same error with advice.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::File(path, Some(at)) => write!(f, "{path}:{}:{}: {}", at.line, at.column, self.message)?,
            Place::File(path, None) => write!(f, "{path}: {}", self.message)?,
            Place::Option(option) => write!(f, "{option}: {}", self.message)?,
        }
        match &self.help {
            Some(help) => write!(f, "\n  {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ConfigError {}
