//! How the hooks come and go beside those that are there.

use std::fs;

#[cfg(unix)]
use crate::support::terminal::Screen;
use crate::support::{Run, TestVault, write_program};
use crate::{DAMAGED, STOPPED, commit, commits, guarded};
use snapbox::{assert_data_eq, str};

#[test]
fn without_vaultlint_the_commit_goes_on_and_it_is_said() {
    let vault = guarded(&[("a.md", "one\n")]);
    let hook = vault.path(".git/hooks/pre-commit");
    let script = fs::read_to_string(&hook).unwrap();
    let (before, rest) = script.split_once("installed='").unwrap();
    let (_, after) = rest.split_once('\'').unwrap();
    write_program(&hook, &format!("{before}installed='/nowhere/vaultlint'{after}"));
    vault.write("a.md", DAMAGED);
    let run = commit(&vault, &["-a"]);
    assert_eq!((run.code, commits(&vault)), (0, 2));
    assert!(run.stderr.starts_with("vaultlint: not found, so the notes were not checked"), "{}", run.stderr);
}

#[test]
fn hooks_are_put_beside_what_is_there_and_taken_away_again() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    let hook = vault.path(".git/hooks/pre-commit");
    let theirs = "#!/bin/sh\necho theirs \"$@\" >> ran.txt\n[ ! -e refuse ]\n";
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    write_program(&hook, theirs);
    let run = vault.run(&["hook", "install"]);
    assert_data_eq!(
        run.stdout.replace(&vault.root().canonicalize().unwrap().display().to_string(), "[ROOT]"),
        str![[r#"
.git/hooks/pre-commit: installed; before-vaultlint/pre-commit runs first
.git/hooks/pre-merge-commit: installed
only findings on lines that a commit adds, and links that it breaks, can stop it; older ones never do
indexed 1 note; each commit is compared with the whole vault
for commits without a terminal, add to [ROOT]/.vaultlint.yaml:
hook:
  fix: true          # fix new findings
  on-fix: continue   # and commit the result
  unattended: pass   # log what is left, never stop

"#]]
    );
    assert_eq!(vault.run(&["hook", "install", "pre-push"]).code, 0, "twice does no harm");
    let status = vault.run(&["hook", "status"]).stdout;
    assert_eq!(status.matches(" installed\n").count(), 3, "{status}");
    vault.write("b.md", "two\n");
    vault.git_ok(&["add", "b.md"]);
    assert_eq!(commit(&vault, &[]).code, 0);
    assert_eq!(vault.read("ran.txt"), "theirs\n");
    vault.write("refuse", "");
    vault.write("b.md", "three\n");
    assert_eq!(commit(&vault, &["-a"]).code, 1, "the other hook says no");
    let run = vault.run(&["hook", "uninstall"]);
    assert!(run.stdout.contains(".git/hooks/pre-commit: removed; the earlier hook is restored"), "{}", run.stdout);
    assert_eq!(fs::read_to_string(&hook).unwrap(), theirs);
    let left: Vec<_> = fs::read_dir(hook.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("vaultlint")), "{left:?}");
    assert_eq!(vault.run(&["hook", "uninstall"]).stdout, "no vaultlint hook is installed here\n");
}

#[test]
fn a_hook_that_somebody_changed_is_theirs() {
    let vault = guarded(&[("a.md", "one\n")]);
    let hook = vault.path(".git/hooks/pre-commit");
    let changed = fs::read_to_string(&hook).unwrap() + "./my-checks\n";
    write_program(&hook, &changed);
    assert!(
        vault.run(&["hook", "status"]).stdout.starts_with("pre-commit        another hook, which calls vaultlint\n")
    );
    assert!(!vault.run(&["hook", "uninstall"]).stdout.contains("pre-commit:"), "what is theirs stays");
    assert_eq!(vault.run(&["hook", "install"]).code, 0);
    assert_eq!(fs::read_to_string(vault.path(".git/hooks/before-vaultlint/pre-commit")).unwrap(), changed);
    vault.run(&["hook", "uninstall"]);
    assert_eq!(fs::read_to_string(&hook).unwrap(), changed);
    assert!(!vault.path(".git/hooks/before-vaultlint").exists());
}

#[cfg(unix)]
#[test]
fn a_folder_of_kept_hooks_that_is_a_link_is_not_followed() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    let (hook, elsewhere) = (vault.path(".git/hooks/pre-commit"), vault.root().with_file_name("elsewhere"));
    let before = vault.path(".git/hooks/before-vaultlint");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::create_dir_all(&elsewhere).unwrap();
    let names = || {
        let list = |folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = list(hook.parent().unwrap()).chain(list(&elsewhere)).collect();
        names.sort();
        names
    };
    write_program(&hook, "#!/bin/sh\ntrue\n");
    std::os::unix::fs::symlink(&elsewhere, &before).unwrap();
    let there = names();
    let refused = |command: &str| {
        let run = vault.run(&["hook", command]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("before-vaultlint: a symbolic link, which is not followed"), "{}", run.stderr);
    };
    refused("install");
    assert_eq!((names(), fs::read_to_string(&hook).unwrap().as_str()), (there, "#!/bin/sh\ntrue\n"));

    fs::remove_file(&before).unwrap();
    fs::remove_file(&hook).unwrap();
    assert_eq!(vault.run(&["hook", "install"]).code, 0);
    std::os::unix::fs::symlink(&elsewhere, &before).unwrap();
    fs::write(elsewhere.join("pre-commit"), "theirs").unwrap();
    let (there, ours) = (names(), fs::read_to_string(&hook).unwrap());
    refused("uninstall");
    refused("install");
    assert_eq!((names(), fs::read_to_string(&hook).unwrap()), (there, ours));
    assert_eq!(fs::read_to_string(elsewhere.join("pre-commit")).unwrap(), "theirs");
}

#[test]
fn the_folder_of_hooks_is_the_one_that_git_uses() {
    let vault = TestVault::repository(&[("a.md", "one\n")]);
    vault.git_ok(&["config", "core.hooksPath", ".hooks"]);
    assert_eq!(vault.run(&["hook", "install"]).code, 0);
    vault.write("a.md", DAMAGED);
    assert!(commit(&vault, &["-a"]).stderr.contains(STOPPED));
    vault.git_ok(&["config", "core.hooksPath", "../elsewhere"]);
    let run = vault.run(&["hook", "install"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("outside this repository"), "{}", run.stderr);
    assert_eq!(vault.run(&["hook", "install", "--force"]).code, 0);
    vault.git_ok(&["config", "core.hooksPath", ".husky/_"]);
    let run = vault.run(&["hook", "install"]);
    assert!(run.code == 2 && run.stderr.contains(".husky/pre-commit"), "{run:?}");
}

#[test]
fn a_hook_of_a_vault_in_a_subfolder_judges_that_vault_alone() {
    let vault =
        TestVault::new(&[("it's mine/.obsidian/app.json", "{}"), ("it's mine/a.md", "one\n"), ("other/b.md", "one\n")]);
    fs::remove_dir_all(vault.path(".obsidian")).unwrap();
    vault.git_ok(&["init", "-q", "-b", "main"]);
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "first"]);
    let mut install = vault.command();
    let run = Run::of(install.current_dir(vault.path("it's mine")).args(["hook", "install"]));
    assert!(run.stdout.contains("the hooks check only the vault it's mine;"), "{run:?}");
    vault.write("other/b.md", DAMAGED);
    let elsewhere = commit(&vault, &["-a"]);
    assert_eq!((elsewhere.code, elsewhere.stderr.as_str()), (0, ""));
    vault.write("it's mine/a.md", DAMAGED);
    assert!(commit(&vault, &["-a"]).stderr.contains(STOPPED));
    assert_eq!(vault.run(&["hook", "status"]).stdout.matches(" installed\n").count(), 2, "it is known as ours");
    assert_eq!(vault.run(&["hook", "install"]).code, 0);
    vault.git_ok(&["reset", "-q", "--hard"]);
    vault.write("other/b.md", format!("{DAMAGED}{DAMAGED}"));
    assert!(commit(&vault, &["-a"]).stderr.contains(STOPPED), "from the top all are judged");
}

#[cfg(unix)]
#[test]
fn lines_for_unattended_commits_are_told_where_such_commits_are_to_be_expected() {
    let vault = guarded(&[("a.md", "one\n")]);
    let at_terminal = |vault: &TestVault| {
        let mut command = vault.command();
        command.args(["hook", "install"]);
        Screen::of(command).text()
    };
    assert!(!at_terminal(&vault).contains("unattended"));
    vault.write(".obsidian/plugins/obsidian-git/manifest.json", "{}");
    assert!(at_terminal(&vault).contains("obsidian-git commits without a terminal"));
    assert!(at_terminal(&vault).contains("\n  unattended: pass "));
    vault.write(".vaultlint.yaml", "hook: {unattended: block}\n");
    assert!(!at_terminal(&vault).contains("nobody"), "config says what happens");
}
