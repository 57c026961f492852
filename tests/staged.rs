//! What is staged is what is checked: the index, with its config, against HEAD.

mod support;

use std::fs;

use support::{Run, TestVault};

const DAMAGED: &str = "It wonâ€™t wait.\n";
const REPAIRED: &str = "It won’t wait.\n";

fn staged(vault: &TestVault) -> Run {
    vault.run(&["--staged", "--format", "json"])
}

#[test]
fn a_note_is_checked_as_it_is_staged_not_as_it_is_on_disk() {
    let vault = TestVault::repository(&[("a.md", "one\n"), ("b.md", "one\n")]);
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["add", "a.md"]);
    vault.write("a.md", "one\n");
    vault.write("b.md", DAMAGED);
    vault.write("untracked.md", DAMAGED);
    let run = staged(&vault);
    assert_eq!((run.code, run.new_findings()), (1, vec!["a.md:1".to_owned()]));
    assert_eq!(run.json()["summary"]["notes"], 1, "only what is staged is read");
}

#[test]
fn a_vault_in_a_hidden_folder_is_a_vault() {
    let vault = TestVault::repository(&[(".notes/.vaultlint.yaml", "rules: {}\n"), (".notes/Café.md", "x\n")]);
    fs::remove_dir_all(vault.path(".obsidian")).unwrap();
    vault.write(".notes/a.md", format!("[[Café]] {DAMAGED}"));
    vault.write(".notes/.trash/b.md", DAMAGED);
    vault.write(".settings/c.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    let run = staged(&vault);
    assert_eq!((run.code, run.new_findings()), (1, vec![".notes/a.md:1".to_owned()]));
}

#[test]
fn a_vault_above_its_repository_is_checked_with_its_config_where_it_is_named() {
    let outer =
        TestVault::new(&[(".vaultlint.yaml", "exclude: ['sub/x.md']\n"), ("sub/x.md", ""), ("sub/a.md", "one\n")]);
    let sub = outer.path("sub");
    let git = |args: &[&str]| assert_eq!(Run::of(outer.git_command(args).current_dir(&sub)).code, 0, "{args:?}");
    git(&["init", "-q"]);
    outer.write("sub/a.md", DAMAGED);
    outer.write("sub/x.md", DAMAGED);
    git(&["add", "-A"]);
    let said = |args: &[&str]| Run::of(outer.command().current_dir(&sub).args(["--staged"]).args(args));
    assert_eq!(
        said(&["--format", "json"]).new_findings(),
        ["a.md:1", "x.md:1"],
        "no vault goes above Git's top unasked"
    );
    let said = |args: &[&str]| said(&[&["--vault", ".."], args].concat());
    assert_eq!(said(&["--format", "json"]).new_findings(), ["sub/a.md:1"], "paths count from the vault");
    assert!(said(&["--format", "github"]).stdout.contains("file=a.md,"), "and from Git's top");
    assert!(said(&["--diff"]).stdout.contains("+++ b/a.md"));
}

#[test]
fn what_could_be_read_before_and_cannot_be_now_is_not_clean() {
    let vault = TestVault::repository(&[("a.md", "one\n"), ("b.md", "one\0\n")]);
    vault.write("b.md", "two\0\n");
    vault.git_ok(&["add", "-A"]);
    assert_eq!(vault.run(&["--staged"]).code, 0, "it was no text before");
    vault.write("a.md", "two\0\n");
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["--staged"]);
    assert!(run.code == 2 && run.stderr.contains("a.md: binary"), "{run:?}");
}

#[test]
fn what_is_printed_moves_no_cursor_and_is_no_command() {
    if cfg!(windows) {
        return;
    }
    let vault = TestVault::repository(&[("x", "")]);
    let path = "x\u{1b}[31m\n::error ::pwned.md";
    vault.write(path, DAMAGED);
    vault.write("::add-mask::y.md", b"\0");
    vault.git_ok(&["add", "-A"]);
    for format in ["text", "concise", "github"] {
        let run = vault.run(&["--staged", "--format", format]);
        let said = run.stdout + &run.stderr;
        // The other names the file, which must be its name.
        assert!(format == "github" || !said.contains('\u{1b}'), "{format}: {said}");
        let is_foreign = |line: &&str| line.starts_with("::") && !line.starts_with("::error file=x");
        assert_eq!(said.lines().find(is_foreign), None, "{format}");
    }
}

#[test]
fn what_is_only_announced_is_not_staged() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    vault.write("b.md", DAMAGED);
    vault.write("c.md", DAMAGED);
    vault.git_ok(&["add", "-N", "b.md"]);
    vault.git_ok(&["add", "c.md"]);
    let run = staged(&vault);
    assert_eq!(run.new_findings(), ["c.md:1"]);
    assert_eq!(run.json()["summary"]["notes"], 1, "nor is it an empty note");
}

#[test]
fn an_unfinished_merge_does_not_hide_the_rest() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    vault.git_ok(&["checkout", "-q", "-b", "other"]);
    vault.write("a.md", "theirs\n");
    vault.git_ok(&["commit", "-q", "-a", "-m", "theirs"]);
    vault.git_ok(&["checkout", "-q", "main"]);
    vault.write("a.md", "ours\n");
    vault.git_ok(&["commit", "-q", "-a", "-m", "ours"]);
    assert_eq!(vault.git(&["merge", "-q", "other"]).code, 1);
    vault.write("b.md", DAMAGED);
    vault.git_ok(&["add", "b.md"]);
    let run = staged(&vault);
    assert_eq!((run.code, run.new_findings()), (1, vec!["b.md:1".to_owned()]));
    assert_eq!(run.stderr, "vaultlint: a.md: unresolved merge conflict: not checked\n");
    let before = (vault.files(), vault.git_ok(&["ls-files", "-s"]));
    let fix = vault.run(&["--staged", "--fix"]);
    assert_eq!(fix.code, 1);
    assert!(fix.stdout.contains("not fixed: b.md: it has unresolved merge conflicts"), "{}", fix.stdout);
    assert_eq!((vault.files(), vault.git_ok(&["ls-files", "-s"])), before);
}

#[cfg(unix)]
#[test]
fn links_other_repositories_and_pointers_are_no_notes() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    std::os::unix::fs::symlink("a.md", vault.path("link.md")).unwrap();
    vault.write("big.md", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n");
    vault.write("secret.md", b"\0GITCRYPT\0\x01\x02\x03");
    let head = vault.git_ok(&["rev-parse", "HEAD"]);
    vault.git_ok(&["update-index", "--add", "--cacheinfo", &format!("160000,{},module.md", head.trim())]);
    vault.git_ok(&["add", "link.md", "big.md", "secret.md"]);
    let run = staged(&vault);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        run.stderr,
        "vaultlint: big.md: managed by Git LFS: not checked\n\
         vaultlint: link.md: a symbolic link: not followed\n\
         vaultlint: secret.md: managed by git-crypt: not checked\n"
    );
}

#[test]
fn settings_come_from_the_index_too() {
    let vault = TestVault::repository(&[("a.md", "one\n"), (".vaultlint.yaml", "rules: {mojibake: off}\n")]);
    vault.write("a.md", DAMAGED);
    vault.git_ok(&["add", "a.md"]);
    assert_eq!(staged(&vault).code, 0);
    vault.write(".vaultlint.yaml", "rules: {}\n");
    let run = staged(&vault);
    assert_eq!(run.code, 0);
    assert_eq!(run.stderr, "vaultlint: .vaultlint.yaml has unstaged changes; the staged version is used\n");
    vault.git_ok(&["add", "-A"]);
    let run = staged(&vault);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    vault.git_ok(&["rm", "-q", "--cached", ".vaultlint.yaml"]);
    vault.write(".vaultlint.yaml", "rules: {mojibake: off}\n");
    assert_eq!(staged(&vault).code, 0, "it is not tracked, so that of the working tree counts");
}

#[test]
fn a_config_that_is_staged_alone_is_read_all_the_same() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    vault.write(".vaultlint.yaml", "rulez: {}\n");
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["--staged"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("unknown key `rulez`"), "{}", run.stderr);
}

#[test]
fn each_staged_note_is_checked_by_its_own_vault() {
    let vault = TestVault::repository(&[
        ("work/.vaultlint.yaml", "rules: {mojibake: off}\n"),
        ("home/.obsidian/app.json", "{}"),
        ("x", ""),
    ]);
    fs::remove_dir_all(vault.path(".obsidian")).unwrap();
    for path in ["work/a.md", "home/a.md", "top.md"] {
        vault.write(path, DAMAGED);
    }
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["--staged", "--format", "concise"]);
    let shown: Vec<&str> = run.stdout.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(shown, ["top.md", "home/a.md"]);
    let run = vault.run(&["--staged", "--vault", "home", "--format", "concise"]);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
}

#[test]
fn paths_narrow_what_is_staged_even_when_they_are_gone() {
    let vault = TestVault::repository(&[("x.md", "one\n")]);
    for path in ["Sub/a.md", "Sub/b.md", "c.md"] {
        vault.write(path, DAMAGED);
    }
    vault.git_ok(&["add", "-A"]);
    fs::remove_file(vault.path("Sub/a.md")).unwrap();
    let found = |args: &[&str]| {
        let run = Run::of(vault.command().args(["--staged", "--format", "json"]).args(args));
        run.new_findings()
    };
    assert_eq!(found(&["Sub/a.md"]), ["Sub/a.md:1"]);
    assert_eq!(found(&["Sub"]), ["Sub/a.md:1", "Sub/b.md:1"]);
    let run = vault.run(&["--staged", "Su"]);
    assert!(run.code == 2 && run.stderr.contains("Su: no such file or folder, on disk or in Git"), "{run:?}");
    let run = vault.run(&["--staged", "--vault", "Sub", "c.md"]);
    assert!(run.code == 2 && run.stderr.contains("c.md: not in the vault"), "{run:?}");
    let run = Run::of(vault.command().current_dir(vault.path("Sub")).args(["--staged", "--format", "json"]));
    assert_eq!(run.new_findings().len(), 3, "a commit from a subfolder takes everything");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_said_and_odd_ones_are_read() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let vault = TestVault::repository(&[("x.md", "one\n")]);
    for path in ["-dash.md", "a \"b\".md", "[x].md", "new\nline.md", "Cafe\u{301}.MD", ":(top)x.md"] {
        vault.write(path, DAMAGED);
    }
    fs::write(vault.root().join(OsStr::from_bytes(b"caf\xe9.md")), DAMAGED).unwrap();
    vault.git_ok(&["add", "-A"]);
    let run = staged(&vault);
    assert_eq!(run.new_findings().len(), 6, "{run:?}");
    assert!(run.stderr.contains("its name is not UTF-8"), "{}", run.stderr);
    let fixed = vault.run(&["--staged", "--fix", "-q"]);
    assert_eq!(fixed.stdout, "6 fixed and staged, nothing left to report in 6 staged notes\n");
    assert_eq!((run.code, fixed.code), (2, 2), "what cannot be checked is not clean");
    assert_eq!(vault.at("", "new\nline.md"), REPAIRED);
    assert_eq!(vault.read(":(top)x.md"), REPAIRED);
}

#[test]
fn a_link_is_looked_up_on_disk_too_before_it_is_repaired() {
    let link = "See [[cafÃ© plan]] and [[Ideas]].\n";
    let vault = TestVault::repository(&[("a.md", "one\n"), ("Ideas.md", "x\n"), (".gitignore", "private\n")]);
    vault.write("private/cafÃ© plan.md", "ignored, and the link opens it\n");
    vault.write("a.md", link);
    vault.git_ok(&["add", "-A"]);
    vault.run(&["--staged", "--fix", "--unsafe-fixes"]);
    assert_eq!((vault.read("a.md").as_str(), vault.at("", "a.md").as_str()), (link, link));
    fs::remove_dir_all(vault.path("private")).unwrap();
    vault.run(&["--staged", "--fix", "--unsafe-fixes"]);
    assert_eq!(vault.read("a.md"), "See [[café plan]] and [[Ideas]].\n");
}

#[test]
fn a_vault_of_which_only_files_come_or_go_is_compared_all_the_same() {
    let files = [("a.md", "one\n"), ("b.md", "one\n"), ("p.png", "p"), (".trash/c.md", "one\n")];
    let said = |change: &dyn Fn(&TestVault)| {
        let vault = TestVault::repository(&files);
        change(&vault);
        vault.git_ok(&["add", "-A"]);
        let staged = vault.run(&["--staged"]);
        vault.git_ok(&["commit", "-q", "--allow-empty", "-m", "two"]);
        let range = vault.run(&["--range", "HEAD~1..HEAD"]);
        assert_eq!((staged.code, range.code, staged.stderr.as_str(), range.stderr.as_str()), (0, 0, "", ""));
        (staged.stdout, range.stdout)
    };
    let compared = (
        "no note is staged; nothing new to report in other notes\n".to_owned(),
        "no note changed; nothing new to report in other notes\n".to_owned(),
    );
    let remove = |path: &'static str| move |vault: &TestVault| fs::remove_file(vault.path(path)).unwrap();
    assert_eq!(said(&remove("b.md")), compared, "a deleted note");
    assert_eq!(said(&remove("p.png")), compared, "a deleted attachment");
    assert_eq!(said(&|vault| vault.write("q.png", "q")), compared, "a new attachment");
    assert_eq!(said(&|vault| fs::rename(vault.path("p.png"), vault.path("P.png")).unwrap()), compared);
    let unchanged = ("no note is staged\n".to_owned(), "no notes changed: nothing was checked\n".to_owned());
    assert_eq!(said(&|vault| vault.write("p.png", "changed")), unchanged, "no link depends on what is in it");
    assert_eq!(said(&remove(".trash/c.md")), unchanged, "a hidden note");
    assert_eq!(said(&|vault| vault.write(".obsidian/app.json", "{}")), unchanged);
    assert_eq!(said(&|vault| vault.write(".vaultlint.yaml", "rules: {}\n")), unchanged);
}

#[test]
fn other_files_of_a_repository_belong_to_no_vault_in_it() {
    let vault =
        TestVault::repository(&[("v/.vaultlint.yaml", "rules: {}\n"), ("v/a.md", "one\n"), ("src/main.rs", "x")]);
    fs::remove_dir_all(vault.path(".obsidian")).unwrap();
    vault.write("v/a.md", "two\n");
    fs::remove_file(vault.path("src/main.rs")).unwrap();
    vault.git_ok(&["add", "-A"]);
    let run = vault.run(&["--staged", "v"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "1 staged note, nothing new to report\n"));
    assert_eq!(vault.run(&["--staged", "--vault", "v"]).stdout, "1 staged note, nothing new to report\n");
    assert_eq!(vault.run(&["--staged", "src"]).stdout, "no note is staged; nothing new to report in other notes\n");
}
