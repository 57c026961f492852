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
fn in_ci(vault: &TestVault, args: &[&str]) -> Command {
    let mut command = vault.command();
    command.env("CI", "true").env("GITHUB_ACTIONS", "true").args(args);
    command
}

/// The lines that a host would obey.
fn obeyed(log: &str) -> Vec<&str> {
    let is_obeyed = |line: &&str| line.trim_start().starts_with("::") || line.contains("##[");
    log.split(['\n', '\r']).filter(is_obeyed).collect()
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
    // Patches, and a config to be saved, keep their bytes.
    let is_exact = |args: &[&str]| ["--diff", "--fix", "rename", "undo", "show"].iter().any(|word| args.contains(word));
    for args in COMMANDS.iter().filter(|args| !args.contains(&"github")) {
        let run = Run::of(&mut in_ci(&vault, args));
        let stdout = if is_exact(args) { vec![] } else { obeyed(&run.stdout) };
        assert_eq!((stdout, obeyed(&run.stderr)), (vec![], vec![]), "{args:?}");
    }
    vault.git_ok(&["checkout", "-q", "."]);
    let run = Run::of(&mut in_ci(&vault, &["--format", "github"]));
    let commands =
        run.stdout.lines().filter(|line| line.starts_with("::error file=") || line.starts_with("::warning file="));
    assert_eq!(commands.count(), run.stdout.lines().count(), "{}", run.stdout);
    assert!(!run.stdout.contains('\r'), "{}", run.stdout);
}

#[test]
fn a_pipe_gets_patches_and_notes_to_the_byte_in_ci_too() {
    let note = |damaged: &str| format!("::error::context\n:::note\n##[group] {damaged}\n:::\n");
    let (before, after) = (note("itâ€™s"), note("it’s"));
    let vault = TestVault::repository(&[("a.md", &before), ("b.md", "itâ€™s\n")]);
    let patch = Run::of(&mut in_ci(&vault, &["--diff"])).stdout;
    assert_eq!(patch, vault.run(&["--diff"]).stdout);
    for (input, fixed) in [(&before, &after), (&after, &after)] {
        let run = Run::with_input(&mut in_ci(&vault, &["--fix", "--stdin-filename", "a.md"]), input);
        assert_eq!((run.code, &run.stdout), (0, fixed), "{run:?}");
    }
    vault.write("../it.patch", &patch);
    vault.git_ok(&["apply", "../it.patch"]);
    assert_eq!((vault.read("a.md"), vault.read("b.md").as_str()), (after, "it’s\n"));
}

#[test]
fn what_is_offered_to_copy_is_one_word_for_the_shell() {
    let vault = TestVault::new(&[("a.md", "x\n"), ("it's $(touch pwned) \u{1b}[2J.md", "itâ€™s\n")]);
    let run = vault.run(&["it's $(touch pwned) \u{1b}[2J.md"]);
    let offered = run.stdout.lines().find_map(|line| line.split_once("vaultlint --fix ")).unwrap().1;
    assert_eq!(offered, r"$'it\'s $(touch pwned) \033[2J.md'");
}
