//! The link targets of entries, in a form that can be compared.

use std::collections::{BTreeSet, HashMap};

use crate::mojibake;
use crate::note::{EntryDate, Link, Note};
use crate::vault::{FileId, VaultIndex, fold};

/// The link target of an entry.
#[derive(Debug)]
pub(super) struct EntryTarget {
    /// The file that the link opens, if any.
    pub(super) file: Option<FileId>,
    /// The path in the link, repaired and folded, without `.md`.
    path: String,
    /// The byte offset of the last component of `path`.
    name_at: usize,
    fragment: String,
    /// Whether the name is that of the note of one meeting.
    pub(super) is_dated: bool,
    /// Whether two paths in the note end in this name, which makes the bare name ambiguous.
    is_ambiguous: bool,
}

impl EntryTarget {
    /// Creates an unresolved target; `resolve` is called only if another entry may be a duplicate.
    pub(super) fn new(note: &Note, paths: &PathsByName, link: &Link) -> Self {
        let written = link.path(note.text());
        let path = key(&written);
        let name_at = path.rfind('/').map_or(0, |slash| slash + 1);
        Self {
            file: None,
            is_ambiguous: paths.0.get(&path[name_at..]).is_some_and(|paths| paths.len() > 1),
            is_dated: is_of_one_meeting(&path[name_at..]),
            name_at,
            path,
            fragment: link.fragment(note.text()).map(|fragment| fold(&fragment)).unwrap_or_default(),
        }
    }

    pub(super) fn resolve(&mut self, note: &Note, vault: &VaultIndex, link: &Link) {
        self.file = vault.resolve(&link.path(note.text()), note.path());
    }

    /// Returns the bucket: equal targets share one, but the reverse does not hold.
    pub(super) fn bucket(&self) -> &str {
        &self.path[self.name_at..]
    }

    /// Returns true if both links open the same file. If one of them opens nothing, they must be equal, or one must be
    /// the bare name at the end of the other's path and of no second path in the note.
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

/// Returns true if `name` begins with a day or a month, and a dash and a title follow: the note of a day has many entries.
fn is_of_one_meeting(name: &str) -> bool {
    EntryDate::at_start(name).is_some_and(|(date, length)| {
        let title = name[length..].trim_start_matches([' ', '-', '–', '—', '_']);
        date.precision() > 1 && !title.is_empty()
    })
}

fn key(path: &str) -> String {
    let path = mojibake::repaired(path);
    let folded = fold(path.trim_start_matches('/'));
    folded.strip_suffix(".md").map(str::to_owned).unwrap_or(folded)
}

/// The link paths of a note that include a folder, by their last component.
pub(super) struct PathsByName(HashMap<String, BTreeSet<String>>);

impl PathsByName {
    pub(super) fn new(note: &Note) -> Self {
        let mut paths: HashMap<String, BTreeSet<String>> = HashMap::new();
        for link in &note.body().links {
            let path = link.path(note.text());
            if path.contains('/') {
                let path = key(&path);
                let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
                paths.entry(name).or_default().insert(path);
            }
        }
        Self(paths)
    }
}
