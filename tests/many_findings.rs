//! A note with more findings than anybody reads: what is shown is bounded, and nothing else is.

mod support;

use support::TestVault;

/// More than are kept of one kind.
const MANY: usize = 2_500;

fn damaged() -> TestVault {
    let text = "It wonâ€™t do.\n".repeat(MANY) + "a\u{1}b\n";
    TestVault::new(&[("a.md", &text), ("b.md", "It wonâ€™t do.\n")])
}

fn json(vault: &TestVault, args: &[&str]) -> serde_json::Value {
    let run = vault.run(&[args, &["--format", "json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr))
}

#[test]
fn every_finding_is_counted_and_the_first_are_told() {
    let vault = damaged();
    let report = json(&vault, &[]);
    let (findings, summary) = (report["findings"].as_array().map_or(0, Vec::len), &report["summary"]);
    assert_eq!(summary["errors"], MANY + 1);
    assert_eq!(summary["warnings"], 1, "another rule's is told all the same");
    assert_eq!(summary["fixable"], MANY + 1);
    assert_eq!(summary["omitted"], MANY + 2 - findings);
    assert_eq!(findings, 2_002);
    // What is kept of the run before says the same.
    assert_eq!(json(&vault, &[]), report);
}

#[test]
fn every_format_says_that_there_are_more() {
    let vault = damaged();
    let more = "and 500 more findings by the same rules, not listed";
    for format in ["text", "concise", "github", "sarif"] {
        let run = vault.run(&["--format", format]);
        assert_eq!(run.code, 1, "{format}");
        assert_eq!(run.stdout.matches(more).count(), 1, "{format}: {}", &run.stdout[run.stdout.len() - 600..]);
    }
    assert!(vault.run(&[]).stdout.contains("2,501 errors, 1 warning in 2 of 2 notes"));
    assert!(vault.run(&["--statistics"]).stdout.contains("2,501"));
}

#[test]
fn what_is_not_told_is_mended_silenced_and_known_as_old_all_the_same() {
    let vault = damaged();
    assert_eq!(json(&vault, &["--fix"])["summary"]["fixed"], MANY + 1);
    assert!(!vault.read("a.md").contains('â'));
    let text =
        "<!-- vaultlint: allow-file mojibake these are meant -->\n".to_owned() + &"It wonâ€™t do.\n".repeat(MANY);
    let vault = TestVault::new(&[("a.md", &text)]);
    let summary = &json(&vault, &[])["summary"];
    assert_eq!((summary["silenced"].as_u64(), summary["errors"].as_u64()), (Some(MANY as u64), Some(0)));
}

#[test]
fn a_new_finding_behind_many_old_ones_is_told() {
    let old = "It wonâ€™t do.\n".repeat(MANY);
    let vault = TestVault::repository(&[("a.md", &old)]);
    vault.write("a.md", old + "CafÃ© au lait, and it wonâ€™t do.\n");
    vault.git_ok(&["add", "-A"]);
    let report = json(&vault, &["--staged"]);
    let new = report["findings"].as_array().map_or(0, |all| all.iter().filter(|found| found["new"] == true).count());
    assert_eq!(report["summary"]["errors"], new);
    assert!(new > 0);
    assert_eq!(report["summary"]["older"], MANY);
    assert_eq!(report["summary"]["omitted"], MANY - 2_000);
}
