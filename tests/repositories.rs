//! Which repository, and which index of it, `--staged` reads.

mod support;

use std::fs;

use support::{Run, TestVault, skipped};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";

fn staged(vault: &TestVault) -> Run {
    vault.run(&["--staged", "--format", "json"])
}

#[test]
fn the_index_that_git_names_is_the_one_that_is_read() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    vault.write("a.md", DAMAGED);
    Run::of(vault.git_command(&["add", "a.md"]).env("GIT_INDEX_FILE", ".git/other-index"));
    assert_eq!(staged(&vault).code, 0);
    let run = Run::of(vault.command().args(["--staged", "--format", "json"]).env("GIT_INDEX_FILE", ".git/other-index"));
    assert_eq!(run.new_findings(), ["a.md:1"]);
}

#[test]
fn the_environment_of_one_repository_is_not_that_of_another() {
    let (one, other) = (TestVault::repository(&[("a.md", "one\n")]), TestVault::repository(&[("a.md", DAMAGED)]));
    let git_dir = one.path(".git");
    let root = other.root().canonicalize().unwrap();
    let run = Run::of(
        one.command()
            .args(["--fix", "-q"])
            .arg(&root)
            .env("GIT_DIR", &git_dir)
            .env("GIT_INDEX_FILE", git_dir.join("index")),
    );
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!((other.read("a.md").as_str(), one.read("a.md").as_str()), (REPAIRED, "one\n"));
    assert!(other.path(".git/vaultlint/undo/1").exists() && !one.path(".git/vaultlint/undo").exists());
}

#[test]
fn a_vault_of_another_repository_can_be_named() {
    let (one, other) = (TestVault::repository(&[("a.md", "one\n")]), TestVault::repository(&[("a.md", "one\n")]));
    other.write("a.md", DAMAGED);
    other.git_ok(&["add", "-A"]);
    let root = other.root().canonicalize().unwrap();
    let run = Run::of(one.command().args(["--staged", "--format", "json", "--vault"]).arg(&root));
    assert_eq!(run.new_findings(), ["a.md:1"]);
    let run = Run::of(one.command().args(["--staged", "--format", "json"]).arg(root.join("a.md")));
    assert_eq!(run.new_findings(), ["a.md:1"]);
}

#[test]
fn linked_worktrees_and_moved_git_folders_have_their_own_index() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    vault.git_ok(&["worktree", "add", "-q", "../linked", "-b", "linked"]);
    let linked = vault.root().parent().unwrap().join("linked");
    fs::write(linked.join("a.md"), DAMAGED).unwrap();
    vault.git_ok(&["-C", "../linked", "add", "a.md"]);
    assert_eq!(staged(&vault).code, 0);
    let run = Run::of(vault.command().current_dir(&linked).args(["--staged", "--format", "json"]));
    assert_eq!(run.new_findings(), ["a.md:1"]);

    let apart = TestVault::new(&[("a.md", DAMAGED)]);
    apart.git_ok(&["init", "-q", "--separate-git-dir", "../apart.git"]);
    apart.git_ok(&["add", "-A"]);
    assert_eq!(staged(&apart).new_findings(), ["a.md:1"]);
}

#[test]
fn indexes_of_every_kind_are_read() {
    for version in ["2", "3", "4"] {
        let vault = TestVault::repository(&[("Sub/a.md", "one\n"), ("Sub/b.md", "one\n")]);
        vault.git_ok(&["update-index", "--index-version", version]);
        vault.write("Sub/b.md", DAMAGED);
        vault.git_ok(&["add", "-A"]);
        assert_eq!(staged(&vault).new_findings(), ["Sub/b.md:1"], "version {version}");
    }
    let split = TestVault::repository(&[("a.md", "one\n"), ("b.md", "one\n")]);
    split.git_ok(&["update-index", "--split-index"]);
    split.write("b.md", DAMAGED);
    split.git_ok(&["add", "-A"]);
    assert_eq!(staged(&split).new_findings(), ["b.md:1"], "a split index");

    let sparse = TestVault::repository(&[("in/a.md", "one\n"), ("out/b.md", "one\n"), ("out/deep/c.md", "one\n")]);
    sparse.git_ok(&["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
    sparse.write("in/a.md", DAMAGED);
    sparse.git_ok(&["add", "-A"]);
    assert_eq!(staged(&sparse).new_findings(), ["in/a.md:1"], "a sparse index");
    sparse.git_ok(&["commit", "-q", "-m", "in"]);
    sparse.git_ok(&["sparse-checkout", "disable"]);
    sparse.write("out/b.md", DAMAGED);
    sparse.write("out/deep/c.md", DAMAGED);
    sparse.git_ok(&["commit", "-q", "-a", "-m", "out"]);
    sparse.git_ok(&["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
    sparse.git_ok(&["reset", "-q", "--soft", "HEAD~1"]);
    assert_eq!(staged(&sparse).new_findings(), ["out/b.md:1", "out/deep/c.md:1"], "what is staged out of sight");
}

#[test]
fn repositories_of_every_format_are_read_and_fixed() {
    for format in ["--object-format=sha256", "--ref-format=reftable"] {
        let vault = TestVault::new(&[("a.md", "one\n"), ("b.md", "one\n"), ("old.md", DAMAGED)]);
        if vault.git(&["init", "-q", format]).code != 0 {
            skipped(&format!("this git does not know {format}"));
            continue;
        }
        vault.write("unborn.md", DAMAGED);
        vault.git_ok(&["add", "unborn.md"]);
        assert_eq!(staged(&vault).new_findings(), ["unborn.md:1"], "{format}");
        vault.git_ok(&["rm", "-q", "-f", "unborn.md"]);
        vault.git_ok(&["add", "-A"]);
        vault.git_ok(&["commit", "-q", "-m", "first"]);
        vault.write("a.md", DAMAGED);
        vault.git_ok(&["add", "-A"]);
        vault.git_ok(&["commit", "-q", "-m", "second"]);
        let range = vault.run(&["--range", "HEAD~1..HEAD", "--format", "json"]);
        assert_eq!(range.new_findings(), ["a.md:1"], "{format}: {range:?}");
        vault.write("b.md", DAMAGED);
        vault.git_ok(&["add", "-A"]);
        assert_eq!(staged(&vault).new_findings(), ["b.md:1"], "{format}");
        let run = vault.run(&["--staged", "--fix"]);
        assert_eq!(run.code, 0, "{format}: {run:?}");
        assert_eq!(
            (vault.at("", "b.md"), vault.read("b.md")),
            (DAMAGED.replace("â€™", "’"), DAMAGED.replace("â€™", "’"))
        );
        assert_eq!(vault.git_ok(&["status", "--porcelain"]), "M  b.md\n", "{format}");
        assert_eq!(vault.git_ok(&["fsck", "--strict", "--no-dangling"]), "", "{format}");
        let statistics = vault.run(&["--statistics"]).stdout;
        assert!(statistics.contains("come from different commits"), "{format}: {statistics}");
        assert_eq!(vault.run(&["undo"]).code, 0, "{format}");
        assert_eq!(vault.read("b.md"), DAMAGED, "{format}");
    }
}

#[test]
fn a_partial_clone_is_read_and_what_it_lacks_is_fetched_by_git() {
    let origin = TestVault::repository(&[("a.md", "one\n"), ("b.md", DAMAGED)]);
    origin.git_ok(&["config", "uploadpack.allowFilter", "true"]);
    origin.write("a.md", "two\n");
    origin.git_ok(&["commit", "-q", "-am", "second"]);
    let clone = TestVault::new(&[]);
    fs::remove_dir_all(clone.root()).unwrap();
    let from = format!("file://{}", origin.root().display());
    clone.git_ok(&["clone", "-q", "--filter=blob:none", &from, "."]);
    clone.write("a.md", format!("two\n{DAMAGED}"));
    clone.git_ok(&["add", "-A"]);
    assert_eq!(staged(&clone).new_findings(), ["a.md:2"]);
    let range = clone.run(&["--range", "HEAD~1..HEAD", "--format", "json"]);
    assert_eq!((range.code, range.new_findings()), (0, Vec::<String>::new()), "{range:?}");
    assert_eq!(clone.run(&["--staged", "--fix"]).code, 0);
    assert_eq!(clone.at("", "a.md"), format!("two\n{}", DAMAGED.replace("â€™", "’")));
    fs::remove_dir_all(origin.root()).unwrap();
    let range = clone.run(&["--range", "HEAD~1..HEAD"]);
    assert!([0, 2].contains(&range.code), "a blob that is missing is said, or was not needed: {range:?}");
}

#[test]
fn outside_a_repository_and_in_a_bare_one_it_says_so() {
    let vault = TestVault::new(&[("a.md", "one\n")]);
    let run = vault.run(&["--staged"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("not in a Git repository"), "{}", run.stderr);
    vault.git_ok(&["init", "-q", "--bare", "."]);
    let run = vault.run(&["--staged"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("bare repository"), "{}", run.stderr);
}
