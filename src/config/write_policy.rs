//! The setting `write`, which may forbid writing notes.

use serde::{Deserialize, Serialize};

use super::{CONFIG_FILE, ConfigError, ConfigLocation, ConfigSources, NAMES_FILE};

/// The setting `write`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WriteNotes {
    /// No note is ever written, moved or deleted.
    Never,
    /// Notes are written by commands that are asked to, such as `--fix`; the default.
    WhenAsked,
}

/// Whether the notes of a vault may be written, moved and deleted. The file with decisions about names is not a note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WritePolicy {
    forbidden: Option<WriteForbidden>,
    /// The folders of nested vaults whose own config forbids it, each with a final `/`.
    inner: Vec<(String, WriteForbidden)>,
}

/// The reason why notes may not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteForbidden {
    /// The config forbids it at this location.
    #[error("{0}: `write: never`: vaultlint does not write, move or delete notes of this vault")]
    ByConfig(String),
    /// The vault's own config cannot be read; with its path and the error.
    #[error("{0}; no notes are written while the vault's config, which may contain `write: never`, cannot be read")]
    Unknown(String),
}

impl WritePolicy {
    /// Returns the policy of a config with `write: never` at `place`.
    pub(super) fn forbidden_at(place: &ConfigLocation) -> Self {
        Self { forbidden: Some(WriteForbidden::ByConfig(place.to_string())), ..Self::default() }
    }

    /// Returns the policy of `sources`, regardless of their other settings. If they cannot be read, nothing may be written.
    pub fn from_sources(sources: &ConfigSources<'_>) -> Self {
        sources.config().map_or_else(|error| Self::unknown(&error), |layers| layers.write_policy())
    }

    /// Returns the policy of a vault whose own file is rejected.
    pub fn refused(why: &str) -> Self {
        Self::unknown(&ConfigError::in_file(CONFIG_FILE, why))
    }

    fn unknown(error: &ConfigError) -> Self {
        let why = format!("{}: {}", error.location, error.message);
        Self { forbidden: Some(WriteForbidden::Unknown(why)), ..Self::default() }
    }

    /// Combines two policies: notes may be written only if both allow it.
    #[must_use]
    pub fn and(self, other: impl FnOnce() -> Self) -> Self {
        if self.forbidden.is_some() {
            return self;
        }
        let other = other();
        Self { forbidden: other.forbidden, inner: [self.inner, other.inner].concat() }
    }

    /// Adds the policy of the nested vault in `folder`.
    #[must_use]
    pub fn with_inner(mut self, folder: &str, inner: Self) -> Self {
        self.inner.extend(inner.forbidden.map(|never| (format!("{folder}/"), never)));
        self
    }

    /// Returns why the note at `path` may not be written, if a nested vault forbids it.
    pub fn never_below(&self, path: &str) -> Option<&WriteForbidden> {
        self.inner.iter().find(|(folder, _)| path.starts_with(folder.as_str())).map(|(_, never)| never)
    }

    /// Checks that notes may be written.
    ///
    /// # Errors
    /// If the config forbids it.
    pub fn check(&self) -> Result<(), WriteForbidden> {
        match &self.forbidden {
            Some(never) => Err(never.clone()),
            None => Ok(()),
        }
    }

    /// Checks that the files at `paths`, relative to the vault's root, may be written.
    ///
    /// # Errors
    /// If the config forbids it for one of them.
    pub fn check_paths<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> Result<(), WriteForbidden> {
        for path in paths.into_iter().filter(|path| *path != NAMES_FILE) {
            self.check()?;
            if let Some(never) = self.never_below(path) {
                return Err(never.clone());
            }
        }
        Ok(())
    }
}
