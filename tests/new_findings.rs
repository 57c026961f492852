//! Which findings are new: those of what a commit adds, against HEAD, and against every side of a merge.

mod support;

use std::fs;

use support::{Run, TestVault};

const DAMAGED: &str = "It wonâ€™t wait.\n";

fn staged(vault: &TestVault) -> Run {
    vault.run(&["--staged", "--format", "json"])
}

#[test]
fn what_stood_there_before_does_not_count() {
    let vault = TestVault::repository(&[("a.md", &DAMAGED.repeat(40))]);
    let clean = format!("{}A clean line.\n", DAMAGED.repeat(40));
    vault.write("a.md", &clean);
    vault.git_ok(&["add", "-A"]);
    let run = staged(&vault);
    assert_eq!((run.code, run.new_findings()), (0, vec![]));
    assert_eq!(
        (run.json()["summary"]["older"].clone(), run.json()["summary"]["errors"].clone()),
        (40.into(), 0.into())
    );
    let said = vault.run(&["--staged"]).stdout;
    assert_eq!(
        said,
        "1 staged note, nothing new to report\n40 older findings in these notes not counted: vaultlint a.md\n"
    );
    let all = vault.run(&["--staged", "--all-lines"]);
    assert_eq!((all.code, all.stdout.lines().next()), (1, Some("40 errors in 1 staged note")));
    vault.write("a.md", format!("{clean}{DAMAGED}"));
    vault.git_ok(&["add", "-A"]);
    let run = staged(&vault);
    assert_eq!((run.code, run.new_findings()), (1, vec!["a.md:42".to_owned()]));
}

#[test]
fn a_new_entry_that_repeats_an_old_one_is_new() {
    let old =
        "---\ntype: people\n---\n## Recent Context\n\n- 2025-10-30: [[2025-10-30 - Call]] - Weekly call about seeds.\n";
    let vault = TestVault::repository(&[("a.md", old)]);
    let entry = "- 2025-10-30: [[Sources/2025-10-30 - Call.md|Call]] — Call\n";
    vault.write("a.md", old.replace("\n\n- ", &format!("\n\n{entry}- ")));
    vault.git_ok(&["add", "-A"]);
    assert_eq!(staged(&vault).new_findings(), ["a.md:6"]);
}

#[test]
fn a_property_that_was_taken_out_is_new() {
    let config = "types: {recipe: {match: {type: recipe}, schema: {required: [serves, title]}}}\n";
    let note = "---\ntype: recipe\nserves: 2\n---\ntext\n";
    let vault = TestVault::repository(&[("a.md", note), (".vaultlint.yaml", config)]);
    vault.write("a.md", note.replace("text", "text, and more"));
    vault.git_ok(&["add", "-A"]);
    assert_eq!(staged(&vault).new_findings().len(), 0, "`title` was missing before");
    vault.write("a.md", note.replace("serves: 2\n", ""));
    vault.git_ok(&["add", "-A"]);
    let run = staged(&vault);
    assert_eq!(run.code, 1);
    let report = run.json();
    let new: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["new"] == true)
        .map(|finding| finding["message"].as_str().unwrap())
        .collect();
    assert!(new.len() == 1 && new[0].contains("serves"), "{new:?}");
    vault.write("a.md", note.replace("serves: 2\n", "title: Soup\n"));
    vault.git_ok(&["add", "-A"]);
    assert_eq!(staged(&vault).code, 1, "one for another is still one that went");
}

#[test]
fn what_kept_a_line_valid_and_went_makes_its_finding_new() {
    let entry = "- 2025-10-30: [[2025-10-30 - Call]] - Weekly call about seeds.\n";
    let old_ones = DAMAGED.repeat(3);
    let cases = [
        (format!("<!-- vaultlint: allow mojibake meant -->\n{DAMAGED}"), "<!-- vaultlint: allow mojibake meant -->\n"),
        (format!("```\n{DAMAGED}```\n"), "```\n"),
        (format!("---\ntype: people\n---\n## Recent Context\n\n{entry}\n## Other\n\n{entry}"), "## Other\n\n"),
    ];
    for (text, gone) in cases {
        let text = format!("{text}\nA word between.\n\n{old_ones}");
        let vault = TestVault::repository(&[("a.md", &text)]);
        vault.write("a.md", text.replace("A word", "Another word"));
        vault.git_ok(&["add", "-A"]);
        assert_eq!(staged(&vault).new_findings().len(), 0, "{gone:?} is still there");
        vault.write("a.md", text.replace(gone, ""));
        vault.git_ok(&["add", "-A"]);
        let run = staged(&vault);
        assert!(run.code == 1 && run.new_findings().len() == 1, "{gone:?}: {run:?}");
    }
}

#[test]
fn two_sound_halves_can_make_a_new_finding() {
    let entry = |day: &str, text: &str| format!("- 2025-11-{day}: [[2025-11-{day} - Sync]] - {text}\n");
    let head = "---\ntype: people\n---\n## Recent Context\n\n";
    let middle = entry("12", "a") + &entry("11", "b") + &entry("10", "c");
    let vault = TestVault::repository(&[("a.md", &format!("{head}{middle}"))]);
    vault.git_ok(&["checkout", "-q", "-b", "other"]);
    vault.write("a.md", format!("{head}{}{middle}", entry("13", "one")));
    vault.git_ok(&["commit", "-q", "-a", "-m", "theirs"]);
    vault.git_ok(&["checkout", "-q", "main"]);
    vault.write("a.md", format!("{head}{middle}{}", entry("13", "other")));
    vault.git_ok(&["commit", "-q", "-a", "-m", "ours"]);
    vault.git_ok(&["merge", "-q", "--no-commit", "other"]);
    let run = staged(&vault);
    assert_eq!((run.code, run.new_findings().len()), (1, 1), "{run:?}");
}

#[test]
fn a_note_saved_as_utf16_is_new_as_a_whole() {
    let wide = |text: &str| {
        [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let vault = TestVault::repository(&[("a.md", "one\ntwo\n"), ("b.md", "x\n")]);
    vault.write("b.md", wide("one\n"));
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "old"]);
    vault.write("a.md", wide("one\ntwo\n"));
    vault.write("b.md", wide("one\ntwo\n"));
    vault.git_ok(&["add", "-A"]);
    assert_eq!(staged(&vault).new_findings(), ["a.md:1"]);
}

#[test]
fn a_folder_of_many_edited_notes_can_be_renamed() {
    let vault = TestVault::repository(&[("x", "")]);
    let text =
        |at: usize| format!("{DAMAGED}{}", (at..at + 20).map(|line| format!("line {line}\n")).collect::<String>());
    for at in 0..120 {
        vault.write(&format!("Old/note {at}.md"), text(at));
    }
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "old"]);
    vault.git_ok(&["mv", "Old", "New"]);
    for at in 0..120 {
        vault.write(&format!("New/note {at}.md"), text(at) + "one more\n");
    }
    vault.git_ok(&["add", "-A"]);
    let run = staged(&vault);
    assert_eq!((run.code, run.json()["summary"]["older"].as_u64()), (0, Some(120)));
}

#[test]
fn before_the_first_commit_everything_is_new() {
    let vault = TestVault::new(&[("a.md", DAMAGED), ("b.md", DAMAGED)]);
    vault.git_ok(&["init", "-q"]);
    assert_eq!(vault.run(&["--staged"]).code, 0, "there is no index yet");
    vault.git_ok(&["add", "a.md"]);
    assert_eq!(staged(&vault).new_findings(), ["a.md:1"]);
}

#[test]
fn a_renamed_note_brings_its_old_findings_along() {
    let body: String = (0..20).map(|line| format!("line {line}\n")).collect();
    let vault = TestVault::repository(&[("Old/a.md", &format!("{DAMAGED}{body}")), ("Old/b.md", DAMAGED)]);
    vault.git_ok(&["mv", "Old", "New"]);
    vault.write("New/a.md", format!("{DAMAGED}{body}{DAMAGED}"));
    vault.git_ok(&["add", "-A"]);
    assert_eq!(staged(&vault).new_findings(), ["New/a.md:22"]);
}

#[test]
fn line_breaks_alone_make_no_line_new() {
    let vault = TestVault::repository(&[("a.md", &DAMAGED.repeat(3))]);
    vault.git_ok(&["config", "core.autocrlf", "false"]);
    vault.write("a.md", DAMAGED.repeat(3).replace('\n', "\r\n"));
    vault.git_ok(&["add", "-A"]);
    assert_eq!(staged(&vault).new_findings().len(), 0);
}

#[test]
fn in_a_merge_only_what_no_side_had_is_new() {
    let vault = TestVault::repository(&[("a.md", "one\ntwo\nthree\nfour\nfive\n")]);
    vault.git_ok(&["checkout", "-q", "-b", "other"]);
    vault.write("a.md", format!("{DAMAGED}two\nthree\nfour\nfive\n"));
    vault.write("theirs.md", DAMAGED);
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "other"]);
    vault.git_ok(&["checkout", "-q", "main"]);
    vault.write("a.md", "one\ntwo\nthree\nfour\nfive, ours\n");
    vault.git_ok(&["commit", "-q", "-a", "-m", "ours"]);
    vault.git_ok(&["merge", "-q", "--no-commit", "other"]);
    let run = staged(&vault);
    assert_eq!((run.code, run.new_findings()), (0, vec![]));
    vault.write("a.md", format!("{DAMAGED}two\nthree â€” mine\nfour\nfive, ours\n"));
    vault.git_ok(&["add", "-A"]);
    assert_eq!(staged(&vault).new_findings(), ["a.md:3"]);
}

#[test]
fn a_property_that_the_other_side_took_out_is_not_of_the_merge() {
    let config = "types: {recipe: {match: {type: recipe}, schema: {required: [serves]}}}\n";
    let note = "---\ntype: recipe\nserves: 2\n---\none\ntwo\nthree\n";
    let vault = TestVault::repository(&[("a.md", note), (".vaultlint.yaml", config)]);
    vault.git_ok(&["checkout", "-q", "-b", "other"]);
    vault.write("a.md", note.replace("serves: 2\n", ""));
    vault.git_ok(&["commit", "-q", "-a", "-m", "theirs"]);
    vault.git_ok(&["checkout", "-q", "main"]);
    vault.write("a.md", note.replace("three", "three and four"));
    vault.git_ok(&["commit", "-q", "-a", "-m", "ours"]);
    vault.git_ok(&["merge", "-q", "--no-commit", "other"]);
    let run = staged(&vault);
    assert_eq!((run.code, run.new_findings()), (0, vec![]));
}

/// Commits `old`, stages `new` in the same vault, and gives what is new.
fn of_edit(files: &[(&str, &str)], old: impl AsRef<[u8]>, new: impl AsRef<[u8]>) -> Vec<String> {
    let vault = TestVault::repository(files);
    vault.write("a.md", old);
    vault.git_ok(&["add", "-A"]);
    vault.git_ok(&["commit", "-q", "-m", "old"]);
    vault.write("a.md", new);
    vault.git_ok(&["add", "-A"]);
    staged(&vault).new_findings()
}

#[test]
fn an_edit_elsewhere_makes_no_old_finding_new() {
    let latin = |word: &str| [b"one\n", word.as_bytes(), b"\ncaf\xe9 ici\nlast\n"].concat();
    assert_eq!(of_edit(&[], latin("teh"), latin("the")).len(), 0, "bytes that are no UTF-8");

    let kickoff = ["[[2024-01-02 - Kickoff]]", "[[Meetings/2024-01-02 - Kickoff]]"];
    let files = [("Meetings/2024-01-02 - Kickoff.md", "x\n"), ("Meetings/2024-02-02 - Rev.md", "x\n")];
    let people = |updated: &str, entries: &[String]| {
        format!("---\ntype: people\nupdated: {updated}\n---\n## Recent Context\n\n{}", entries.concat())
    };
    let old: Vec<String> = kickoff.iter().map(|link| format!("- 2024-01-02: {link} - We met\n")).collect();
    let entry = "- 2024-02-02: [[Meetings/2024-02-02 - Rev]] - R\n".to_owned();
    let with_entry: Vec<String> = [entry].into_iter().chain(old.clone()).collect();
    let (fewer, more) = (people("2024-01-01", &old), people("2025-01-01", &with_entry));
    assert_eq!(of_edit(&files, &fewer, &more), Vec::<String>::new(), "an entry and a date come");
    assert_eq!(of_edit(&files, &more, &fewer), Vec::<String>::new(), "an entry and a date go");
    let three: Vec<String> =
        old.iter().cloned().chain([format!("- 2024-01-02: {} - We met there\n", kickoff[1])]).collect();
    assert_eq!(of_edit(&files, people("2024-01-01", &three), &fewer), Vec::<String>::new(), "one copy of three goes");

    let broken = "---\na: @x\nb: @y\nc: 1\n---\nx\n";
    let mended = broken.replace("a: @x", "a: \"@x\"");
    assert_eq!(of_edit(&[], broken, &mended).len(), 0, "what the first error hid");

    let config = "types: {t: {match: {path: a.md}, schema: {minProperties: 9, properties: {box: {type: string}}}}}\n";
    let note = "---\nname: A\nnote: hello\nbox:\n  - 1\n  - 2\n---\nx\n";
    let files = [(".vaultlint.yaml", config)];
    assert_eq!(
        of_edit(&files, note, note.replace("hello", "other words")).len(),
        0,
        "messages that quote all properties"
    );
    assert_eq!(of_edit(&files, note, note.replace('\n', "\r\n")).len(), 0, "line breaks");
    assert_eq!(of_edit(&files, format!("\u{feff}{note}"), note).len(), 0, "a byte-order mark that goes");
}

#[test]
fn an_old_place_of_the_same_fault_hides_no_new_one() {
    let config: &[(&str, &str)] = &[(".vaultlint.yaml", "rules: {broken-link: error, entry-order: error}\n")];
    let link = "See [[Nowhere]].\n";
    assert_eq!(of_edit(config, link, format!("{link}\nAnd [[Nowhere#Part]].\n")), ["a.md:3"]);
    let bytes = *b"Caf\xe9.\n";
    assert_eq!(of_edit(config, bytes, [&bytes[..], b"\nna\xefve\n"].concat()), ["a.md:3"]);
    let entry = |day: usize| format!("- 2025-01-{day:02}: Text of the day.\n");
    let days = |days: &[usize]| days.iter().map(|day| entry(*day)).collect::<String>();
    let log = |entries: String| format!("---\ntype: people\n---\n## Recent Context\n\n{entries}");
    let old = log(days(&[20, 21, 18, 16, 15, 14, 13, 12]));
    assert_eq!(of_edit(config, &old, old.replace(&entry(12), &days(&[12, 17]))), ["a.md:14"]);
}

#[test]
fn lines_that_come_can_bring_an_old_line_to_life() {
    let silenced = format!("<!-- vaultlint: allow mojibake meant -->\n{DAMAGED}");
    assert_eq!(
        of_edit(&[], &silenced, silenced.replace("-->\n", "-->\n\n")),
        ["a.md:1", "a.md:3"],
        "and the suppression is unused"
    );
    let fenced = format!("```\n{DAMAGED}```\n");
    assert_eq!(of_edit(&[], &fenced, format!("```\n{fenced}")), ["a.md:3"]);
    let config = "types: {t: {match: {path: a.md}, schema: {required: [phone1, phone2]}}}\n";
    let note = "---\nphone1: a\n---\nx\n";
    let files = [(".vaultlint.yaml", config)];
    assert_eq!(of_edit(&files, note, note.replace("phone1", "phone2")).len(), 1, "keys that differ in a digit");
}

/// A finding that names another note is the same one after that note was moved.
#[test]
fn an_old_finding_of_an_unchanged_note_stays_old_when_the_other_note_moves() {
    let meeting = |title: &str| {
        let lines = (1..40).map(|at| format!("Point {at} of the agenda was settled after a talk about item {at}.\n"));
        format!("---\ndate: 2026-03-01\n---\n# {title}\n\n{}", lines.collect::<String>())
    };
    let vault = TestVault::repository(&[
        (".vaultlint.yaml", "extends: [strict]\n"),
        ("A/x.md", "---\naliases: [Ex, Ix]\n---\n# X\n"),
        ("B/twin.md", "one\n"),
        ("C/twin.md", "two\n"),
        ("heading.md", "[[x#Gone]]\n"),
        ("block.md", "[[x#^gone]]\n"),
        ("alias.md", "[[Ix]]\n"),
        ("clash.md", "---\naliases: [Ex]\n---\n"),
        ("unclear.md", "[[twin]]\n"),
        ("2026-03-01 Talk.md", &meeting("Talk")),
        ("Copies/2026-03-01 Minutes.md", &meeting("Minutes")),
    ]);
    let old = vault.run(&["--format", "json"]).findings().join("\n");
    for rule in
        ["broken-heading", "broken-block", "alias-as-target", "alias-clash", "ambiguous-link", "same-source-note"]
    {
        assert!(old.contains(rule), "{rule}: {old}");
    }
    for (from, to) in
        [("A/x.md", "D/x.md"), ("C/twin.md", "D/twin.md"), ("Copies/2026-03-01 Minutes.md", "2026-03-01 Minutes.md")]
    {
        fs::create_dir_all(vault.path("D")).unwrap();
        vault.git_ok(&["mv", from, to]);
    }
    let run = staged(&vault);
    assert_eq!((run.code, run.new_findings()), (0, vec![]), "{run:?}");
    vault.write("new.md", "[[x#Gone]]\n");
    vault.git_ok(&["add", "-A"]);
    assert_eq!(staged(&vault).new_findings(), ["new.md:1"]);
}
