//! Whether notes may be written at all: what `write` in the configuration promises.

use serde::{Deserialize, Serialize};

use super::{CONFIG_FILE, ConfigError, ConfigLocation, ConfigSources, NAMES_FILE};

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
    forbidden: Option<WriteForbidden>,
    /// The folders of inner vaults whose own config forbids it, each with `/` at its end.
    inner: Vec<(String, WriteForbidden)>,
}

/// Config forbids to write notes, or it cannot be told whether it does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteForbidden {
    /// It says so at this place.
    #[error("{0}: `write: never`: vaultlint writes, moves and deletes no note of this vault")]
    ByConfig(String),
    /// The vault's own file cannot be read: so it is called, and that is wrong with it.
    #[error("{0}; no note is written while the vault's own config, which may say `write: never`, cannot be read")]
    Unknown(String),
}

impl WritePolicy {
    /// The policy of a config that says `write: never` at `place`.
    pub(super) fn forbidden_at(place: &ConfigLocation) -> Self {
        Self { forbidden: Some(WriteForbidden::ByConfig(place.to_string())), ..Self::default() }
    }

    /// The policy of what `sources` say, whatever else they say. Where they cannot be read, nothing may be written.
    pub fn from_sources(sources: &ConfigSources<'_>) -> Self {
        sources.config().map_or_else(|error| Self::unknown(&error), |layers| layers.write_policy())
    }

    /// The policy of a vault whose own file is refused.
    pub fn refused(why: &str) -> Self {
        Self::unknown(&ConfigError::in_file(CONFIG_FILE, why))
    }

    fn unknown(error: &ConfigError) -> Self {
        let why = format!("{}: {}", error.location, error.message);
        Self { forbidden: Some(WriteForbidden::Unknown(why)), ..Self::default() }
    }

    /// Notes may be written where both allow it.
    #[must_use]
    pub fn and(self, other: impl FnOnce() -> Self) -> Self {
        if self.forbidden.is_some() {
            return self;
        }
        let other = other();
        Self { forbidden: other.forbidden, inner: [self.inner, other.inner].concat() }
    }

    /// The same, and what the config of the inner vault in `folder` says of the notes below it.
    #[must_use]
    pub fn with_inner(mut self, folder: &str, inner: Self) -> Self {
        self.inner.extend(inner.forbidden.map(|never| (format!("{folder}/"), never)));
        self
    }

    /// Why the note at `path` is not written, where an inner vault around it forbids that.
    pub fn never_below(&self, path: &str) -> Option<&WriteForbidden> {
        self.inner.iter().find(|(folder, _)| path.starts_with(folder.as_str())).map(|(_, never)| never)
    }

    /// Whether notes may be written.
    ///
    /// # Errors
    /// Where config forbids it.
    pub fn check(&self) -> Result<(), WriteForbidden> {
        match &self.forbidden {
            Some(never) => Err(never.clone()),
            None => Ok(()),
        }
    }

    /// Whether the files at `paths`, from the vault's root, may be written.
    ///
    /// # Errors
    /// Where config forbids it for one of them.
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
