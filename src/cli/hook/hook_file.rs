//! The hook files of a repository: installs, removes and recognizes them.

use std::env;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::super::error::CliError;
use crate::beneath::{BeneathError, FileAt, Folder};
use crate::git::{GitCommand, Repository};
use crate::output::escape_line;
use crate::text::fnv1a;

const SCRIPT: &str = include_str!("../../../hooks/git-hook.sh");
/// The line of the script that is replaced by the path of vaultlint.
const PROGRAM_LINE: &str = "installed=''";
/// The line of the script that is replaced by the path of the vault.
const VAULT_LINE: &str = "vault=''";
/// The start of the last line of an installed script.
const HASH_PREFIX: &str = "# as installed: ";
/// The folder, beside the hooks, where existing hooks are kept.
const EARLIER_FOLDER: &str = "before-vaultlint";

/// The folder of a repository's hooks: `core.hooksPath`, or else `hooks` in the Git directory.
pub(super) struct HookFolder(PathBuf);

/// A hook file in a [`HookFolder`].
pub(super) struct HookFile {
    path: PathBuf,
}

impl HookFolder {
    pub(super) fn open(repository: &Repository) -> Result<Self, CliError> {
        let path = GitCommand::new(repository).hooks_folder()?;
        if path.as_os_str().is_empty() {
            return Err(CliError::HooksDisabled);
        }
        Ok(Self(repository.top.join(path)))
    }

    /// Returns an error if hooks cannot or should not be installed here.
    pub(super) fn check(&self, repository: &Repository, force: bool) -> Result<(), CliError> {
        let folder = self.0.clone();
        if folder.ends_with(".husky/_") {
            return Err(CliError::HuskyHooks(folder));
        }
        let near = folder.ancestors().find_map(|ancestor| ancestor.canonicalize().ok()).unwrap_or_default();
        let is_inside = near.starts_with(&repository.top) || near.starts_with(&repository.common_dir);
        if is_inside || force { Ok(()) } else { Err(CliError::HooksOutsideRepository(folder)) }
    }

    pub(super) fn file(&self, name: &str) -> HookFile {
        HookFile { path: self.0.join(name) }
    }

    pub(super) fn display_path(&self, repository: &Repository) -> String {
        display_path(&self.0, repository)
    }
}

impl HookFile {
    pub(super) const STATE_INSTALLED: &str = "installed";

    pub(super) fn display_path(&self, repository: &Repository) -> String {
        display_path(&self.path, repository)
    }

    /// Describes the file's state for `hook status`.
    pub(super) fn state(&self) -> &'static str {
        match fs::read(&self.path) {
            Err(_) => "-",
            Ok(script) if is_unmodified(&script) => Self::STATE_INSTALLED,
            Ok(script) if memchr::memmem::find(&script, b" hook run ").is_some() => {
                "another hook, which calls vaultlint"
            }
            Ok(_) => "another hook, which does not call vaultlint",
        }
    }

    /// Installs the script, for the vault in the folder `vault` or for all vaults. Another hook there is kept and runs first, and
    /// its path relative to the hooks folder is returned.
    pub(super) fn install(&self, vault: Option<&Path>) -> Result<Option<String>, CliError> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|reason| self.failed(reason))?;
        let file = self.open()?;
        let earlier = self.earlier_hook(&file)?;
        let is_other_hook = match fs::read(&self.path) {
            Ok(script) => !is_unmodified(&script),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.path.is_symlink(),
            Err(error) => return Err(self.failed(error)),
        };
        if let Some(earlier) = earlier.as_ref().filter(|_| is_other_hook) {
            return Err(CliError::EarlierHookExists(earlier.path()));
        }
        // The new script is complete before the existing hook is moved.
        let made = file.sibling(format!(".vaultlint-{}.new", std::process::id()).as_ref());
        let placed = write_script(&made, &script(vault)).and_then(|()| match is_other_hook {
            true => keep_and_replace(&made, &file),
            false => made.replace(&file),
        });
        if let Err(error) = placed {
            let _ = made.remove();
            return Err(self.failed(error));
        }
        Ok((is_other_hook || earlier.is_some()).then(|| format!("{EARLIER_FOLDER}/{}", file.name().to_string_lossy())))
    }

    /// Removes the script. Returns whether an earlier hook was restored.
    pub(super) fn uninstall(&self) -> Result<bool, CliError> {
        let file = self.open()?;
        let Some(earlier) = self.earlier_hook(&file)? else {
            file.remove().map_err(|reason| self.failed(reason))?;
            return Ok(false);
        };
        earlier.replace(&file).map_err(|reason| self.failed(reason))?;
        let _ = file.sibling(EARLIER_FOLDER.as_ref()).remove_folder();
        Ok(true)
    }

    fn open(&self) -> Result<FileAt, CliError> {
        let folder =
            Folder::open(self.path.parent().unwrap_or(Path::new("."))).map_err(|reason| self.failed(reason))?;
        Ok(folder.child(self.path.file_name().unwrap_or_default()))
    }

    /// Returns the earlier hook that is kept for `file`, if there is one.
    fn earlier_hook(&self, file: &FileAt) -> Result<Option<FileAt>, CliError> {
        let earlier = match file.folder().folder(EARLIER_FOLDER) {
            Ok(folder) => folder.child(file.name()),
            Err(BeneathError::Link) => {
                return Err(CliError::HooksBehindSymlink(file.sibling(EARLIER_FOLDER.as_ref()).path()));
            }
            Err(error) if error.is_missing() => return Ok(None),
            Err(error) => return Err(self.failed(error.into())),
        };
        let kind = earlier.kind().map_err(|reason| self.failed(reason))?;
        Ok(kind.map(|_| earlier))
    }

    fn failed(&self, reason: io::Error) -> CliError {
        CliError::Hook { path: self.path.clone(), reason }
    }
}

fn write_script(at: &FileAt, script: &str) -> io::Result<()> {
    // A killed process with the same id may have left it.
    let _ = at.remove();
    let mut file = at.create()?;
    file.write_all(script.as_bytes())?;
    make_executable(&file)
}

/// Moves the other hook at `file` to the folder of earlier hooks, and `made` to `file`.
fn keep_and_replace(made: &FileAt, file: &FileAt) -> io::Result<()> {
    let earlier = file.folder().create_folder(EARLIER_FOLDER)?.child(file.name());
    file.rename_to(&earlier)?;
    made.rename_to(file).inspect_err(|_| drop(earlier.rename_to(file)))
}

/// Returns the script to install: with the path of this executable, the vault, and a hash by which it is recognized.
fn script(vault: Option<&Path>) -> String {
    let program = env::current_exe().ok().and_then(|path| path.to_str().map(str::to_owned)).unwrap_or_default();
    let program = if cfg!(windows) { program.replace('\\', "/") } else { program };
    let vault = vault.and_then(Path::to_str).unwrap_or_default();
    let quoted = |text: &str| text.replace('\'', r"'\''");
    let script = SCRIPT.replacen(PROGRAM_LINE, &format!("installed='{}'", quoted(&program)), 1);
    let script = script.replacen(VAULT_LINE, &format!("vault='{}'", quoted(vault)), 1);
    format!("{script}{HASH_PREFIX}{:016x}\n", hash(&script))
}

/// Whether `script` is an unmodified hook of vaultlint, of any version. A modified one belongs to the user.
fn is_unmodified(script: &[u8]) -> bool {
    let Ok(script) = std::str::from_utf8(script) else { return false };
    let Some((body, written)) = script.rsplit_once(HASH_PREFIX) else { return hash(script) == hash(SCRIPT) };
    u64::from_str_radix(written.trim_end(), 16).is_ok_and(|written| written == hash(body))
}

/// Returns the hash of a script, without the lines with the paths of vaultlint and the vault.
fn hash(script: &str) -> u64 {
    let lines = script.lines().filter(|line| !line.starts_with("installed=") && !line.starts_with("vault="));
    fnv1a(lines.flat_map(|line| line.bytes().chain([b'\n'])))
}

fn display_path(path: &Path, repository: &Repository) -> String {
    escape_line(&path.strip_prefix(&repository.top).unwrap_or(path).display().to_string())
}

#[cfg(unix)]
fn make_executable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_modified_script_is_not_recognized() {
        assert_eq!(SCRIPT.matches(PROGRAM_LINE).count(), 1);
        let script = |vault: Option<&str>| script(vault.map(Path::new));
        assert!(script(None).contains("\ninstalled='/") || cfg!(windows));
        assert!(script(Some("it's a vault")).contains("\nvault='it'\\''s a vault'\n"));
        assert!(
            is_unmodified(SCRIPT.as_bytes())
                && is_unmodified(script(None).as_bytes())
                && is_unmodified(script(Some("x")).as_bytes())
        );
        for changed in [
            format!("{SCRIPT}./my-checks\n"),
            format!("{}./my-checks\n", script(None)),
            script(None).replace("exit", "true"),
        ] {
            assert!(!is_unmodified(changed.as_bytes()), "{changed}");
        }
    }
}
