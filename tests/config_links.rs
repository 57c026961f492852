//! What a vault says of its own config is read from the vault alone: no link shows another file, no device is waited for.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use support::{Run, TestVault};

const SECRET: &str =
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
const CONFIGS: [&str; 2] = [".vaultlint.yaml", ".vaultlint-names.yaml"];

fn vault() -> TestVault {
    let vault = TestVault::repository(&[("a.md", "x\n"), (".obsidian/app.json", "{}")]);
    vault.write("../id", SECRET);
    vault
}

fn link(vault: &TestVault, to: impl AsRef<Path>, at: &str) {
    let _ = fs::remove_file(vault.path(at));
    symlink(to, vault.path(at)).unwrap();
}

fn pipe(vault: &TestVault, at: &str) {
    let _ = fs::remove_file(vault.path(at));
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, vault.path(at), rustix::fs::FileType::Fifo, mode, 0).unwrap();
}

/// The run ends with this code, says this, and shows nothing of the secret.
fn check(run: &Run, code: i32, said: &str, what: &str) {
    assert_eq!(run.code, code, "{what}: {run:?}");
    assert!(run.stderr.contains(said), "{what}: {run:?}");
    for word in ["OPENSSH", "b3Blbn"] {
        assert!(!run.stdout.contains(word) && !run.stderr.contains(word), "{what}: {run:?}");
    }
}

#[test]
fn a_config_that_is_a_link_out_of_the_vault_is_refused() {
    let outside = "a symbolic link out of the vault: not followed";
    for name in CONFIGS {
        let vault = vault();
        let secret = vault.path("../id").canonicalize().unwrap();
        for to in [Path::new("../id"), &secret, Path::new("/dev/zero"), Path::new("/dev/tty")] {
            link(&vault, to, name);
            for args in [&[][..], &["--fix"], &["--diff"], &["config", "show"], &["names"], &["a.md"]] {
                check(&vault.run(args), 2, outside, &format!("{name} -> {} {args:?}", to.display()));
            }
        }
        link(&vault, "nothing", name);
        check(&vault.run(&[]), 2, "a broken symbolic link", name);
        fs::remove_file(vault.path(name)).unwrap();
        pipe(&vault, name);
        check(&vault.run(&[]), 2, "not a regular file", name);
        vault.write("a.md", "y\n");
        vault.git_ok(&["add", "a.md"]);
        check(&vault.run(&["--staged"]), 2, "not a regular file", name);
        fs::remove_file(vault.path(name)).unwrap();
        vault.write(name, "# x\n".repeat(9 << 20));
        check(&vault.run(&[]), 2, if name == CONFIGS[0] { "larger than 1 MiB" } else { "larger than 32 MiB" }, name);
    }
}

#[test]
fn a_file_that_config_extends_is_refused_where_it_leads_out() {
    let vault = vault();
    link(&vault, "../id", "x.yaml");
    link(&vault, "..", "up");
    pipe(&vault, "pipe.yaml");
    for (named, said) in [
        ("x.yaml", "x.yaml: a symbolic link out of the vault"),
        ("up/id", "up/id: a symbolic link out of the vault"),
        ("pipe.yaml", "pipe.yaml: not a regular file"),
    ] {
        vault.write(".vaultlint.yaml", format!("extends: [{named}]\n"));
        check(&vault.run(&[]), 2, said, named);
        check(&vault.run(&["config", "check"]), 2, said, named);
        vault.git_ok(&["add", ".vaultlint.yaml"]);
        vault.write("a.md", "y\n");
        vault.git_ok(&["add", "a.md"]);
        check(&vault.run(&["--staged"]), 2, said, named);
    }
}

#[test]
fn a_setting_of_obsidian_that_leads_out_is_a_warning() {
    let vault = vault();
    vault.write("../types.json", r#"{"types": {"due": "date"}}"#);
    for file in ["types.json", "app.json"] {
        link(&vault, "../../types.json", &format!(".obsidian/{file}"));
    }
    let all = vault.run(&["init", "--dry-run"]);
    let outside = "a symbolic link out of the vault: not followed";
    check(&all, 0, &format!(".obsidian/app.json, .obsidian/types.json: {outside}"), "links");
    assert_eq!(all.stderr.matches(outside).count(), 1, "{all:?}");
    let said = &format!(".obsidian/types.json: {outside}");
    check(&vault.run(&[]), 0, said, "a link");
    link(&vault, "/dev/zero", ".obsidian/types.json");
    check(&vault.run(&[]), 0, said, "a device");
    pipe(&vault, ".obsidian/types.json");
    check(&vault.run(&[]), 0, ".obsidian/types.json: not a regular file", "a pipe");
    vault.write("a.md", "y\n");
    vault.git_ok(&["add", "a.md"]);
    check(&vault.run(&["--staged"]), 0, ".obsidian/types.json: not a regular file", "a pipe, and what is staged");
}

#[test]
fn a_link_within_the_vault_is_followed() {
    let vault = vault();
    vault.write("Meta/lint.yaml", "rules: {mojibake: off}\n");
    vault.write("a.md", "It wonâ€™t wait.\n");
    link(&vault, "Meta/lint.yaml", ".vaultlint.yaml");
    assert_eq!(vault.run(&[]).findings_or_clean(), "clean");
    // In the index, and in a revision, too: there and nowhere else.
    vault.git_ok(&["add", "-A"]);
    fs::remove_dir_all(vault.path("Meta")).unwrap();
    assert_eq!(vault.run(&["--staged"]).findings_or_clean(), "clean");
    vault.git_ok(&["commit", "-q", "-m", "x"]);
    assert_eq!(vault.run(&["--range", "HEAD~1..HEAD"]).findings_or_clean(), "clean");
    vault.git_ok(&["checkout", "-q", "."]);
    // Through a folder that is a link.
    link(&vault, "Meta", "linked");
    link(&vault, "linked/lint.yaml", ".vaultlint.yaml");
    assert_eq!(vault.run(&[]).findings_or_clean(), "clean");
    vault.write("a.md", "It wonâ€™t wait again.\n");
    vault.git_ok(&["add", "-A"]);
    assert_eq!(vault.run(&["--staged"]).findings_or_clean(), "clean");
}

#[test]
fn a_link_in_the_index_is_refused_as_one_on_disk() {
    let vault = vault();
    vault.write("a.md", "y\n");
    for (to, said) in [
        ("../id", "a symbolic link out of the vault"),
        ("/etc/hostname", "a symbolic link out of the vault"),
        ("none.yaml", "a broken symbolic link"),
        (".vaultlint.yaml", "a broken symbolic link"),
        (".git/config", "symbolic link"),
    ] {
        link(&vault, to, ".vaultlint.yaml");
        vault.git_ok(&["add", "-A"]);
        let run = vault.run(&["--staged"]);
        check(&run, 2, said, to);
        assert!(!run.stderr.contains("repositoryformatversion"), "{run:?}");
    }
}

#[test]
fn the_user_may_allow_a_folder_and_name_any_config() {
    let vault = vault();
    vault.write("a.md", "It wonâ€™t wait.\n");
    vault.write("../dotfiles/lint.yaml", "rules: {mojibake: off}\n");
    let dotfiles = vault.path("../dotfiles").canonicalize().unwrap();
    link(&vault, "../dotfiles/lint.yaml", ".vaultlint.yaml");
    let allowing = |folder: &Path, args: &[&str]| {
        Run::of(vault.command().args(args).env("VAULTLINT_ALLOW_LINKS_TO", folder)).findings_or_clean()
    };
    assert_eq!(allowing(&dotfiles, &[]), "clean");
    assert_eq!(allowing(&vault.path("../home"), &[]), "refused");
    assert_eq!(allowing(Path::new("../dotfiles"), &[]), "refused", "it would count from where it is run");
    vault.git_ok(&["add", "-A"]);
    assert_eq!(allowing(&dotfiles, &["--staged"]), "clean");
    assert_eq!(allowing(&vault.path("../home"), &["--staged"]), "refused");
    fs::remove_file(vault.path(".vaultlint.yaml")).unwrap();
    link(&vault, "dotfiles/lint.yaml", "../named.yaml");
    assert_eq!(vault.run(&["--config", "../named.yaml"]).findings_or_clean(), "clean");
    let endless = vault.run(&["--config", "/dev/zero"]);
    assert!(endless.code == 2 && endless.stderr.contains("larger than 1 MiB"), "{endless:?}");
}

#[test]
fn patterns_to_ignore_are_not_read_through_a_link() {
    let vault = vault();
    vault.write("../ignored", "*.md\n");
    vault.write("a.md", "It wonâ€™t wait.\n");
    link(&vault, "../ignored", ".gitignore");
    assert_eq!(vault.run(&[]).findings_or_clean(), "findings");
}

impl Run {
    fn findings_or_clean(&self) -> &'static str {
        match self.code {
            0 => "clean",
            1 => "findings",
            2 => "refused",
            _ => panic!("{self:?}"),
        }
    }
}
