//! Detects links in Git's own folder. Git quotes its own files in error messages (`bad shallow line: ...`), and a link
//! could make it quote a private file.

use std::fs;
use std::path::PathBuf;

use super::Repository;

/// The folders in Git's own folder whose files Git reads line by line.
const FOLDERS: [&str; 5] = ["", "info", "objects", "objects/info", "objects/info/commit-graphs"];

impl Repository {
    /// Finds a file or folder in Git's own folder that links out of it. While there is one, Git's error messages must
    /// not be shown.
    pub(super) fn link_out(&self) -> Option<PathBuf> {
        let own = [&self.git_dir, &self.common_dir];
        let entries = own.into_iter().flat_map(|own| FOLDERS.iter().map(move |folder| own.join(folder)));
        let entries = entries.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        entries.map(|entry| entry.path()).find(|path| {
            let leads_out = |target: PathBuf| !own.iter().any(|own| target.starts_with(own));
            path.is_symlink() && path.canonicalize().is_ok_and(leads_out)
        })
    }
}
