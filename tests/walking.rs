//! Which notes of a folder are the vault's: those that Git would track.

mod support;

use proptest::prelude::*;
use support::TestVault;
use vaultlint::internals::walk;

const FOLDERS: [&str; 7] = ["", "a/", "b/", "a/a/", "a/b/", "b/a/", "a/a/b/"];
const FILES: [&str; 4] = ["x.md", "y.md", "X.MD", "z.txt"];
const PATTERNS: [&str; 21] = [
    "x.md", "*.md", "!x.md", "/x.md", "a", "a/", "/a", "a/b", "**/b", "b/**", "!a/", "!a", "a/*", "!a/b/", "# x.md",
    "[x", "*.MD", "\\!x.md", "{x,y}.md", "{a,b}/", "[{x]*.md",
];

/// A file of patterns: where it lies, and what it says.
fn patterns() -> impl Strategy<Value = (usize, Vec<&'static str>)> {
    (0..FOLDERS.len(), prop::collection::vec(prop::sample::select(PATTERNS.to_vec()), 1..4))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn ignored_notes_are_those_that_git_ignores(
        files in prop::collection::btree_set((0..FOLDERS.len(), 0..FILES.len()), 1..16),
        ignores in prop::collection::vec(patterns(), 0..4),
        exclude in prop::collection::vec(prop::sample::select(PATTERNS.to_vec()), 0..3),
        inside in any::<bool>(),
    ) {
        let vault = TestVault::new(&[]);
        vault.git_ok(&["init", "-q"]);
        // The vault is all of the repository, or a folder of it.
        let below = if inside { "a/" } else { "" };
        for (folder, file) in files {
            vault.write(&format!("{}{}", FOLDERS[folder], FILES[file]), "x\n");
        }
        for (folder, lines) in ignores {
            vault.write(&format!("{}.gitignore", FOLDERS[folder]), lines.join("\n") + "\n");
        }
        vault.write(".git/info/exclude", exclude.join("\n") + "\n");
        let root = vault.path(below);
        std::fs::create_dir_all(&root).unwrap();
        // Whoever looks at a folder that is ignored means it.
        prop_assume!(!inside || vault.git(&["check-ignore", "-q", "a"]).code != 0);
        let found = walk(&root);
        let listed = vault.git(&["-C", root.to_str().unwrap(), "ls-files", "-o", "-z", "--exclude-standard"]).stdout;
        let mut wanted: Vec<&str> = listed.split('\0').filter(|path| path.to_lowercase().ends_with(".md")).collect();
        wanted.sort_unstable();
        prop_assert_eq!(found.notes, wanted);
        prop_assert!(found.unreadable.is_empty());
        let all = vault.git(&["-C", root.to_str().unwrap(), "ls-files", "-o", "-z"]).stdout;
        let mut all: Vec<&str> = all.split('\0').filter(|path| !path.is_empty() && !path.contains(".git")).collect();
        all.sort_unstable();
        prop_assert_eq!(found.files, all, "ignored files are there for links to open");
    }
}

#[test]
fn patterns_hold_up_to_the_top_of_a_repository() {
    let vault = TestVault::new(&[
        (".gitignore", "x.md\n"),
        ("inner/.gitignore", "y.md\n"),
        ("inner/a/x.md", "x\n"),
        ("inner/a/y.md", "y\n"),
        ("inner/x.md", "x\n"),
        ("x.md", "x\n"),
    ]);
    assert_eq!(walk(&vault.path("inner/a")).notes, ["x.md", "y.md"], "outside Git only the vault's own");
    assert_eq!(walk(&vault.root()).notes, [""; 0]);
    vault.git_ok(&["init", "-q", "inner"]);
    assert_eq!(walk(&vault.path("inner/a")).notes, ["x.md"]);
    assert_eq!(walk(&vault.root()).notes, ["inner/a/x.md", "inner/x.md"], "another repository has its own");
}

#[test]
fn the_users_own_patterns_are_those_that_git_reads() {
    let vault = TestVault::repository(&[("a.md", "a\n"), ("b.md", "b\n"), ("C.md", "c\n")]);
    vault.write("own", "a.md\n");
    vault.write("other", "b.md\nc.md\n");
    let checked = || vault.run(&["--format", "json"]).stdout.contains("\"notes\":2");
    for (key, value) in [("core.excludesFile", "own"), ("core.ignoreCase", "false"), ("alias.excludesFile", "other")] {
        vault.git_ok(&["config", key, value]);
    }
    assert!(checked(), "one is ignored");
    assert_eq!(walk(&vault.root()).notes, ["C.md", "b.md"]);
    vault.git_ok(&["config", "core.excludesFile", "other"]);
    vault.git_ok(&["config", "core.ignoreCase", "true"]);
    assert_eq!(walk(&vault.root()).notes, ["a.md"]);
}

#[test]
fn folders_may_lie_deep() {
    let vault = TestVault::new(&[]);
    let folder = "d/".repeat(800);
    vault.write(&format!("{folder}deep.md"), "x\n");
    assert_eq!(walk(&vault.root()).notes, [format!("{folder}deep.md")]);
}

#[test]
fn a_linked_worktree_has_the_exclude_file_of_its_repository() {
    for format in ["--object-format=sha1", "--object-format=sha256"] {
        let vault = TestVault::new(&[("main/a.md", "x\n")]);
        vault.git_ok(&["init", "-q", format, "main"]);
        vault.git_ok(&["-C", "main", "add", "."]);
        vault.git_ok(&["-C", "main", "commit", "-q", "-m", "a"]);
        vault.git_ok(&["-C", "main", "worktree", "add", "-q", "../linked"]);
        vault.write("main/.git/info/exclude", "ignored.md\n");
        vault.write("linked/ignored.md", "x\n");
        assert_eq!(walk(&vault.path("linked")).notes, ["a.md"], "{format}");
    }
}
