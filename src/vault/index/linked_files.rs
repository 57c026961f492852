//! The files that nothing in the vault refers to.

use std::collections::HashMap;

use super::{FileId, VaultIndex};
use crate::note::folder;
use crate::vault::dependencies::{Dependency, ask, record, untracked};
use crate::vault::question::Question;
use crate::vault::{LinkedFiles, WrittenTargets, fold};

/// The endings of attachments: media and documents. Other files may be there for a program.
const ATTACHMENTS: &[&str] = &[
    "3gp", "avif", "bmp", "csv", "doc", "docx", "epub", "flac", "gif", "heic", "jpeg", "jpg", "m4a", "mkv", "mov",
    "mp3", "mp4", "odp", "ods", "odt", "ogg", "ogv", "opus", "pdf", "png", "ppt", "pptx", "rtf", "svg", "tiff", "wav",
    "webm", "webp", "xls", "xlsx", "zip",
];

/// The attachments that nothing refers to, by the note that reports them.
pub(super) type UnusedAttachments = HashMap<FileId, Vec<FileId>>;

impl VaultIndex {
    /// Sets what the files of the vault refer to, by file.
    #[must_use]
    pub fn with_linked_files(self, written: Vec<(FileId, WrittenTargets)>) -> Self {
        let mut linked = LinkedFiles::default();
        for (from, written) in written {
            let path = self.path(from);
            let targets: Vec<FileId> = written.files.iter().filter_map(|target| self.resolve(target, path)).collect();
            linked.add(from, targets.into_iter(), written);
        }
        Self { linked_files: Some(linked), ..self }
    }

    /// Returns the files that something refers to; `None` if they were not read.
    pub fn linked_files(&self) -> Option<&LinkedFiles> {
        ask(Question::LinkedFiles);
        record(Dependency::Outside);
        self.linked_files.as_ref()
    }

    /// Returns the attachments that nothing refers to and that the note at `path` reports, being the first note of the
    /// nearest folder; empty if the links of all files were not read.
    pub fn unused_attachments(&self, path: &str) -> Vec<&str> {
        ask(Question::LinkedFiles);
        record(Dependency::Outside);
        let unused = self.unused_attachments.get_or_init(|| untracked(|| self.find_unused_attachments()));
        let here = self.file(path).and_then(|note| unused.get(&note));
        here.into_iter().flatten().map(|file| self.path(*file)).collect()
    }

    fn find_unused_attachments(&self) -> UnusedAttachments {
        let mut unused = UnusedAttachments::new();
        let Some(linked) = &self.linked_files else { return unused };
        let mut first_notes: HashMap<&str, FileId> = HashMap::new();
        let notes = self.known_notes();
        for (path, _) in &notes {
            if let Some(note) = self.file(path) {
                first_notes.entry(folder(path)).or_insert(note);
            }
        }
        let Some(first) = notes.first().and_then(|(path, _)| self.file(path)) else { return unused };
        for file in self.all_files() {
            let path = self.path(file);
            let ending = fold(path.rsplit_once('.').map_or("", |(_, ending)| ending));
            let is_hidden = path.split('/').any(|part| part.starts_with('.') || part == "node_modules");
            if is_hidden || !ATTACHMENTS.contains(&ending.as_str()) || linked.is_linked(file) || linked.is_queried(path)
            {
                continue;
            }
            let mut place = folder(path);
            let note = loop {
                match first_notes.get(place) {
                    Some(note) => break *note,
                    None if place.is_empty() => break first,
                    None => place = folder(place),
                }
            };
            unused.entry(note).or_default().push(file);
        }
        unused
    }
}
