//! `--format github`: what a workflow prints for GitHub to show.

use snapbox::{assert_data_eq, str};
use vaultlint::internals::Output;
use vaultlint::text::LineColumn;

use crate::in_memory::InMemoryNotes;
use crate::support::TestVault;

#[test]
fn a_finding_is_one_command() {
    let vault = TestVault::new(&[
        ("100% sure, now.md", "\u{feff}It wonâ€™t wait\r\n"),
        (
            "People/Ada.md",
            "---\ntype: people\ntitle:\n  - Ada\n  - Byron\n---\n- 2025-10-30: [[Call]] - Rob Falk (via Rob Lind)\n",
        ),
        ("Zoë.md", "---\nkind: inbox\n---\nA \u{fffd}\n"),
    ]);
    let run = vault.run(&["--format", "github"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert_data_eq!(
        run.stdout,
        str![[r#"
::warning file=100%25 sure%2C now.md,line=1,endLine=1,col=1,endColumn=1,title=vaultlint byte-order-mark::the note begins with a byte-order mark; fix: remove the byte-order mark (vaultlint --fix)
::error file=100%25 sure%2C now.md,line=1,endLine=1,col=7,endColumn=10,title=vaultlint mojibake::`â€™` is `’`, decoded as windows-1252; fix: write `’` (vaultlint --fix)
::error file=People/Ada.md,line=4,endLine=5,title=vaultlint frontmatter-schema::`title` is a list, expected another type
::notice file=People/Ada.md,line=7,endLine=7,col=40,endColumn=48,title=vaultlint via-mismatch::`via` names Rob Lind, but the entry names Rob Falk
::warning file=Zoë.md,line=4,endLine=4,col=3,endColumn=4,title=vaultlint replacement-character::`�` replaces text that was lost; restore the text from an older version of the note

"#]]
    );
}

#[test]
fn paths_count_from_the_top_of_git() {
    let vault = TestVault::new(&[("docs/My vault/.obsidian/app.json", "{}"), ("docs/My vault/A.md", "it wonâ€™t\n")]);
    std::fs::remove_dir_all(vault.path(".obsidian")).unwrap();
    assert_eq!(vault.git(&["init", "--quiet"]).code, 0);
    let run = vault.run(&["--format", "github", "docs/My vault"]);
    assert!(run.stdout.starts_with("::error file=docs/My vault/A.md,line=1,"), "{}", run.stdout);
    let name = ["--stdin-filename", "docs/My vault/B.md"];
    let run = vault.run_with_input(&[&["--format", "github"], &name[..]].concat(), "it wonâ€™t\n");
    assert!(run.stdout.starts_with("::error file=docs/My vault/B.md,line=1,"), "{}", run.stdout);
    let run = vault.run_with_input(&[&["--diff"], &name[..]].concat(), "it wonâ€™t\n");
    assert!(run.stdout.starts_with("diff --git a/docs/My vault/B.md "), "{}", run.stdout);
}

#[test]
fn only_new_findings_are_shown() {
    let memory = InMemoryNotes::new(&[("A.md", "it wonâ€™t\nit isnâ€™t\n")]).with_base(&[("A.md", "it wonâ€™t\n")]);
    let mut out = Output::byte_exact_memory();
    vaultlint::internals::github(&[memory.check(&["A.md"], None, None)], &mut out).unwrap();
    assert_data_eq!(
        out.into_text(),
        str![[r#"
::error file=docs/A.md,line=2,endLine=2,col=7,endColumn=10,title=vaultlint mojibake::`â€™` is `’`, decoded as windows-1252; fix: write `’` (vaultlint --fix)

"#]]
    );
}

#[test]
fn a_line_break_at_the_end_is_no_further_line() {
    let mut run = InMemoryNotes::new(&[("A.md", "it wonâ€™t\nit can\n")]).check(&["A.md"], None, None);
    run.outcome.notes[0].remaining[0].end = LineColumn { line: 2, column: 1, column_utf16: 1 };
    let mut out = Output::byte_exact_memory();
    vaultlint::internals::github(&[run], &mut out).unwrap();
    assert!(out.into_text().starts_with("::error file=docs/A.md,line=1,endLine=1,title="));
}

#[test]
fn a_patch_stays_a_patch() {
    let vault = TestVault::new(&[("A.md", "it wonâ€™t\n")]);
    for format in ["github", "sarif"] {
        assert!(vault.run(&["--diff", "--format", format]).stdout.starts_with("diff --git a/A.md"), "{format}");
    }
}
