//! Git's configuration of ignored files.

use std::env;
use std::path::{Path, PathBuf};

use git2::{Config, ConfigLevel};

use super::Repository;
use super::repository::open_exactly;

/// The settings that decide where ignore patterns come from and how they match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExcludeConfig {
    /// The file named by `core.excludesFile`, or Git's default.
    pub global_file: Option<PathBuf>,
    /// The value of `core.ignoreCase`.
    pub ignores_case: bool,
    /// The repository's `info/exclude`, which need not exist.
    pub repository_file: PathBuf,
}

impl ExcludeConfig {
    /// Reads the settings for the repository whose top is `top`.
    pub(crate) fn for_repository(top: &Path) -> Self {
        let repository = Repository::containing(top);
        let found = repository.as_ref().and_then(|repository| open_exactly(&repository.git_dir).ok());
        let folder = repository.map_or_else(|| top.join(".git"), |repository| repository.common_dir);
        // If libgit2 cannot read the repository, use at least the user's config.
        let config = found.as_ref().map_or_else(Config::open_default, config);
        let configured = config.as_ref().ok().and_then(|config| config.get_path("core.excludesfile").ok());
        Self {
            global_file: configured.or_else(default_file).map(|file| top.join(file)),
            ignores_case: config.is_ok_and(|config| config.get_bool("core.ignorecase").unwrap_or(false)),
            repository_file: folder.join("info/exclude"),
        }
    }
}

/// Returns the complete configuration. Handles `GIT_CONFIG_GLOBAL` and `GIT_CONFIG_NOSYSTEM`, which libgit2 does not
/// know.
fn config(repository: &git2::Repository) -> Result<Config, git2::Error> {
    let Some(global) = env::var_os("GIT_CONFIG_GLOBAL") else { return repository.config() };
    let mut config = Config::new()?;
    let system = Config::find_system().ok().filter(|_| env::var_os("GIT_CONFIG_NOSYSTEM").is_none());
    let files = [
        (system, ConfigLevel::System),
        (Some(global.into()), ConfigLevel::Global),
        (Some(repository.commondir().join("config")), ConfigLevel::Local),
    ];
    for (file, level) in files {
        if let Some(file) = file.filter(|file: &PathBuf| file.is_file()) {
            config.add_file(&file, level, true)?;
        }
    }
    Ok(config)
}

fn default_file() -> Option<PathBuf> {
    let folder = env::var_os("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let folder = folder.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".config")));
    Some(folder?.join("git/ignore"))
}
