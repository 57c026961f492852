//! What Git sees as renamed or deleted in a vault, and which links named it.

use std::collections::HashMap;

use crate::engine::Finding;
use crate::note::{file_name, without_md};
use crate::vault::fold;

/// The files and folders of a vault that are no longer where they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MovedFiles {
    /// The old paths of all files, by the name that a link can have for them.
    gone: HashMap<String, Vec<String>>,
    /// The notes and folders that Git sees as renamed, and that are under their new path in the working tree.
    pub(super) renamed: Vec<RenamedPath>,
}

/// A note or a folder that Git sees as renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenamedPath {
    /// The old path in the vault.
    pub from: String,
    /// The new path in the vault.
    pub to: String,
    /// Whether the folder of the old path no longer exists.
    pub lacks_folder: bool,
}

impl MovedFiles {
    /// Creates the moves of the files that were at the paths `gone`.
    pub fn new(gone: Vec<String>, renamed: Vec<RenamedPath>) -> Self {
        let mut by_name: HashMap<String, Vec<String>> = HashMap::new();
        for path in gone {
            by_name.entry(fold(without_md(file_name(&path)))).or_default().push(path);
        }
        Self { gone: by_name, renamed }
    }

    /// Returns the old path of the file that a broken link named.
    pub(super) fn target_of(&self, finding: &Finding) -> Option<&str> {
        if finding.diagnostic.rule != BROKEN_LINK {
            return None;
        }
        let target = fold(without_md(finding.diagnostic.key.as_deref()?));
        let target = target.trim_start_matches(['.', '/']);
        let is_named = |path: &&String| {
            let path = fold(without_md(path));
            path.strip_suffix(target).is_some_and(|above| above.is_empty() || above.ends_with('/'))
        };
        self.gone.get(file_name(target))?.iter().find(is_named).map(String::as_str)
    }

    /// Returns the rename that broke a link.
    pub(super) fn rename_behind(&self, finding: &Finding) -> Option<&RenamedPath> {
        self.rename_of(self.target_of(finding)?)
    }

    /// Returns the rename that moved the file at `path`.
    pub(super) fn rename_of(&self, path: &str) -> Option<&RenamedPath> {
        let moves = |renamed: &&RenamedPath| {
            path.strip_prefix(renamed.from.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.renamed.iter().find(moves)
    }
}

/// The rule that reports links to files that do not exist. Its key is the target of the link.
pub(super) const BROKEN_LINK: &str = "broken-link";
