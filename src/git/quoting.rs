//! What Git says of its own files, which may be links to a private file whose lines it quotes: `bad shallow line: ...`.

use std::fs;
use std::path::PathBuf;

use super::Repository;

/// The folders of Git's own in which it reads files line by line.
const FOLDERS: [&str; 5] = ["", "info", "objects", "objects/info", "objects/info/commit-graphs"];

impl Repository {
    /// A file or folder of Git's own that is a link out of it. While there is one, what Git says is not to be shown.
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
