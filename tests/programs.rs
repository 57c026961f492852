//! No program that a repository names is run: none where a clone only looks like a repository, in the user's own only the
//! filter of a note whose staged text is fixed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![cfg(unix)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Run, TestVault, write_program};

const DAMAGED: &str = "It wonâ€™t wait.\n";

/// A program that leaves a file behind with the name of the key under which it was run.
struct Markers(tempfile::TempDir);

impl Markers {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The program for one key.
    fn program(&self, key: &str) -> String {
        let path = self.0.path().join(format!("run-{key}"));
        write_program(&path, &format!("#!/bin/sh\n: > '{}'\n", self.0.path().join(key).display()));
        path.display().to_string()
    }

    /// The keys whose programs were run since the last call.
    fn run(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| !name.starts_with("run-")).collect();
        names.sort();
        names.iter().for_each(|name| fs::remove_file(self.0.path().join(name)).unwrap());
        names
    }
}

/// Keys of config that name a program, whoever runs it.
const KEYS: &[&str] = &[
    "core.alternateRefsCommand",
    "core.askPass",
    "core.editor",
    "core.fsmonitor",
    "core.gitProxy",
    "core.pager",
    "core.sshCommand",
    "credential.helper",
    "diff.external",
    "diff.of-test.command",
    "diff.of-test.textconv",
    "filter.of-test.clean",
    "filter.of-test.process",
    "filter.of-test.smudge",
    "filter.o=ther.clean",
    "filter.o=ther.smudge",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.x509.program",
    "hook.of-test.command",
    "interactive.diffFilter",
    "merge.of-test.driver",
    "pager.diff",
    "pager.log",
    "pager.show",
    "sequence.editor",
    "uploadpack.packObjectsHook",
];

const HOOKS: &[&str] = &[
    "post-index-change",
    "pre-auto-gc",
    "reference-transaction",
    "post-checkout",
    "fsmonitor-watchman",
    "pre-commit",
    "post-merge",
];

/// Names a marker program under every key and as every hook of the repository whose own folder is `git_dir`.
fn arm(markers: &Markers, vault: &TestVault, git_dir: &Path, leave_out: &[&str]) {
    let config = git_dir.join("config").display().to_string();
    let set = |key: &str, value: &str| vault.git_ok(&["config", "--file", &config, key, value]);
    for key in KEYS.iter().filter(|key| !leave_out.contains(key)) {
        set(key, &markers.program(key));
    }
    set("log.showSignature", "true");
    set("commit.gpgSign", "false");
    set("hook.of-test.event", "post-index-change");
    for hook in HOOKS {
        let path = git_dir.join("hooks").join(hook);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(markers.program(&format!("hook-{hook}")), &path).unwrap();
    }
}

/// Every way to run the program, in an order in which each finds something to do.
const RUNS: &[&[&str]] = &[
    &[],
    &["--no-cache"],
    &["--statistics"],
    &["--select", "last-contact,name-variant"],
    &["--diff"],
    &["names"],
    &["hook", "status"],
    &["--staged"],
    &["--staged", "--diff"],
    &["--since", "HEAD"],
    &["--range", "HEAD~1..HEAD"],
    &["--since", "HEAD~1"],
    &["--fix"],
    &["undo"],
    &["rename", "z", "zz"],
    &["undo"],
    &["--staged", "--fix"],
    &["undo"],
    &["hook", "run", "pre-commit"],
    &["hook", "install"],
    &["hook", "uninstall"],
];

/// A repository with a signed look, notes of every kind, and something staged.
fn repository() -> TestVault {
    let vault = TestVault::repository(&[
        (".gitattributes", "*.md diff=of-test merge=of-test\nfiltered.md filter=of-test\nother.md filter=o=ther\n"),
        (".vaultlint.yaml", "hook: {fix: true}\ngenerated: {path: generated.md}\n"),
        ("generated.md", "one\n"),
        ("old.md", DAMAGED),
        ("z.md", "See [[old]].\n"),
    ]);
    // As a signed commit is written; who made it does not matter.
    vault.write("old.md", format!("{DAMAGED}{DAMAGED}"));
    vault.git_ok(&["add", "-A"]);
    let tree = vault.git_ok(&["write-tree"]);
    let commit = format!(
        "tree {}\nparent {}\nauthor Ada <ada@example.invalid> 0 +0000\ncommitter Ada <ada@example.invalid> 0 +0000\n\
         gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n\nsigned\n",
        tree.trim(),
        vault.git_ok(&["rev-parse", "HEAD"]).trim()
    );
    vault.write("../commit", commit);
    let signed = vault.git_ok(&["hash-object", "-t", "commit", "-w", "../commit"]);
    vault.git_ok(&["reset", "-q", signed.trim()]);
    // A pipeline writes again what was fixed: history is asked who did.
    vault.write("generated.md", DAMAGED);
    assert_eq!(vault.run(&["--fix", "-q", "generated.md"]).code, 0);
    vault.write("generated.md", DAMAGED);
    vault.git_ok(&["add", "generated.md"]);
    vault.git_ok(&["commit", "-q", "-m", "again"]);
    for path in ["filtered.md", "other.md", "plain.md", "generated.md"] {
        vault.write(path, DAMAGED);
    }
    vault
}

#[test]
fn in_the_users_own_repository_only_the_filter_of_a_fixed_note_runs() {
    for reader in ["libgit2", "git"] {
        let (vault, markers) = (repository(), Markers::new());
        vault.git_ok(&["add", "-A"]);
        arm(&markers, &vault, &vault.path(".git"), &[]);
        for args in RUNS {
            let result = Run::of(vault.command().args(*args).env("VAULTLINT_READER", reader));
            assert!([0, 1].contains(&result.code), "{args:?} {reader}: {result:?}");
            let ran = markers.run();
            // What stands in the way of a filter that answers nothing is said, and the note stays.
            let is_of_fixed_note = |key: &String| key.starts_with("filter.");
            match args {
                [.., "--fix"] if args.contains(&"--staged") => {
                    assert!(!ran.is_empty() && ran.iter().all(is_of_fixed_note), "{args:?} {reader}: {ran:?}");
                }
                ["hook", "run", ..] => assert!(ran.iter().all(is_of_fixed_note), "{args:?} {reader}: {ran:?}"),
                _ => assert_eq!(ran, Vec::<String>::new(), "{args:?} {reader}"),
            }
        }
    }
}

#[test]
fn a_folder_of_a_clone_that_looks_like_a_repository_is_none() {
    let markers = Markers::new();
    let source = TestVault::new(&[]);
    let inner = repository();
    inner.git_ok(&["add", "-A"]);
    arm(&markers, &inner, &inner.path(".git"), &[]);
    inner.git_ok(&["config", "core.worktree", "."]);
    copy(&inner.root(), &source.path("n"));
    source.git_ok(&["init", "-q", "-b", "main"]);
    source.git_ok(&["add", "-f", "-A"]);
    source.git_ok(&["commit", "-q", "-m", "looks like a vault"]);
    let clone = TestVault::new(&[]);
    fs::remove_dir_all(clone.root()).unwrap();
    clone.git_ok(&["clone", "-q", &source.root().display().to_string(), "."]);
    assert!(clone.path("n/HEAD").is_file() && clone.path("n/config").is_file());
    assert!(markers.run().is_empty());
    for args in RUNS {
        let inside = Run::of(clone.command().current_dir(clone.path("n")).args(*args));
        assert_eq!(markers.run(), Vec::<String>::new(), "{args:?}: {inside:?}");
        clone.run(args);
        assert_eq!(markers.run(), Vec::<String>::new(), "{args:?}, from above");
    }
    clone.run(&["n", "--fix"]);
    assert_eq!(markers.run(), Vec::<String>::new());
    assert!(
        clone.path(".git/vaultlint").exists() && !clone.path("n/vaultlint").exists(),
        "the outer repository counts"
    );
    clone.write("n/new.md", DAMAGED);
    clone.git_ok(&["add", "-A"]);
    let staged = Run::of(clone.command().current_dir(clone.path("n")).args([
        "--staged",
        "--format",
        "json",
        "--select=mojibake",
    ]));
    assert!(staged.new_findings().contains(&"new.md:1".to_owned()), "{staged:?}");
    assert_eq!(markers.run(), Vec::<String>::new());
}

/// A folder as a clone would bring it: what stands in `.git` stands beside the notes.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_owned();
        match (path.is_dir(), name.to_str()) {
            (true, Some(".git")) => copy(&path, to),
            (true, Some("logs" | "vaultlint")) => {}
            (true, _) => copy(&path, &to.join(name)),
            (false, _) => {
                fs::create_dir_all(to).unwrap();
                fs::copy(&path, to.join(name)).unwrap();
            }
        }
    }
}

#[test]
fn a_missing_object_is_fetched_only_where_a_revision_was_asked_for() {
    let markers = Markers::new();
    let origin = TestVault::repository(&[("a.md", "one\n"), ("b.md", DAMAGED)]);
    origin.git_ok(&["config", "uploadpack.allowFilter", "true"]);
    origin.write("a.md", DAMAGED);
    origin.git_ok(&["commit", "-q", "-am", "second"]);
    let clone = TestVault::new(&[]);
    fs::remove_dir_all(clone.root()).unwrap();
    let from = format!("file://{}", origin.root().display());
    clone.git_ok(&["clone", "-q", "--filter=blob:none", &from, "."]);
    clone.git_ok(&["config", "remote.origin.uploadpack", &markers.program("uploadpack")]);
    let plain: [&[&str]; 7] =
        [&[], &["--no-cache"], &["--statistics"], &["--diff"], &["--fix"], &["undo"], &["rename", "a", "c"]];
    for (args, reader) in plain.iter().flat_map(|args| [(args, "git"), (args, "libgit2")]) {
        let result = Run::of(clone.command().args(*args).env("VAULTLINT_READER", reader));
        assert!([0, 1, 2].contains(&result.code), "{args:?}: {result:?}");
        assert_eq!(markers.run(), Vec::<String>::new(), "{args:?} {reader}");
    }
    clone.run(&["--range", "HEAD~1..HEAD"]);
    assert_eq!(markers.run(), ["uploadpack"], "as Git fetches");
}

/// The program in a vault whose repository belongs to somebody else, as far as it and Git can tell.
fn foreign(vault: &TestVault) -> std::process::Command {
    let mut command = vault.command();
    command.env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1").args(["--staged", "--format", "json"]);
    command
}

#[test]
fn whose_repository_it_is_git_decides_by_every_scope_of_safe_directory() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    let root = vault.root().canonicalize().unwrap().display().to_string();
    let refused = Run::of(&mut foreign(&vault));
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.stderr.contains("Git does not trust this repository"), "{refused:?}");
    assert!(refused.stderr.contains(&format!("safe.directory {root}")), "{refused:?}");
    let plain = Run::of(vault.command().env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1").arg("--fix"));
    assert_eq!((plain.code, vault.path(".git/vaultlint/undo").exists()), (0, false), "{plain:?}");
    vault.write("a.md", DAMAGED);

    let global = vault.path("../gitconfig");
    fs::write(&global, format!("[safe]\n\tdirectory = {root}\n")).unwrap();
    let by_file = Run::of(foreign(&vault).env("GIT_CONFIG_GLOBAL", &global));
    assert_eq!(by_file.new_findings(), ["a.md:1"]);
    let by_count = Run::of(
        foreign(&vault)
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", "safe.directory")
            .env("GIT_CONFIG_VALUE_0", &root),
    );
    assert_eq!(by_count.new_findings(), ["a.md:1"]);
    let by_option =
        Run::of(foreign(&vault).env("GIT_CONFIG_PARAMETERS", format!("'safe.directory'='{root}'")).arg("--fix"));
    assert_eq!((by_option.code, vault.at("", "a.md").as_str()), (0, "It won’t wait.\n"), "{by_option:?}");
    vault.git_ok(&["config", "safe.directory", "*"]);
    assert_eq!(Run::of(&mut foreign(&vault)).code, 2, "what the repository says of itself does not count");
}

#[test]
fn a_repository_whose_working_tree_is_elsewhere_is_not_that_of_the_folder() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    let elsewhere: PathBuf = vault.path("../elsewhere");
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("a.md"), DAMAGED).unwrap();
    vault.git_ok(&["config", "core.worktree", "../../elsewhere"]);
    for reader in ["libgit2", "git"] {
        let staged = Run::of(vault.command().arg("--staged").env("VAULTLINT_READER", reader));
        assert!(staged.code == 2 && staged.stderr.contains("no `.git` that leads back to it"), "{reader}: {staged:?}");
        let plain = Run::of(vault.command().env("VAULTLINT_READER", reader));
        assert_eq!(plain.code, 0, "{reader}: {plain:?}");
    }
    let named = Run::of(
        vault
            .command()
            .args(["--staged", "--format", "json"])
            .env("GIT_DIR", vault.path(".git"))
            .env("GIT_WORK_TREE", vault.root()),
    );
    assert_eq!(named.code, 0, "what the environment names counts: {named:?}");
}
