//! Links in other notes: what a commit or a range breaks is reported, also where the note with the link did not change.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod support;

use std::fs;
use std::process::Command;

use support::{Run, TestVault};

const CONFIG: (&str, &str) =
    (".vaultlint.yaml", "rules: {broken-link: error, broken-heading: warning, broken-block: warning}\n");
const HEADING: &str = "links in other notes, broken by this commit";

/// A repository with a note that links to each thing that can be renamed.
fn linked() -> TestVault {
    TestVault::repository(&[
        CONFIG,
        ("People/Ada.md", "## Plan\n\nA block. ^block\n"),
        ("Trips/Rome.md", "one two three four\n"),
        ("Trips/map.png", "map"),
        ("Log.md", "[[Ada]] and [[Ada#Plan]] and [[Ada#^block]].\n"),
        ("Trip list.md", "[Rome](Trips/Rome.md)\n![](Trips/map.png)\n"),
    ])
}

fn stage(vault: &TestVault) {
    vault.git_ok(&["add", "-A"]);
}

/// What the staged changes do to other notes, as `path:line rule`.
fn inbound(vault: &TestVault, args: &[&str]) -> Vec<String> {
    let run = vault.run(&[args, &["--format", "json"]].concat());
    let report = run.json();
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["inbound"] == true);
    findings
        .map(|finding| {
            assert_eq!(finding["new"], true);
            let text = |key: &str| finding[key].as_str().unwrap();
            format!("{}:{} {}", text("path"), finding["start"]["line"], text("rule"))
        })
        .collect()
}

fn staged(vault: &TestVault) -> Vec<String> {
    inbound(vault, &["--staged"])
}

fn replace(vault: &TestVault, path: &str, from: &str, to: &str) {
    let text = vault.read(path);
    assert!(text.contains(from), "{text}");
    vault.write(path, text.replace(from, to));
    stage(vault);
}

#[test]
fn a_deleted_note_breaks_the_links_to_it_although_no_note_is_staged() {
    let vault = linked();
    vault.git_ok(&["rm", "-q", "People/Ada.md"]);
    let run = vault.run(&["--staged"]);
    assert_eq!(run.code, 1, "{run:?}");
    for part in ["1 new error in 1 other note\n", HEADING, "Log.md\n", "People/Ada.md is deleted\n"] {
        assert!(run.stdout.contains(part), "{part}: {run:?}");
    }
    assert!(!run.stdout.contains("no note is staged") && !run.stdout.contains("fix it"), "{run:?}");
    assert_eq!(staged(&vault), ["Log.md:1 broken-link"]);
    vault.write("Log.md", "Nothing.\n");
    stage(&vault);
    assert_eq!(vault.run(&["--staged"]).code, 0, "the links are gone too");
}

#[test]
fn rules_that_read_only_paths_are_told_of_other_notes_too() {
    let config = (".vaultlint.yaml", "rules: {ambiguous-link: error}\n");
    let args = ["--staged", "--select", "ambiguous-link"];
    let vault = TestVault::repository(&[config, ("a/Plan.md", "x\n"), ("Log.md", "[[Plan]]\n")]);
    vault.write("b/Plan.md", "y\n");
    stage(&vault);
    assert_eq!(inbound(&vault, &args), ["Log.md:1 ambiguous-link"]);
    vault.write("Log.md", "[[Plan]]\n\nMore.\n");
    stage(&vault);
    assert_eq!(vault.run(&args).code, 1, "the line did not change, but the finding is new");
}

#[test]
fn a_link_breaks_in_a_note_that_is_staged_for_another_line() {
    for config in ["rules: {broken-link: error}\n", "extends: [strict]\nrules: {broken-link: error}\n"] {
        let vault = TestVault::repository(&[(".vaultlint.yaml", config), ("A.md", "see [[B]]\n"), ("B.md", "[[A]]\n")]);
        vault.git_ok(&["rm", "-q", "B.md"]);
        vault.write("A.md", "see [[B]]\nmore\n");
        stage(&vault);
        for args in [&["--no-cache"][..], &[], &[]] {
            let run = vault.run(&[&["--staged", "--format", "concise"], args].concat());
            assert_eq!(run.code, 1, "{args:?} {run:?}");
            assert!(run.stdout.contains("A.md:1:7: error[broken-link]"), "{run:?}");
        }
    }
}

#[test]
fn what_breaks_in_a_note_that_cannot_be_read_well_is_told() {
    let invalid = b"---\nbad: [\n---\n[[B]]\n".to_vec();
    for text in [invalid, b"\xff [[B]]\n".to_vec()] {
        let vault = TestVault::repository(&[(".vaultlint.yaml", "rules: {broken-link: error}\n"), ("B.md", "[[A]]\n")]);
        fs::write(vault.path("A.md"), text).unwrap();
        stage(&vault);
        vault.git_ok(&["commit", "-qm", "A"]);
        vault.git_ok(&["rm", "-q", "B.md"]);
        assert_eq!(staged(&vault).len(), 1);
    }
}

#[test]
fn a_deleted_attachment_breaks_what_embeds_it() {
    let vault = linked();
    vault.git_ok(&["rm", "-q", "Trips/map.png"]);
    assert_eq!(staged(&vault), ["Trip list.md:2 broken-link"]);
    assert!(vault.run(&["--staged"]).stdout.contains("Trips/map.png is deleted\n"));
}

#[test]
fn a_heading_and_a_block_that_go_break_their_links() {
    for (from, to, found) in
        [("## Plan", "## Plans", "Log.md:1 broken-heading"), (" ^block", "", "Log.md:1 broken-block")]
    {
        let vault = linked();
        replace(&vault, "People/Ada.md", from, to);
        assert_eq!(staged(&vault), [found], "{from}");
    }
    let vault = linked();
    replace(&vault, "People/Ada.md", "## Plan", "## Plans");
    let run = vault.run(&["--staged"]);
    assert_eq!((run.code, run.stdout.lines().next()), (0, Some("1 new warning in 1 other note")));
    assert_eq!(vault.run(&["--staged", "--fail-on", "warning"]).code, 1);
    replace(&vault, "People/Ada.md", "A block", "A longer block");
    assert_eq!(staged(&vault), ["Log.md:1 broken-heading"], "an edit elsewhere breaks nothing more");
}

#[test]
fn links_that_were_broken_before_are_not_reported() {
    let vault = linked();
    vault.write("Old.md", "[[Nowhere]] and [[Ada]]\n");
    stage(&vault);
    vault.git_ok(&["commit", "-q", "-m", "two"]);
    vault.git_ok(&["rm", "-q", "Trips/map.png"]);
    assert_eq!(staged(&vault), ["Trip list.md:2 broken-link"]);
    vault.git_ok(&["commit", "-q", "-m", "three"]);
    vault.write("New.md", "x\n");
    stage(&vault);
    assert_eq!(staged(&vault), [""; 0], "the next commit is not told again");
}

#[test]
fn a_rename_of_case_alone_breaks_nothing() {
    let vault = linked();
    vault.git_ok(&["mv", "People/Ada.md", "People/ada.md"]);
    assert_eq!(staged(&vault), [""; 0]);
}

#[test]
fn what_the_commit_corrects_itself_is_not_broken() {
    let vault = linked();
    vault.git_ok(&["mv", "Trips/Rome.md", "Trips/Roma.md"]);
    replace(&vault, "Trip list.md", "Trips/Rome.md", "Trips/Roma.md");
    assert_eq!(staged(&vault), [""; 0]);
    assert_eq!(vault.run(&["--staged"]).code, 0);
}

/// Runs the command that the report prints after `rename it`.
fn follow_advice(vault: &TestVault, report: &str) {
    let line = report.lines().find_map(|line| line.trim_start().strip_prefix("rename it ")).unwrap();
    let (command, _) = line.trim().split_once("     then ").unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_vaultlint")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(program.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(vault.root()).env("PATH", path.unwrap());
    shell.env("GIT_CONFIG_GLOBAL", "/dev/null").env("XDG_STATE_HOME", vault.root().parent().unwrap().join("state"));
    let run = Run::of(&mut shell);
    assert_eq!(run.code, 0, "{command}: {run:?}");
    stage(vault);
}

#[test]
fn a_rename_that_git_saw_has_the_command_that_takes_the_links_along() {
    for (from, to, printed) in [
        (
            "People/Ada.md",
            "People/Grace.md",
            "git mv People/Grace.md People/Ada.md && vaultlint rename People/Ada.md People/Grace.md",
        ),
        (
            "People/Ada.md",
            "Grace.md",
            "mkdir -p People && git mv Grace.md People/Ada.md && vaultlint rename People/Ada.md ./Grace.md",
        ),
        ("Trips", "Old trips", "git mv \"Old trips\" Trips && vaultlint rename Trips \"Old trips\""),
        ("Trips", "People/Travel", "git mv People/Travel Trips && vaultlint rename Trips People/Travel"),
        (
            "Trips/Rome.md",
            "Trips/Roma.md",
            "git mv Trips/Roma.md Trips/Rome.md && vaultlint rename Trips/Rome.md Trips/Roma.md",
        ),
    ] {
        let vault = linked();
        vault.git_ok(&["mv", from, to]);
        if from == "People/Ada.md" {
            fs::remove_dir(vault.path("People")).ok();
        }
        let run = vault.run(&["--staged"]);
        assert_eq!(run.code, 1, "{from}: {run:?}");
        assert!(
            run.stdout.contains(&format!("  rename it     {printed}     then git add what it changed\n")),
            "{run:?}"
        );
        follow_advice(&vault, &run.stdout);
        let run = vault.run(&["--staged"]);
        assert_eq!((run.code, staged(&vault)), (0, Vec::new()), "{from}: {run:?}");
        assert!(vault.path(to).exists() && !vault.path(from).exists());
        assert_eq!(vault.run(&["--select", "broken-link"]).code, 0, "{from}: no link is broken");
    }
}

#[test]
fn a_note_that_leaves_an_empty_folder_behind_has_its_command() {
    let vault = TestVault::repository(&[CONFIG, ("Ada/README.md", "Words.\n"), ("Log.md", "[[Ada/README]]\n")]);
    fs::create_dir(vault.path("Grace")).unwrap();
    vault.git_ok(&["mv", "Ada/README.md", "Grace/README.md"]);
    fs::create_dir(vault.path("Ada")).ok();
    let run = vault.run(&["--staged"]);
    let command = "git mv Grace/README.md Ada/README.md && vaultlint rename Ada/README.md Grace/README.md";
    assert!(run.stdout.contains(command), "{run:?}");
}

#[test]
fn a_rename_with_an_edit_and_beside_others_has_its_command_too() {
    let vault = linked();
    vault.git_ok(&["mv", "Trips/Rome.md", "Trips/Roma.md"]);
    vault.git_ok(&["mv", "Log.md", "Other.md"]);
    vault.write("Trips/Roma.md", "one two three four\nfive\n");
    stage(&vault);
    let run = vault.run(&["--staged"]);
    assert_eq!(run.stdout.matches("rename it").count(), 1, "Log.md had no links: {run:?}");
    follow_advice(&vault, &run.stdout);
    assert_eq!(
        (vault.run(&["--staged"]).code, vault.at("", "Trips/Roma.md").as_str()),
        (0, "one two three four\nfive\n")
    );
}

#[test]
fn a_hook_stops_for_a_link_that_a_commit_breaks_and_not_for_one_in_a_generated_note() {
    let vault = linked();
    assert_eq!(vault.run(&["hook", "install"]).code, 0);
    vault.git_ok(&["rm", "-q", "Trips/map.png"]);
    let run = vault.git(&["commit", "-q", "-m", "two"]);
    assert_eq!(run.code, 1, "{run:?}");
    for part in
        ["commit stopped, nothing changed. 1 new error in 1 other note\n", HEADING, "         2   ![](Trips/map.png)\n"]
    {
        assert!(run.stderr.contains(part), "{part}: {run:?}");
    }
    vault.git_ok(&["reset", "-q", "--hard"]);
    vault.write(".vaultlint.yaml", format!("{}generated: {{path: 'Trip list.md'}}\n", CONFIG.1));
    stage(&vault);
    vault.git_ok(&["commit", "-q", "-m", "config"]);
    vault.git_ok(&["rm", "-q", "Trips/map.png"]);
    let run = vault.git(&["commit", "-q", "-m", "two"]);
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn a_fix_of_what_is_staged_leaves_other_notes_alone() {
    let vault = linked();
    vault.git_ok(&["mv", "Trips/Rome.md", "Trips/Roma.md"]);
    vault.write("New.md", "It wonâ€™t wait.\n");
    stage(&vault);
    let before = vault.read("Trip list.md");
    let run = vault.run(&["--staged", "--fix"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("1 fixed and staged, 1 new error left in 1 other note"), "{run:?}");
    assert_eq!((vault.read("Trip list.md"), vault.at("", "Trip list.md")), (before.clone(), before));
    assert_eq!(staged(&vault), ["Trip list.md:1 broken-link"]);
}

#[test]
fn a_range_and_since_are_told_what_they_break_in_other_notes() {
    let vault = linked();
    vault.git_ok(&["tag", "start"]);
    vault.git_ok(&["rm", "-q", "Trips/map.png"]);
    vault.git_ok(&["commit", "-q", "-m", "two"]);
    vault.git_ok(&["mv", "People/Ada.md", "People/Grace.md"]);
    vault.git_ok(&["commit", "-q", "-m", "three"]);
    let all = ["Log.md:1 broken-link", "Trip list.md:2 broken-link"];
    assert_eq!(inbound(&vault, &["--range", "start..HEAD"]), all);
    assert_eq!(inbound(&vault, &["--since", "start"]), all);
    assert_eq!(inbound(&vault, &["--range", "HEAD~1..HEAD"]), all[..1]);
    assert_eq!(inbound(&vault, &["--range", "start..HEAD~1"]), all[1..]);
    let run = vault.run(&["--range", "start..HEAD~1"]);
    assert_eq!(run.code, 1);
    for part in
        ["links in other notes, broken by these changes\n", "Trips/map.png is deleted\n", "1 error in 1 other note\n"]
    {
        assert!(run.stdout.contains(part), "{part}: {run:?}");
    }
    assert!(!run.stdout.contains("nothing was checked"));
    vault.git_ok(&["checkout", "-q", "start", "--", "Trips/map.png"]);
    vault.git_ok(&["commit", "-q", "-m", "four"]);
    assert_eq!(inbound(&vault, &["--range", "start..HEAD"]), all[..1], "what counts is where it ends");
}

#[test]
fn a_merge_is_told_what_it_breaks_against_the_first_parent() {
    let vault = linked();
    vault.git_ok(&["checkout", "-q", "-b", "topic"]);
    vault.git_ok(&["rm", "-q", "Trips/map.png"]);
    vault.git_ok(&["commit", "-q", "-m", "topic"]);
    vault.git_ok(&["checkout", "-q", "main"]);
    vault.write("New.md", "![](Trips/map.png)\n");
    stage(&vault);
    vault.git_ok(&["commit", "-q", "-m", "main"]);
    vault.git_ok(&["merge", "-q", "--no-commit", "--no-ff", "topic"]);
    assert_eq!(staged(&vault), ["New.md:1 broken-link", "Trip list.md:2 broken-link"]);
}

#[test]
fn the_first_commit_breaks_nothing_in_other_notes() {
    let vault = TestVault::new(&[CONFIG, ("a.md", "[[Nowhere]]\n")]);
    vault.git_ok(&["init", "-q", "-b", "main"]);
    stage(&vault);
    let run = vault.run(&["--staged"]);
    assert_eq!((run.code, run.stdout.contains("other note")), (1, false), "{run:?}");
}

#[test]
fn a_note_that_moves_to_another_vault_is_deleted_here() {
    let vault = TestVault::repository(&[
        ("one/.vaultlint.yaml", CONFIG.1),
        ("two/.vaultlint.yaml", CONFIG.1),
        ("one/a.md", "one two three\n"),
        ("one/b.md", "[[a]]\n"),
        ("two/c.md", "x\n"),
    ]);
    fs::remove_dir_all(vault.path(".obsidian")).unwrap();
    vault.git_ok(&["mv", "one/a.md", "two/a.md"]);
    assert_eq!(staged(&vault), ["one/b.md:1 broken-link"]);
    let run = vault.run(&["--staged"]);
    assert!(run.stdout.contains("one/a.md is deleted") && !run.stdout.contains("rename it"), "{run:?}");
}

#[test]
fn a_path_narrows_what_is_checked_and_not_what_is_compared() {
    let vault = linked();
    vault.git_ok(&["rm", "-q", "Trips/map.png"]);
    vault.write("New.md", "It wonâ€™t wait.\n");
    vault.write("People/Ada.md", "It wonâ€™t wait.\n[[Log]]\n");
    stage(&vault);
    let run = vault.run(&["--staged", "--format", "json", "People"]);
    assert!(!run.findings().iter().any(|finding| finding.starts_with("New.md")), "{run:?}");
    assert_eq!(run.json()["summary"]["notes"], 1);
    assert!(inbound(&vault, &["--staged", "People"]).contains(&"Trip list.md:2 broken-link".to_owned()));
}

#[test]
fn every_format_has_the_findings_in_other_notes() {
    let vault = linked();
    vault.git_ok(&["rm", "-q", "Trips/map.png"]);
    let concise = vault.run(&["--staged", "--format", "concise"]);
    let line = "Trip list.md:2:5: error[broken-link] there is no `Trips/map.png` in the vault\n";
    assert_eq!((concise.code, concise.stdout.as_str()), (1, line));
    let github = vault.run(&["--staged", "--format", "github"]).stdout;
    assert!(github.starts_with("::error file=Trip list.md,line=2,"), "{github}");
    assert!(github.contains("; caused by a change of other files\n"), "{github}");
    let sarif = vault.run(&["--staged", "--format", "sarif"]).json();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["properties"]["inbound"], &result["baselineState"]), (&true.into(), &"new".into()));
    assert_eq!(vault.run(&["--staged", "--format", "json"]).json()["summary"]["errors"], 1);
}

#[test]
fn entries_that_are_no_plain_files_break_nothing_that_they_do_not_hold() {
    let vault = linked();
    vault.write("Later.md", "x\n");
    vault.git_ok(&["add", "-N", "Later.md"]);
    vault.git_ok(&["update-index", "--chmod=+x", "Trips/Rome.md"]);
    let head = vault.git_ok(&["rev-parse", "HEAD"]);
    vault.git_ok(&["update-index", "--add", "--cacheinfo", &format!("160000,{},Module", head.trim())]);
    assert_eq!((staged(&vault), vault.run(&["--staged"]).code), (Vec::new(), 0));
    let target = vault.git_ok(&["rev-parse", ":Log.md"]);
    vault.git_ok(&["update-index", "--cacheinfo", &format!("120000,{},People/Ada.md", target.trim())]);
    assert_eq!(staged(&vault), [""; 0], "which headings a symbolic link leads to is not known");
}

#[cfg(unix)]
#[test]
fn a_sparse_index_is_compared_as_far_as_it_goes() {
    let vault = linked();
    vault.write("Far/away.md", "one\n");
    vault.write("Near.md", "[away](Far/away.md)\n");
    stage(&vault);
    vault.git_ok(&["commit", "-q", "-m", "two"]);
    vault.git_ok(&["sparse-checkout", "set", "--cone", "--sparse-index", "People"]);
    vault.git_ok(&["rm", "-q", "--sparse", "Trips/map.png"]);
    assert_eq!(staged(&vault), ["Trip list.md:2 broken-link"]);
}

#[test]
fn a_conflict_does_not_hide_what_else_a_merge_breaks() {
    let vault = linked();
    vault.git_ok(&["checkout", "-q", "-b", "topic"]);
    vault.git_ok(&["rm", "-q", "Trips/map.png"]);
    vault.write("People/Ada.md", "## Plan\n\nTheirs. ^block\n");
    stage(&vault);
    vault.git_ok(&["commit", "-q", "-m", "topic"]);
    vault.git_ok(&["checkout", "-q", "main"]);
    vault.write("People/Ada.md", "## Plan\n\nOurs. ^block\n");
    stage(&vault);
    vault.git_ok(&["commit", "-q", "-m", "main"]);
    assert_ne!(vault.git(&["merge", "-q", "topic"]).code, 0);
    let found = staged(&vault);
    assert!(found.contains(&"Trip list.md:2 broken-link".to_owned()), "{found:?}");
    assert!(!found.iter().any(|finding| finding.contains("broken-link") && finding.starts_with("Log.md")), "{found:?}");
}

#[test]
fn the_command_for_a_vault_in_a_folder_names_it() {
    let vault = TestVault::repository(&[
        ("notes/.vaultlint.yaml", CONFIG.1),
        ("notes/In/a b.md", "one two three\n"),
        ("notes/c.md", "[[a b]]\n"),
    ]);
    fs::remove_dir_all(vault.path(".obsidian")).unwrap();
    vault.git_ok(&["mv", "notes/In/a b.md", "notes/d.md"]);
    fs::remove_dir(vault.path("notes/In")).ok();
    let run = vault.run(&["--staged"]);
    let printed = "mkdir -p notes/In && git mv notes/d.md \"notes/In/a b.md\" && vaultlint rename \"In/a b.md\" ./d.md --vault notes";
    assert!(run.stdout.contains(&format!("  rename it     {printed}     then ")), "{run:?}");
    follow_advice(&vault, &run.stdout);
    assert_eq!((vault.run(&["--staged"]).code, vault.at("", "notes/c.md").as_str()), (0, "[[d]]\n"));
}

#[test]
fn a_push_is_told_what_it_breaks_in_other_notes() {
    let vault = linked();
    let remote = vault.root().parent().unwrap().join("remote.git");
    vault.git_ok(&["init", "-q", "--bare", remote.to_str().unwrap()]);
    vault.git_ok(&["remote", "add", "origin", remote.to_str().unwrap()]);
    vault.git_ok(&["push", "-q", "origin", "main"]);
    assert_eq!(vault.run(&["hook", "install", "pre-push"]).code, 0);
    vault.git_ok(&["rm", "-q", "Trips/map.png"]);
    vault.git_ok(&["commit", "-q", "-m", "two"]);
    let run = vault.git(&["push", "-q", "origin", "main"]);
    assert_ne!(run.code, 0, "{run:?}");
    for part in ["push stopped, nothing changed. 1 new error in 1 other note\n", "broken by this push\n"] {
        assert!(run.stdout.contains(part), "{part}: {run:?}");
    }
}

#[test]
fn a_renamed_folder_has_its_command_although_the_broken_link_is_in_it() {
    let vault = TestVault::repository(&[("A/x.md", "one two three\n"), ("A/k.md", "[[A/x]] and four five\n"), CONFIG]);
    vault.git_ok(&["mv", "A", "Z"]);
    let run = vault.run(&["--staged"]);
    assert!(run.stdout.contains("  rename it     git mv Z A && vaultlint rename A Z     then "), "{run:?}");
    let report = vault.run(&["--staged", "--format", "json"]).json();
    let command = &report["findings"][0]["commands"][0];
    assert_eq!(
        (&command["kind"], &command["before"]),
        (&"rename".into(), &serde_json::json!([["git", "mv", "Z", "A"]]))
    );
    assert_eq!(command["argv"], serde_json::json!(["vaultlint", "rename", "A", "Z"]));
    assert_eq!(command["shell"], "git mv Z A && vaultlint rename A Z");
    follow_advice(&vault, &run.stdout);
    assert_eq!((vault.run(&["--staged"]).code, vault.at("", "Z/k.md").as_str()), (0, "[[Z/x]] and four five\n"));
}
