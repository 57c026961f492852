//! Tests that no link is followed, in both implementations.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;

use rustix::fs::{Mode, OFlags};

use super::*;

/// Creates a vault with notes, a folder, links inside and out of the vault, and a pipe, and a folder beside the vault.
fn vault() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let at = |path: &str| place.path().join(path);
    fs::create_dir_all(at("vault/Sub")).unwrap();
    fs::create_dir_all(at("outside")).unwrap();
    fs::write(at("outside/a.md"), "theirs").unwrap();
    fs::write(at("vault/a.md"), "mine").unwrap();
    fs::write(at("vault/Sub/b.md"), "mine too").unwrap();
    for (link, to) in [("out", "../outside"), ("in", "Sub"), ("note.md", "a.md"), ("Sub/up", "..")] {
        symlink(to, at("vault").join(link)).unwrap();
    }
    rustix::fs::mknodat(rustix::fs::CWD, at("vault/pipe.md"), rustix::fs::FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)
        .unwrap();
    place
}

/// Runs each test with both implementations.
macro_rules! for_both {
    ($($name:ident: |$place:ident, $root:ident| $test:block)*) => {
        mod handles {
            use super::*;
            $(#[test] fn $name() {
                let $place = vault();
                let $root = by_handle::Folder::open(&$place.path().join("vault")).unwrap();
                $test
            })*
        }
        mod paths {
            use super::*;
            $(#[test] fn $name() {
                let $place = vault();
                let $root = by_path::Folder::open(&$place.path().join("vault")).unwrap();
                $test
            })*
        }
    };
}

for_both! {
    a_link_is_not_followed: |place, root| {
        for path in ["out/a.md", "in/b.md", "note.md", "Sub/up/a.md", "Sub/up/Sub/b.md"] {
            assert!(matches!(root.read(path, 100), Err(BeneathError::Link)), "{path}");
        }
        for path in ["out/new.md", "in/new.md", "Sub/up/new.md"] {
            assert!(matches!(root.file(path), Err(BeneathError::Link)), "{path}");
        }
        for path in ["out", "in/deeper", "Sub/up"] {
            assert!(matches!(root.create_folder(path), Err(BeneathError::Link)), "{path}");
        }
        let note = root.file("note.md").unwrap();
        assert!(matches!(note.open(), Err(BeneathError::Link)));
        assert_eq!(note.kind().unwrap(), Some(EntryKind::Link));
        assert!(note.create().is_err());
        assert!(matches!(note.open_emptied(), Err(BeneathError::Link)));
        assert_eq!(root.read("a.md", 4).unwrap(), b"mine");
        assert_eq!(fs::read_dir(place.path().join("outside")).unwrap().count(), 1);
    }

    no_path_leads_out: |_place, root| {
        for path in ["../outside/a.md", "/etc/passwd", "Sub/../a.md", "./a.md", "Sub//b.md", "", "a.md\0", ".git/config", "Sub/.GIT /hooks/x"] {
            assert!(matches!(root.file(path), Err(BeneathError::Outside)), "{path}");
            assert!(matches!(root.read(path, 100), Err(BeneathError::Outside)), "{path}");
            assert!(path.is_empty() || matches!(root.create_folder(path), Err(BeneathError::Outside)), "{path}");
        }
    }

    what_is_no_regular_file_is_not_opened: |_place, root| {
        for path in ["pipe.md", "Sub"] {
            assert!(matches!(root.read(path, 100), Err(BeneathError::NotAFile)), "{path}");
            assert!(matches!(root.file(path).unwrap().open(), Err(BeneathError::NotAFile)), "{path}");
            assert!(matches!(root.file(path).unwrap().open_emptied(), Err(BeneathError::NotAFile)), "{path}");
        }
        assert!(matches!(root.read("a.md", 3), Err(BeneathError::TooLarge)));
        assert_eq!(root.read("a.md", 4).unwrap(), b"mine");
        assert!(root.read("Sub/none.md", 9).unwrap_err().is_missing());
        assert!(root.read("a.md/none.md", 9).unwrap_err().is_missing());
    }

    files_are_made_moved_and_removed: |place, root| {
        let new = root.create_folder("New/Deep").unwrap().child("c.md".as_ref());
        drop(new.create().unwrap());
        assert!(new.create().is_err(), "it already exists");
        let (a, b) = (root.file("a.md").unwrap(), root.file("Sub/b.md").unwrap());
        assert_eq!(a.rename_to(&b).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        a.replace(&new).unwrap();
        assert_eq!(root.read("New/Deep/c.md", 9).unwrap(), b"mine");
        new.rename_to(&root.file("d.md").unwrap()).unwrap();
        assert!(root.file("Sub").unwrap().remove_folder().is_err(), "it is not empty");
        root.file("New/Deep").unwrap().remove_folder().unwrap();
        root.file("note.md").unwrap().remove().unwrap();
        let mut names = root.folder("").unwrap().names().unwrap();
        names.sort();
        assert_eq!(names, ["New", "Sub", "d.md", "in", "out", "pipe.md"]);
        assert!(!place.path().join("vault/a.md").exists());
    }
}

#[test]
fn an_open_folder_stays_the_same_when_another_comes_in_its_place() {
    let place = vault();
    let at = |path: &str| place.path().join(path);
    let file = Folder::open(&at("vault")).unwrap().file("Sub/b.md").unwrap();
    fs::rename(at("vault/Sub"), at("vault/Moved")).unwrap();
    symlink("../outside", at("vault/Sub")).unwrap();
    assert_eq!(file.read().unwrap(), b"mine too");
    drop(file.sibling("c.md".as_ref()).create().unwrap());
    assert!(at("vault/Moved/c.md").exists() && !at("outside/c.md").exists());
}

#[test]
fn opening_by_components_does_not_follow_links() {
    let place = vault();
    let root = rustix::fs::open(place.path().join("vault"), OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).unwrap();
    let read = OFlags::RDONLY | OFlags::NOFOLLOW;
    let open = |path: &str| by_handle::by_components(std::os::fd::AsFd::as_fd(&root), path, read);
    for path in ["out/a.md", "in/b.md", "note.md", "Sub/up/a.md"] {
        assert!(matches!(open(path), Err(BeneathError::Link)), "{path}");
    }
    assert!(open("Sub/b.md").is_ok() && open("a.md").is_ok());
    assert!(open("a.md/b.md").unwrap_err().is_missing() && open("none/b.md").unwrap_err().is_missing());
}
