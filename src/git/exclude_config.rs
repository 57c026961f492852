//! What the configuration of Git says of files that are ignored.

use std::env;
use std::path::{Path, PathBuf};

use git2::{Config, ConfigLevel};

use super::Repository;
use super::repository::open_exactly;

/// What the configuration says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExcludeConfig {
    /// The file that `core.excludesFile` names, or the one that Git takes where nothing does.
    pub global_file: Option<PathBuf>,
    /// `core.ignoreCase`.
    pub ignores_case: bool,
    /// The repository's `info/exclude`, whether it is there or not.
    pub repository_file: PathBuf,
}

impl ExcludeConfig {
    /// For the repository whose top is `top`.
    pub fn for_repository(top: &Path) -> Self {
        let repository = Repository::containing(top);
        let found = repository.as_ref().and_then(|repository| open_exactly(&repository.git_dir).ok());
        let folder = repository.map_or_else(|| top.join(".git"), |repository| repository.common_dir);
        // Where libgit2 cannot read the repository there is at least the user's own.
        let config = found.as_ref().map_or_else(Config::open_default, config);
        let said = config.as_ref().ok().and_then(|config| config.get_path("core.excludesfile").ok());
        Self {
            global_file: said.or_else(default_file).map(|file| top.join(file)),
            ignores_case: config.is_ok_and(|config| config.get_bool("core.ignorecase").unwrap_or(false)),
            repository_file: folder.join("info/exclude"),
        }
    }
}

/// All of the configuration. libgit2 does not know the variables that replace the user's and the system's.
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
