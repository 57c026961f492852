//! Whether notes may be written at all: what `write` in the configuration promises.

use serde::{Deserialize, Serialize};

use super::{CONFIG_FILE, NAMES_FILE, Settings, TextFile};

/// What config says of writing notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WriteNotes {
    /// No note is ever written, moved or deleted.
    Never,
    /// Notes are written by what is asked to, such as `--fix`; the default.
    WhenAsked,
}

/// Whether the notes of a vault may be written, moved and deleted. The file of decisions about names is no note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WritePolicy {
    /// Where config forbids it; None where it does not.
    never: Option<String>,
}

/// Config forbids to write notes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: `write: never`: vaultlint writes, moves and deletes no note of this vault")]
pub struct NeverWritten {
    place: String,
}

impl WritePolicy {
    /// The policy of `settings`, which were made from the vault's own file `own`.
    pub fn new(settings: &Settings, own: Option<&TextFile>) -> Self {
        if settings.config.write != Some(WriteNotes::Never) {
            return Self::default();
        }
        let place = own.map_or(CONFIG_FILE.to_owned(), |file| {
            let line = file.text.lines().position(|line| line.trim_end().starts_with("write:"));
            line.map_or(file.path.clone(), |line| format!("{}:{}:1", file.path, line + 1))
        });
        Self { never: Some(place) }
    }

    /// Whether notes may be written.
    ///
    /// # Errors
    /// Where config forbids it.
    pub fn check(&self) -> Result<(), NeverWritten> {
        match &self.never {
            Some(place) => Err(NeverWritten { place: place.clone() }),
            None => Ok(()),
        }
    }

    /// Whether the files at `paths`, from the vault's root, may be written.
    ///
    /// # Errors
    /// Where config forbids it for one of them.
    pub fn check_paths<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> Result<(), NeverWritten> {
        if paths.into_iter().all(|path| path == NAMES_FILE) { Ok(()) } else { self.check() }
    }
}
