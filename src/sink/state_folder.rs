//! Locates the data folder of a vault: in the Git folder, where it is never published, or in the system's folder for
//! program state.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};

use super::UndoError;
use crate::git::{Repository, VaultFolder};
use crate::text::fnv1a;

/// Returns the data folder of the vault at `root`, and the path of one in the repository that is not used because it is
/// a link or belongs to another user.
pub(super) fn state_folder(root: &Path) -> Result<(VaultFolder, Option<PathBuf>), UndoError> {
    let mut foreign = None;
    if let Some(repository) = Repository::containing(root) {
        match repository.open_data_folder() {
            Ok(_) => return Ok((VaultFolder::Repository { repository: Box::new(repository), name: "" }, None)),
            Err(_) => foreign = Some(repository.data_folder()),
        }
    }
    let failed = |reason: String| UndoError::Io { path: root.to_owned(), reason: io::Error::other(reason) };
    let strategy = choose_base_strategy().map_err(|error| failed(error.to_string()))?;
    let base = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    // A relative path could lead into the vault. The XDG specification says to ignore it.
    if !base.is_absolute() {
        return Err(failed("HOME is not an absolute path, so there is no folder for undo".to_owned()));
    }
    let inside = [key_of(root), old_key_of(root)].map(|key| format!("vaultlint/{key}"));
    let is_old = !base.join(&inside[0]).exists() && base.join(&inside[1]).exists();
    let [new, old] = inside;
    Ok((VaultFolder::System { base, inside: if is_old { old } else { new } }, foreign))
}

/// Returns the folder name for a vault outside Git.
fn key_of(root: &Path) -> String {
    named(root, fnv1a(root.as_os_str().as_encoded_bytes().iter().copied()))
}

/// Returns the folder name used up to 0.1.0, whose hash depended on the compiler.
fn old_key_of(root: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    named(root, hasher.finish())
}

fn named(root: &Path, hash: u64) -> String {
    let name = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name: String = name.chars().filter(|c| c.is_alphanumeric()).take(24).collect();
    format!("{name}-{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_vault_is_the_same_with_every_compiler() {
        assert_eq!(key_of(Path::new("/home/ada/Meine Notizen")), "MeineNotizen-fec400dc859aaa7c");
    }
}
