//! The path of a vault relative to a repository.

use std::path::Path;

/// The path of a vault relative to the repository around or inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultPrefix {
    /// The vault is below Git's top, in this folder: empty, or with `/` at its end.
    Below(String),
    /// Git's top is below the vault, in this folder, with `/` at its end.
    Above(String),
}

impl VaultPrefix {
    /// How the vault at `root` lies to the repository at `top`. None where neither holds the other, or a folder
    /// between them is no UTF-8.
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

    /// The path in the vault of a file of the repository; None where it is not in the vault, or no UTF-8.
    pub fn to_vault_path(&self, path: &[u8]) -> Option<String> {
        let path = std::str::from_utf8(path).ok()?;
        match self {
            Self::Below(prefix) => path.strip_prefix(prefix.as_str()).map(str::to_owned),
            Self::Above(prefix) => Some(format!("{prefix}{path}")),
        }
    }

    /// The path in the repository of a file of the vault.
    pub fn to_repository_path(&self, path: &str) -> Option<Vec<u8>> {
        match self {
            Self::Below(prefix) => Some(format!("{prefix}{path}").into_bytes()),
            Self::Above(prefix) => path.strip_prefix(prefix.as_str()).map(|path| path.as_bytes().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_there_and_back() {
        let place = |root: &str| VaultPrefix::new(Path::new(root), Path::new("/r")).unwrap();
        let (below, above, same) = (place("/r/notes"), place("/"), place("/r"));
        assert_eq!(below.to_vault_path(b"notes/a.md").as_deref(), Some("a.md"));
        assert_eq!(below.to_vault_path(b"other/a.md"), None);
        assert_eq!(above.to_vault_path(b"a.md").as_deref(), Some("r/a.md"));
        assert_eq!(above.to_repository_path("r/a.md").unwrap(), b"a.md");
        assert_eq!(above.to_repository_path("elsewhere/a.md"), None);
        assert_eq!(same.to_repository_path("a.md").unwrap(), b"a.md");
        assert_eq!(VaultPrefix::new(Path::new("/x"), Path::new("/r")), None);
    }
}
