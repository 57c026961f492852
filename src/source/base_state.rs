//! A vault as it was before the changes that a run checks.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;

use super::git_notes::{GitNotes, marker_in};
use super::tracked_files::{TrackedFiles, is_hidden};
use crate::engine::{BaseVault, ChangedPath, NoteSource, Unreadable};
use crate::git::{ChangedFile, Changes, FileKind, ObjectId, VaultPrefix};

/// The state of a vault at the first base of a run: at HEAD for staged notes, at the first revision for a range.
pub(crate) struct BaseState {
    /// The visible files that differ from the base, sorted by path.
    changed: Vec<ChangedPath>,
    /// Pairs of the old and the new path of files that Git sees as renamed, sorted.
    renames: Vec<(String, String)>,
    notes: BaseNotes,
}

impl BaseState {
    /// Undoes `changes` in the vault of `now`.
    pub(super) fn new(now: Arc<GitNotes>, changes: &Changes) -> Self {
        let (tracked, prefix) = (now.tracked.as_ref(), &now.prefix);
        let mut files =
            ChangedFiles { tracked, prefix, old: HashMap::new(), changed: BTreeMap::new(), markers: BTreeMap::new() };
        changes.changed.iter().for_each(|file| files.add_changed(file));
        for file in &changes.deleted {
            files.add(&file.path, Some((file.id, file.kind)), false);
        }
        files.add_markers();
        let renames = changes.changed.iter().filter_map(|file| {
            let old = file.old.as_ref().filter(|old| old.path != file.now.path)?;
            Some((prefix.to_vault_path(&old.path)?, prefix.to_vault_path(&file.now.path)?))
        });
        let mut renames: Vec<(String, String)> =
            renames.filter(|(from, to)| !is_hidden(from) && !is_hidden(to)).collect();
        renames.sort_unstable();
        let (old, changed) = (files.old, files.changed.into_values().collect());
        Self { changed, renames, notes: BaseNotes { now, old } }
    }

    /// Returns the visible files that differ from the base, sorted by path.
    pub(crate) fn changed(&self) -> &[ChangedPath] {
        &self.changed
    }

    /// Returns pairs of the old and the new path of files that Git sees as renamed in the vault.
    pub(crate) fn renames(&self) -> &[(String, String)] {
        &self.renames
    }

    /// Returns the state as the engine reads it.
    pub(crate) fn vault(&self) -> BaseVault<'_> {
        BaseVault { changed: &self.changed, source: &self.notes }
    }
}

/// The changed files of one vault.
struct ChangedFiles<'a> {
    tracked: &'a dyn TrackedFiles,
    prefix: &'a VaultPrefix,
    old: HashMap<String, Option<(ObjectId, FileKind)>>,
    changed: BTreeMap<String, ChangedPath>,
    /// The changes below each marker of a nested vault.
    markers: BTreeMap<String, MarkerChanges>,
}

#[derive(Default)]
struct MarkerChanges {
    added: usize,
    had_files: bool,
}

impl ChangedFiles<'_> {
    fn add_changed(&mut self, file: &ChangedFile) {
        let path = &file.now.path;
        // A sparse index does not list what is in a folder that is left out, so a link to it opens nothing then and now.
        if file.is_unmerged || self.tracked.file(path).is_some() {
            let old = file.old.as_ref().filter(|old| old.path == *path);
            self.add(path, old.map(|old| (old.id, old.kind)), true);
        }
    }

    fn add(&mut self, path: &[u8], old: Option<(ObjectId, FileKind)>, is_there: bool) {
        let Some(path) = self.prefix.to_vault_path(path) else { return };
        if let Some(marker) = marker_in(&path) {
            let changes = self.markers.entry(marker.to_owned()).or_default();
            changes.added += usize::from(old.is_none());
            changes.had_files |= old.is_some();
            return;
        }
        if is_hidden(&path) {
            return;
        }
        self.old.insert(path.clone(), old);
        self.changed.insert(path.clone(), ChangedPath { path, was_there: old.is_some(), is_there });
    }

    /// Adds the markers of nested vaults: a file, or a folder that exists while there is a file below it.
    fn add_markers(&mut self) {
        for (path, changes) in std::mem::take(&mut self.markers) {
            let Some(inside) = self.prefix.to_repository_path(&path) else { continue };
            let mut files = 0;
            self.tracked.each(&mut |file| {
                let rest = file.strip_prefix(inside.as_slice());
                files += usize::from(rest.is_some_and(|rest| rest.is_empty() || rest[0] == b'/'));
            });
            let was_there = changes.had_files || files > changes.added;
            self.changed.insert(path.clone(), ChangedPath { path, was_there, is_there: files > 0 });
        }
    }
}

/// The notes of the vault at the base. A note that did not change is read as it is now.
struct BaseNotes {
    now: Arc<GitNotes>,
    /// The old files at the paths that changed; `None` if there was none.
    old: HashMap<String, Option<(ObjectId, FileKind)>>,
}

impl NoteSource for BaseNotes {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        match self.old.get(path) {
            Some(Some((id, kind))) => self.now.read_file(*id, *kind),
            Some(None) => Err(io::Error::from(io::ErrorKind::NotFound).into()),
            None => self.now.read(path),
        }
    }

    fn content_id(&self, path: &str) -> Option<[u8; 20]> {
        match self.old.get(path) {
            Some(old) => old.filter(|(_, kind)| kind.is_file()).and_then(|(id, _)| id.to_blob_id()),
            None => self.now.content_id(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::process::Command;

    use super::*;
    use crate::git::{Repository, blob_id};
    use crate::source::{ChangesRequest, Revisions, Vault};

    fn git(root: &Path, args: &[&str]) {
        let mut git = Command::new("git");
        git.current_dir(root).args(["-c", "user.name=Ada", "-c", "user.email=ada@example.invalid"]).args(args);
        git.env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE");
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        assert!(git.output().unwrap().status.success(), "git {args:?}");
    }

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The staged vault whose files were `before` at HEAD, after `change`.
    fn staged(before: &[(&str, &str)], change: impl Fn(&Path)) -> (tempfile::TempDir, Vault) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        git(&root, &["init", "-q"]);
        before.iter().for_each(|(path, text)| write(&root, path, text));
        git(&root, &["add", "-A"]);
        git(&root, &["commit", "-q", "--allow-empty", "-m", "one"]);
        change(&root);
        git(&root, &["add", "-A"]);
        let repository = Repository::containing(&root).unwrap();
        let changed = Revisions::Staged.read(&repository, ChangesRequest::default()).unwrap();
        (folder, changed.vaults.into_iter().next().unwrap())
    }

    /// What differs, as `- PATH`, `+ PATH` or `M PATH`.
    fn changed(vault: &Vault) -> Vec<String> {
        let mark = |file: &ChangedPath| match (file.was_there, file.is_there) {
            (true, false) => '-',
            (false, true) => '+',
            (true, true) => 'M',
            (false, false) => '?',
        };
        vault.base.as_ref().unwrap().changed().iter().map(|file| format!("{} {}", mark(file), file.path)).collect()
    }

    #[test]
    fn both_sides_of_renames_attachments_and_markers_are_changes() {
        let before = [
            (".vaultlint.yaml", ""),
            ("a.md", "one two three\n"),
            ("b.md", "b\n"),
            ("p.png", "p"),
            (".trash/c.md", "c\n"),
            ("inner/.obsidian/app.json", "{}"),
            ("inner/d.md", "d\n"),
            ("other/.obsidian/app.json", "{}"),
        ];
        let (_folder, vault) = staged(&before, |root| {
            fs::rename(root.join("a.md"), root.join("A.md")).unwrap();
            write(root, "b.md", "bb\n");
            fs::remove_file(root.join("p.png")).unwrap();
            fs::remove_file(root.join(".trash/c.md")).unwrap();
            fs::remove_dir_all(root.join("inner/.obsidian")).unwrap();
            write(root, "other/.obsidian/hotkeys.json", "{}");
            write(root, "new/.vaultlint.yaml", "");
        });
        let markers = ["- inner/.obsidian", "+ new/.vaultlint.yaml", "M other/.obsidian"];
        let all = [&["+ A.md", "- a.md", "M b.md"][..], &markers, &["- p.png"]].concat();
        assert_eq!(changed(&vault), all);
        let base = vault.base.as_ref().unwrap();
        assert_eq!(base.renames(), [("a.md".to_owned(), "A.md".to_owned())]);
        assert_eq!(vault.scope, ["A.md", "b.md"]);
    }

    #[test]
    fn notes_are_read_as_they_were() {
        let before = [("a.md", "one two three\n"), ("b.md", "b\n"), ("c.md", "c\n")];
        let (_folder, vault) = staged(&before, |root| {
            fs::rename(root.join("a.md"), root.join("new.md")).unwrap();
            write(root, "b.md", "bb\n");
        });
        let base = vault.base.as_ref().unwrap().vault();
        let read = |path: &str| base.source.read(path).ok().map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(read("a.md").as_deref(), Some("one two three\n"));
        assert_eq!((read("b.md").as_deref(), read("c.md").as_deref()), (Some("b\n"), Some("c\n")));
        assert_eq!(read("new.md"), None);
        let ids = |source: &dyn NoteSource, path: &str| source.content_id(path);
        assert_eq!(ids(base.source, "b.md"), blob_id(b"b\n"));
        assert_eq!(ids(vault.note_source().as_ref(), "b.md"), blob_id(b"bb\n"));
        assert_eq!(ids(vault.note_source().as_ref(), "c.md"), blob_id(b"c\n"));
        assert_eq!((ids(base.source, "new.md"), ids(base.source, "nowhere.md")), (None, None));
    }

    #[test]
    fn a_pointer_to_a_note_has_no_content_id() {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
        let (_folder, vault) = staged(&[], |root| {
            write(root, "pointer.md", pointer);
            write(root, "note.md", "x\n");
        });
        let source = vault.note_source();
        assert_eq!((source.content_id("pointer.md"), source.content_id("note.md")), (None, blob_id(b"x\n")));
    }

    #[test]
    fn before_the_first_commit_the_vault_was_empty() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        git(&root, &["init", "-q"]);
        write(&root, "a.md", "a\n");
        git(&root, &["add", "-A"]);
        let repository = Repository::containing(&root).unwrap();
        let found = Revisions::Staged.read(&repository, ChangesRequest::default()).unwrap();
        assert_eq!(changed(&found.vaults[0]), ["+ a.md"]);
        assert!(found.vaults[0].base.as_ref().unwrap().vault().source.read("a.md").is_err());
        let whole = Revisions::Index.read(&repository, ChangesRequest::default()).unwrap();
        let vault = &whole.vaults[0];
        assert!(vault.covers_vault && vault.base.is_none() && vault.scope == ["a.md"]);
        assert!(vault.note_source().bases("a.md").is_none(), "nothing of it is new");
    }
}
