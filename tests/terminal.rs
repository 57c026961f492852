//! A stranger's vault at a terminal, and in a host's log: what it holds is seen, and none of it is obeyed.

mod support;

use std::process::Command;

use support::{Run, TestVault};

/// Writes to the clipboard, sets the title, clears the screen, turns the direction, and a control of one character.
const HOSTILE: &str = "\u{1b}]52;c;UFdO\u{7}\u{1b}]0;T\u{1b}\\\u{1b}[2J\u{202e}\u{2066}\u{9b}31m\r";

/// A repository whose notes, names, config, decisions, steps and commits are hostile.
fn hostile() -> TestVault {
    let note = format!("# H{HOSTILE}\n\nx {HOSTILE} itâ€™s\nit is {HOSTILE} foe\n");
    let vault = TestVault::repository(&[
        ("a.md", &note),
        ("Dir \u{1b}[1m/b \u{1b}]0;P\u{7}'\u{202e}.md", &note),
        ("People/Ada Byron.md", "---\ntype: people\n---\nx\n"),
        ("n.md", "---\nattendees: [\"[[Ada Byron]]\", \"Ada Byrom\\e[2J\"]\n---\nAda Byrom\u{1b}[2J\n"),
    ]);
    let rule = r#"{pattern: foe, message: "m\e[2J $0", help: "h\e]0;x\a", fix: unsafe, replace: "f\e[2Je"}"#;
    vault.write(
        ".vaultlint.yaml",
        format!("custom:\n  \"r\\e]0;R\\a\\u202E\\n::error::x\": {rule}\ntypes:\n  \"t\\e[2J\": {{match: {{tag: \"x\\e[2J\"}}, sections: [\"s\\e[2J\"]}}\nexclude: [\"z\\e[2J\"]\n"),
    );
    vault.write(".vaultlint-names.yaml", "people:\n- {name: \"Ada Byron\\e[2J\", wrong: [\"Ada Byrom\\e[2J\"]}\n");
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", &format!("subject {HOSTILE}")]);
    vault.write("a.md", note.replace("itâ€™s", "itâ€™s itâ€™s") + "new â€™ foe\u{1b}[2J\n");
    vault.git_ok(&["add", "-A"]);
    vault
}

/// The commands that show something, the later ones on what the earlier ones wrote.
const COMMANDS: &[&[&str]] = &[
    &[],
    &["-v"],
    &["-q"],
    &["--diff"],
    &["--diff", "--unsafe-fixes"],
    &["--format", "concise"],
    &["--format", "json"],
    &["--format", "github"],
    &["--format", "sarif"],
    &["--statistics"],
    &["--staged"],
    &["--staged", "-v"],
    &["--staged", "--diff"],
    &["--since", "HEAD~1"],
    &["--since", "x\u{1b}[2J"],
    &["--select", "x\u{1b}[2J"],
    &["gone\u{1b}[2J.md"],
    &["--no-such\u{1b}[2J"],
    &["--vault", "gone\u{1b}[2J"],
    &["--config", "gone\u{1b}[2J"],
    &["hook", "install"],
    &["hook", "status"],
    &["hook", "run", "pre-commit"],
    &["config", "show"],
    &["config", "check"],
    &["explain", "mojibake"],
    &["explain", "x\u{1b}[2J"],
    &["names"],
    &["names", "list", "--all"],
    &["names", "list", "--format", "json"],
    &["names", "export"],
    &["names", "explain", "Ada\u{1b}[2J Byron"],
    &["names", "explain", "Ada Byron", "Ada Byrom\u{1b}[2J"],
    &["names", "accept", "Ida\u{1b}[2J Byron"],
    &["rename", "x\u{1b}[2J", "y"],
    &["rename", "a", "a\u{1b}[2J", "--diff"],
    &["rename", "People/Ada Byron", "People/Ida\u{1b}[2J Byron"],
    &["rename", "--damaged", "--diff"],
    &["--staged", "--fix"],
    &["--fix", "a.md"],
    &["--fix", "--unsafe-fixes"],
    &["undo", "--list"],
    &["undo", "9\u{1b}[2J"],
    &["undo"],
    &["init", "--dry-run"],
    &["rules"],
    &["--help"],
];

#[cfg(target_os = "linux")]
#[test]
fn every_command_shows_what_a_strangers_vault_holds_and_sends_none_of_it() {
    use support::terminal::Screen;
    let vault = hostile();
    for args in COMMANDS {
        let mut command = vault.command();
        command.args(*args);
        let screen = Screen::of(command);
        assert_eq!(screen.raw_control(), None, "{args:?}: {}", screen.text());
        assert!(matches!(screen.code, Some(0..=2)), "{args:?}: {:?}: {}", screen.code, screen.text());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_colours_are_ours_and_those_of_a_note_are_seen() {
    use support::terminal::Screen;
    let vault = TestVault::new(&[("a.md", "x \u{1b}[31mRED\u{1b}[0m itâ€™s\n")]);
    for args in [&["-v"][..], &["--diff"], &["--fix"]] {
        let mut command = vault.command();
        command.args(args).args(["--color", "always"]).env_remove("NO_COLOR").env("TERM", "xterm");
        let text = Screen::of(command).text();
        assert!(text.contains('\u{1b}') && text.contains(r"\u{1b}[31mRED"), "{args:?}: {text}");
        assert!(!text.contains("\u{1b}[31mRED"), "{args:?}: {text}");
    }
}

#[test]
fn a_pipe_gets_reports_escaped_and_patches_to_the_byte() {
    let note = "x \u{1b}[2J itâ€™s\u{202e}\r\nz\n";
    let vault = TestVault::new(&[("a.md", note)]);
    for args in [&[][..], &["-v"], &["--format", "concise"], &["--statistics"]] {
        let shown = vault.run(args).stdout;
        assert!(!shown.contains(['\u{1b}', '\u{202e}', '\r']), "{args:?}: {shown}");
    }
    let patch = vault.run(&["--diff", "--select", "mojibake"]).stdout;
    assert!(patch.contains("-x \u{1b}[2J itâ€™s\u{202e}\r\n+x \u{1b}[2J it’s\u{202e}\r\n z\n"), "{patch}");
    let run = vault.run_with_input(&["--stdin-filename", "a.md", "--fix", "--select", "mojibake"], note);
    assert_eq!(run.stdout, "x \u{1b}[2J it’s\u{202e}\r\nz\n");
}

/// The program as a workflow of a host runs it.
fn in_ci(vault: &TestVault, args: &[&str]) -> Run {
    let mut command: Command = vault.command();
    command.env("CI", "true").env("GITHUB_ACTIONS", "true").args(args);
    Run::of(&mut command)
}

/// The lines that a host would obey, but for those by which we tell it to obey none.
fn obeyed(log: &str) -> Vec<&str> {
    let mut pause: Option<String> = None;
    let mut obeyed = Vec::new();
    for line in log.split(['\n', '\r']) {
        match (&pause, line.strip_prefix("::stop-commands::")) {
            (None, Some(token)) if token.len() == 32 => pause = Some(format!("::{token}::")),
            (Some(end), _) if line == end => pause = None,
            (Some(_), _) => {}
            (None, _) if line.trim_start().starts_with("::") || line.contains("##[") => obeyed.push(line),
            (None, _) => {}
        }
    }
    obeyed
}

#[test]
fn no_line_of_a_log_is_a_command_that_a_note_made() {
    let line = "::add-mask::x\r::error::y ##[error]z\n";
    let custom = r#"{pattern: context, message: "\n::error::$0", help: "a\n::error::b"}"#;
    let vault = TestVault::repository(&[
        ("a.md", &format!("{line} ::error::context\nitâ€™s ##[group]\n\t::error::context\n")),
        (" ::error::n.md", "itâ€™s\n"),
        (".vaultlint.yaml", &format!("custom:\n  \"r\\n::error::x\": {custom}\n")),
    ]);
    for args in COMMANDS.iter().filter(|args| !args.contains(&"github")) {
        let run = in_ci(&vault, args);
        assert_eq!((obeyed(&run.stdout), obeyed(&run.stderr)), (vec![], vec![]), "{args:?}");
    }
    vault.git_ok(&["checkout", "-q", "."]);
    let run = in_ci(&vault, &["--format", "github"]);
    let commands =
        run.stdout.lines().filter(|line| line.starts_with("::error file=") || line.starts_with("::warning file="));
    assert_eq!(commands.count(), run.stdout.lines().count(), "{}", run.stdout);
    assert!(!run.stdout.contains('\r'), "{}", run.stdout);
}

#[test]
fn a_patch_in_a_log_applies_and_no_line_of_it_is_obeyed() {
    let vault = TestVault::repository(&[("a.md", "::error::context\nitâ€™s\n"), ("b.md", "itâ€™s\n")]);
    let patch = in_ci(&vault, &["--diff"]).stdout;
    let (token, rest) = patch.strip_prefix("::stop-commands::").and_then(|rest| rest.split_once('\n')).unwrap();
    let (paused, after) = rest.split_once(&format!("::{token}::\n")).unwrap();
    assert!(token.len() == 32 && paused.contains("\n ::error::context\n"), "{patch}");
    assert!(after.starts_with("diff --git a/b.md b/b.md\n"), "{after}");
    vault.write("../it.patch", &patch);
    vault.git_ok(&["apply", "../it.patch"]);
    assert_eq!((vault.read("a.md").as_str(), vault.read("b.md").as_str()), ("::error::context\nit’s\n", "it’s\n"));
}

#[test]
fn what_is_offered_to_copy_is_one_word_for_the_shell() {
    let vault = TestVault::new(&[("a.md", "x\n"), ("it's $(touch pwned) \u{1b}[2J.md", "itâ€™s\n")]);
    let run = vault.run(&["it's $(touch pwned) \u{1b}[2J.md"]);
    let offered = run.stdout.lines().find_map(|line| line.split_once("vaultlint --fix ")).unwrap().1;
    assert_eq!(offered, r"$'it\'s $(touch pwned) \033[2J.md'");
}
