//! Conversion between paths in a vault and paths in a repository.

use std::path::Path;

/// The path of a vault relative to the repository around it or inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultPrefix {
    /// The vault is this folder of the repository: empty, or ending in `/`.
    Below(String),
    /// The repository is this folder of the vault, ending in `/`.
    Above(String),
}

impl VaultPrefix {
    /// Relates the vault at `root` to the repository at `top`. Returns `None` if neither contains the other, or if a
    /// folder between them is not UTF-8.
    pub fn new(root: &Path, top: &Path) -> Option<Self> {
        let folder = |path: &Path| {
            let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
            parts.map(|parts| parts.iter().map(|part| format!("{part}/")).collect::<String>())
        };
        match (root.strip_prefix(top), top.strip_prefix(root)) {
            (Ok(below), _) => folder(below).map(Self::Below),
            (Err(_), Ok(above)) => folder(above).map(Self::Above),
            (Err(_), Err(_)) => None,
        }
    }

    /// Converts a path in the repository to a path in the vault. Returns `None` if it is outside the vault or not
    /// UTF-8.
    pub fn to_vault_path(&self, path: &[u8]) -> Option<String> {
        let path = std::str::from_utf8(path).ok()?;
        match self {
            Self::Below(prefix) => path.strip_prefix(prefix.as_str()).map(str::to_owned),
            Self::Above(prefix) => Some(format!("{prefix}{path}")),
        }
    }

    /// Converts a path in the vault to a path in the repository. Returns `None` if it is outside the repository.
    pub fn to_repository_path(&self, path: &str) -> Option<Vec<u8>> {
        match self {
            Self::Below(prefix) => Some([prefix, path].concat().into_bytes()),
            Self::Above(prefix) => path.strip_prefix(prefix.as_str()).map(|path| path.as_bytes().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_there_and_back() {
        let prefix = |root: &str| VaultPrefix::new(Path::new(root), Path::new("/r")).unwrap();
        let (below, above, same) = (prefix("/r/notes"), prefix("/"), prefix("/r"));
        assert_eq!(below.to_vault_path(b"notes/a.md").as_deref(), Some("a.md"));
        assert_eq!(below.to_vault_path(b"other/a.md"), None);
        assert_eq!(above.to_vault_path(b"a.md").as_deref(), Some("r/a.md"));
        assert_eq!(above.to_repository_path("r/a.md").unwrap(), b"a.md");
        assert_eq!(above.to_repository_path("elsewhere/a.md"), None);
        assert_eq!(same.to_repository_path("a.md").unwrap(), b"a.md");
        assert_eq!(VaultPrefix::new(Path::new("/x"), Path::new("/r")), None);
    }
}
