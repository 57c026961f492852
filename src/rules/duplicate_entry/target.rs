//! What an entry's link points to, so that two can be compared.

use std::borrow::Cow;

use crate::mojibake;
use crate::note::{Entry, Note, stem};
use crate::vault::{FileId, VaultIndex, fold};

/// The place an entry is about.
#[derive(Debug)]
pub(super) struct Target {
    /// The file, where the link opens one.
    pub(super) file: Option<FileId>,
    /// The path as it is written, repaired and folded, without `.md`.
    path: String,
    /// Where the last part of `path` begins.
    name_at: usize,
    fragment: String,
    /// Whether two paths of the note end in this name: then the bare name says too little.
    is_ambiguous: bool,
}

impl Target {
    pub(super) fn of(note: &Note, vault: &VaultIndex, entry: &Entry) -> Self {
        let link = &note.body().links[entry.link];
        let written = link.path(note.text());
        let path = key(&written);
        let name_at = path.rfind('/').map_or(0, |slash| slash + 1);
        Self {
            file: vault.resolve(&written, note.path()),
            is_ambiguous: paths_ending_in(note, &path[name_at..]) > 1,
            name_at,
            path,
            fragment: link.fragment(note.text()).map(|fragment| fold(&fragment)).unwrap_or_default(),
        }
    }

    /// Targets that are the same have the same bucket; the reverse does not hold.
    pub(super) fn bucket(&self) -> &str {
        &self.path[self.name_at..]
    }

    /// Files are compared where both links open one. Where one does not, the links are the same only when they are
    /// equal, or one is the bare name that the other's path ends in and no second path of the note does.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        if self.fragment != other.fragment {
            return false;
        }
        if let (Some(one), Some(other)) = (self.file, other.file) {
            return one == other;
        }
        let one_is_bare = (self.name_at == 0) != (other.name_at == 0);
        self.path == other.path || (one_is_bare && self.bucket() == other.bucket() && !self.is_ambiguous)
    }
}

fn key(path: &str) -> String {
    let path = repaired(path);
    let folded = fold(path.trim_start_matches('/'));
    folded.strip_suffix(".md").map(str::to_owned).unwrap_or(folded)
}

fn repaired(path: &str) -> Cow<'_, str> {
    if mojibake::may_be_damaged(path) { mojibake::repaired(path) } else { Cow::Borrowed(path) }
}

/// How many different paths with folders, among the links of the note, end in `name`.
fn paths_ending_in(note: &Note, name: &str) -> usize {
    let links = note.body().links.iter().map(|link| link.path(note.text()));
    let mut paths: Vec<String> =
        links.filter(|path| path.contains('/') && fold(&repaired(stem(path))) == name).map(|path| key(&path)).collect();
    paths.sort_unstable();
    paths.dedup();
    paths.len()
}
