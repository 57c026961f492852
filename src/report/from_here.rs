//! Paths of notes relative to the current directory, as every format for people shows them.

use std::path::Path;

use crate::output::shell_quoted_path;

/// The location of a vault's root relative to the current directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FromHere {
    /// The path from the current directory to the root; empty, or with `/` at the end.
    to_root: String,
    /// The folders from the root to the current directory, if that is in the vault.
    inside: Vec<String>,
}

impl FromHere {
    /// Creates the location of `root` relative to `here`. Both are absolute, without links or `..`. A root that is neither
    /// above nor below `here` is shown in full.
    pub fn new(root: &Path, here: &Path) -> Self {
        let names = |path: &Path| path.iter().map(|name| name.to_string_lossy().into_owned()).collect::<Vec<_>>();
        if let Ok(inside) = here.strip_prefix(root) {
            return Self { to_root: String::new(), inside: names(inside) };
        }
        let to_root =
            root.strip_prefix(here).map_or_else(|_| root.display().to_string(), |below| names(below).join("/"));
        Self { to_root: format!("{to_root}/"), inside: Vec::new() }
    }

    /// Returns the root; `None` in the vault, where it is the default.
    pub(super) fn root(&self) -> Option<&str> {
        let root = self.to_root.strip_suffix('/')?;
        Some(if root.is_empty() { "/" } else { root })
    }

    /// Returns the root as an argument of a command, quoted for a shell; `None` in the vault.
    pub(super) fn argument(&self) -> Option<String> {
        self.root().map(shell_quoted_path)
    }

    /// Returns the path of the note at `path` below the root.
    pub(crate) fn path(&self, path: &str) -> String {
        let common = self.inside.iter().zip(path.split('/')).take_while(|(folder, name)| folder == name).count();
        let rest: Vec<&str> = path.split('/').skip(common).collect();
        format!("{}{}{}", self.to_root, "../".repeat(self.inside.len() - common), rest.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_current_directory() {
        let shown = |root: &str, here: &str| FromHere::new(Path::new(root), Path::new(here)).path("People/Ada.md");
        assert_eq!(shown("/v", "/v"), "People/Ada.md");
        assert_eq!(shown("/v", "/v/People"), "Ada.md");
        assert_eq!(shown("/v", "/v/Daily/2025"), "../../People/Ada.md");
        assert_eq!(shown("/v", "/v/People/Ada"), "../Ada.md");
        assert_eq!(shown("/r/v", "/r"), "v/People/Ada.md");
        assert_eq!(shown("/v", "/elsewhere"), "/v/People/Ada.md");
    }
}
