//! The command `vaultlint names`: what it shows, records, writes and takes back.

mod support;

use support::{Run, TestVault};

/// A person under two spellings: the note and a summary have one, the transcript and who listened to it the other.
const NOTES: [(&str, &str); 5] = [
    (
        "People/Ada Bernhardsen.md",
        "---\ntype: people\ntitle: Ada Bernhardsen\n---\n# Ada Bernhardsen\n\n```tasks\npath includes Ada Bernhardsen\n```\n\n\
         - 2025-10: [[Sources/2025-10 - Ada Bernhartsen.md|Ada Bernhartsen]] — First call.\n",
    ),
    ("Sources/2025-10 - Ada Bernhartsen.md", "# Call\n\n**Ada Bernhartsen**: hi\n"),
    ("Plan.md", "Ask [[Ada Bernhardsen]] and [[2025-10 - Ada Bernhartsen]].\n\n> Ada Bernhartsen said so.\n"),
    ("Call.md", "---\ntype: meeting\nattendees: [Ada Bernhardsen, Bo Falk]\n---\nx\n"),
    ("Other.md", "---\ntype: meeting\nattendees: [Ada Bernhardsen, Bo Falk]\n---\nAda Bernhartsen's turn.\n"),
];

fn names(vault: &TestVault, args: &[&str]) -> Run {
    let args: Vec<&str> = ["names"].iter().chain(args).copied().collect();
    vault.run(&args)
}

#[test]
fn the_list_shows_both_spellings_and_both_answers() {
    let vault = TestVault::new(&NOTES);
    let run = names(&vault, &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for line in [
        "Ada Bernhardsen | Ada Bernhartsen      one person: very likely",
        "  for      same given name, surname differs in 1 letter, sounds alike",
        "  Ada Bernhardsen is right:  vaultlint names accept \"Ada Bernhardsen\" --wrong \"Ada Bernhartsen\"",
        "  other people:  vaultlint names reject \"Ada Bernhardsen\" \"Ada Bernhartsen\"",
    ] {
        assert!(run.stdout.contains(line), "{line}\n{}", run.stdout);
    }
    let json: serde_json::Value = serde_json::from_str(&names(&vault, &["--format", "json"]).stdout).unwrap();
    let cluster = &json["clusters"][0];
    assert_eq!(
        (json["version"].as_u64(), cluster["people_note"].as_str()),
        (Some(1), Some("People/Ada Bernhardsen.md"))
    );
    assert_eq!(cluster["forms"][1]["form"], "Ada Bernhartsen");
    let commands: Vec<&str> =
        cluster["commands"].as_array().unwrap().iter().map(|command| command["shell"].as_str().unwrap()).collect();
    assert_eq!(
        commands,
        [
            "vaultlint names accept \"Ada Bernhardsen\" --wrong \"Ada Bernhartsen\"",
            "vaultlint names accept \"Ada Bernhartsen\" --wrong \"Ada Bernhardsen\"",
            "vaultlint names reject \"Ada Bernhardsen\" \"Ada Bernhartsen\"",
        ]
    );
    assert!(cluster["forms"][1]["score"].as_f64().unwrap() > 0.9, "{cluster}");
}

#[test]
fn accept_fix_undo_either_way() {
    for (right, wrong) in [("Ada Bernhardsen", "Ada Bernhartsen"), ("Ada Bernhartsen", "Ada Bernhardsen")] {
        let vault = TestVault::new(&NOTES);
        let before = vault.files();
        let run = names(&vault, &["accept", right, "--wrong", wrong]);
        assert!(
            run.code == 0 && run.stdout.contains("would change; to apply: vaultlint --fix"),
            "{}{}",
            run.stdout,
            run.stderr
        );
        assert!(vault.read(".vaultlint-names.yaml").ends_with(&format!("  - {{name: {right}, wrong: [{wrong}]}}\n")));
        assert_eq!(vault.run(&["--fix"]).code, 0);
        let plan = vault.read("Plan.md");
        assert_eq!(plan, format!("Ask [[{right}]] and [[2025-10 - {right}]].\n\n> Ada Bernhartsen said so.\n"));
        let note = vault.read(&format!("People/{right}.md"));
        assert!(
            note.contains(&format!("title: {right}\n")) && note.contains(&format!("path includes {right}\n")),
            "{note}"
        );
        assert!(note.contains(&format!("[[Sources/2025-10 - {right}.md|{right}]]")) && !note.contains(wrong), "{note}");
        let settled = vault.files();
        let again = vault.run(&["--fix"]);
        assert!(again.code == 0 && again.stderr.is_empty(), "{}{}", again.stdout, again.stderr);
        assert_eq!(vault.files(), settled, "a second run finds nothing");
        while vault.run(&["undo"]).code == 0 {}
        assert_eq!(vault.files(), before, "{right}");
    }
}

#[test]
fn a_decision_that_is_applied_at_once_is_one_step() {
    let vault = TestVault::new(&NOTES);
    let before = vault.files();
    let run = names(&vault, &["accept", "Ada Bernhartsen", "--wrong", "Ada Bernhardsen", "--apply"]);
    assert!(run.stdout.contains("renamed People/Ada Bernhardsen.md to People/Ada Bernhartsen.md"), "{}", run.stdout);
    assert!(vault.read("Call.md").contains("[Ada Bernhartsen, Bo Falk]"));
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!(vault.files(), before);
    let again = names(&vault, &["accept", "Ada Bernhartsen", "--also", "Ada B."]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    let same = names(&vault, &["accept", "Ada Bernhartsen", "--also", "Ada B."]);
    assert!(same.stdout.contains("already recorded"), "{}", same.stdout);
}

#[test]
fn what_is_rejected_is_not_asked_again() {
    let vault = TestVault::new(&NOTES);
    assert_eq!(names(&vault, &["reject", "Ada Bernhardsen", "Ada Bernhartsen"]).code, 0);
    assert!(names(&vault, &[]).stdout.contains("no likely duplicate spellings"));
    let run = vault.run(&["--select", "name-variant", "--format", "json"]);
    assert_eq!(run.findings(), Vec::<String>::new());
    let against = names(&vault, &["accept", "Ada Bernhardsen", "--wrong", "Ada Bernhartsen"]);
    assert_eq!(against.code, 2);
    assert!(against.stderr.contains("Ada Bernhartsen") && against.stderr.contains("line"), "{}", against.stderr);
}

#[test]
fn what_is_postponed_is_not_asked_again() {
    let vault = TestVault::new(&NOTES);
    let run = vault.run_with_input(&["names", "apply", "-"], "name Ada Bernhardsen\nlater Ada Bernhartsen\n");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let file = vault.read(".vaultlint-names.yaml");
    assert!(file.ends_with("later:\n  - [Ada Bernhardsen, Ada Bernhartsen]\n"), "{file}");
    assert_eq!(vault.run(&["--select", "name-variant", "--format", "json"]).findings(), Vec::<String>::new());
    let few = names(&vault, &[]).stdout;
    assert!(few.contains("no likely duplicate spellings"), "{few}");
    assert!(few.contains("not shown: 1 spelling, to be decided later: vaultlint names --all"), "{few}");
    let all = names(&vault, &["--all"]).stdout;
    assert!(all.contains("Ada Bernhardsen | Ada Bernhartsen") && all.contains("the decision is postponed"), "{all}");
    let explained = names(&vault, &["explain", "Ada Bernhardsen", "Ada Bernhartsen"]).stdout;
    assert!(explained.contains("check: does not ask; the decision is postponed"), "{explained}");
    let review = names(&vault, &["review"]).stdout;
    assert!(review.contains("1 spelling for later: vaultlint names review --all"), "{review}");
    assert_eq!(names(&vault, &["reject", "Ada Bernhardsen", "Ada Bernhartsen"]).code, 0);
    let file = vault.read(".vaultlint-names.yaml");
    assert!(file.contains("distinct:") && !file.contains("later:\n"), "{file}");
}

#[test]
fn what_stands_in_the_way_of_a_new_name_stops_no_other_fix() {
    let vault = TestVault::new(&NOTES);
    names(&vault, &["accept", "Ada Bernhartsen", "--wrong", "Ada Bernhardsen"]);
    vault.write("Latin.md", b"Ada Bernhardsen am Caf\xe9\n");
    vault.write("Damaged.md", "It\u{e2}\u{20ac}\u{2122}s done\n");
    let run = vault.run(&["--fix"]);
    assert!(run.stderr.contains("notes were not renamed: cannot update `Latin.md`"), "{}", run.stderr);
    assert_eq!(vault.read("Damaged.md"), "It\u{2019}s done\n");
    assert!(vault.path("People/Ada Bernhardsen.md").exists());
}

#[test]
fn a_note_that_is_evidence_keeps_name_and_text() {
    let vault = TestVault::new(&NOTES);
    vault.write(".vaultlint.yaml", "names:\n  leave: [\"Sources/**\"]\n");
    let run = names(&vault, &["accept", "Ada Bernhardsen", "--wrong", "Ada Bernhartsen", "--apply"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(vault.read("Sources/2025-10 - Ada Bernhartsen.md"), "# Call\n\n**Ada Bernhartsen**: hi\n");
    assert!(vault.read("Plan.md").contains("[[2025-10 - Ada Bernhartsen]]"), "its links still open it");
    assert!(vault.read("Other.md").contains("Ada Bernhardsen's turn."));
    let run = vault.run(&["--select", "name-variant"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "5 notes, nothing to report\n"), "a link to it is as it must be");
}

#[test]
fn two_notes_of_one_person_are_never_made_one() {
    let mut notes = NOTES.to_vec();
    notes.push(("People/Ada Bernhartsen.md", "---\ntype: people\ntitle: Ada Bernhartsen\n---\nmine\n"));
    let vault = TestVault::new(&notes);
    let run = names(&vault, &["accept", "Ada Bernhardsen", "--wrong", "Ada Bernhartsen", "--apply"]);
    assert!(run.stdout.contains("People/Ada Bernhardsen.md already exists; merge the two by hand"), "{}", run.stdout);
    assert!(vault.read("People/Ada Bernhartsen.md").contains("mine"));
}

#[test]
fn a_list_from_a_program_is_applied() {
    let vault = TestVault::new(&NOTES);
    vault.write(
        "list.txt",
        "name Ada Bernhardsen  # the note\nsame Ada Bernhartsen\nalias Ada B.\ndifferent Ida Berg\n",
    );
    assert_eq!(names(&vault, &["apply", "list.txt"]).code, 0);
    let file = vault.read(".vaultlint-names.yaml");
    assert!(file.contains("{name: Ada Bernhardsen, also: [Ada B.], wrong: [Ada Bernhartsen]}"), "{file}");
    assert!(file.contains("  - [Ada Bernhardsen, Ida Berg]"), "{file}");
    assert_eq!(names(&vault, &["export"]).stdout, "Write \"Ada Bernhardsen\", never \"Ada Bernhartsen\".\n");
    vault.write("list.txt", "same Ada Bernhartsen\n");
    let bad = names(&vault, &["apply", "list.txt"]);
    assert!(bad.code == 2 && bad.stderr.contains("line 1: no `name` line above it"), "{}", bad.stderr);
}

#[cfg(unix)]
#[test]
fn the_editor_shows_the_list_and_saving_decides() {
    let vault = TestVault::new(&NOTES);
    let editor = "sed -i -e 's/^later Ada Bernhardsen/same Ada Bernhardsen/' -e 's/^later Ada Bernhartsen/same Ada Bernhartsen/'";
    let run = Run::of(vault.command().env("GIT_EDITOR", editor).args(["names", "review"]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(vault.read(".vaultlint-names.yaml").contains("wrong: ["), "{}", run.stdout);
    let vault = TestVault::new(&NOTES);
    let fails = Run::of(vault.command().env("GIT_EDITOR", "false").args(["names", "review"]));
    assert!(fails.code == 2 && fails.stderr.contains("nothing was recorded"), "{}", fails.stderr);
    assert!(!vault.path(".vaultlint-names.yaml").exists());
}

#[test]
fn two_names_are_compared_and_explained() {
    let vault = TestVault::new(&NOTES);
    let run = vault.run_with_input(&["names", "compare"], "Ada Byron\tAda Biron\nAda Byron\tBo Falk\nx\n");
    let scores: Vec<f64> = run.stdout.lines().map(|line| line.split('\t').next().unwrap().parse().unwrap()).collect();
    assert!(scores[0] > 0.5 && scores[1] < 0.1 && scores[2] < 0.1, "{}", run.stdout);
    let run = names(&vault, &["explain", "Ada Bernhardsen", "Ada Bernhartsen"]);
    assert!(run.stdout.contains("in the vault: Ada Bernhartsen and Ada Bernhardsen"), "{}", run.stdout);
    let run = names(&vault, &["explain", "Ada Bernhardsen", "Bo Falk"]);
    assert!(run.stdout.contains("not taken for one person"), "{}", run.stdout);
    let run = names(&vault, &["explain", "Ada Bernhartsen"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!((lines.len(), lines[0]), (2, "Ada Bernhartsen is in 4 notes"), "{}", run.stdout);
    assert!(lines[1].contains("  Ada Bernhardsen, in 4 notes  (same given name, surname differs in 1 letter"));
    assert_eq!(names(&vault, &["explain", "Zoe Quux"]).stdout, "no name in the vault is close to it\n");
    assert!(names(&vault, &["explain", "Ada"]).stdout.contains("which has a given name and a surname"));
}

#[test]
fn a_note_of_another_person_keeps_its_name() {
    let vault = TestVault::new(&[
        ("People/Marie Janssen.md", "---\ntype: people\n---\n# Marie Janssen\n"),
        ("People/Anne Marie Jansen.md", "---\ntype: people\n---\n# Anne Marie Jansen\n"),
        ("People/\u{c9}va Byron.md", "---\ntype: people\n---\n# \u{c9}va Byron\n"),
        ("a.md", "[[Anne Marie Jansen]] and [[\u{c9}va Byron]] met.\n"),
        (
            ".vaultlint-names.yaml",
            "people:\n  - {name: Marie Janssen, wrong: [Marie Jansen]}\n  - {name: Ada Byron, wrong: [Byron]}\n",
        ),
    ]);
    let before = vault.files();
    let run = vault.run(&["--fix"]);
    assert_eq!((run.code, vault.files()), (0, before), "{}{}", run.stdout, run.stderr);
}

#[test]
fn a_heading_that_others_link_to_is_not_rewritten_alone() {
    let vault = TestVault::new(&[
        ("Team.md", "# Team\n\n## Andy Perlsteiner\n"),
        ("q.md", "> See [[Team#Andy Perlsteiner]]\n"),
        (".vaultlint-names.yaml", "people:\n  - {name: Andy Pernsteiner, wrong: [Andy Perlsteiner]}\n"),
    ]);
    let before = vault.files();
    let run = vault.run(&["--fix"]);
    assert_eq!(vault.files(), before);
    assert!(run.code == 1 && run.stdout.contains("rename the heading together with the links to it"), "{}", run.stdout);
}

#[test]
fn what_is_rejected_for_any_form_is_rejected() {
    let meeting = |who: &str| format!("---\ntype: meeting\nattendees: [{who}, Bo Falk, Cy Dahl, Di Noon]\n---\nx\n");
    let texts = ["Debbie Bernhardsen", "Debbie Bernhardsen", "Deb Bernhardsen", "Debb Bernhardsen"].map(meeting);
    let person = "---\ntype: People\n---\n# Debbie Bernhardsen\n";
    let vault = TestVault::new(&[("People/Debbie Bernhardsen.md", person)]);
    for (at, text) in texts.iter().enumerate() {
        vault.write(&format!("{at}.md"), text);
    }
    assert!(vault.run(&[]).stdout.contains("Debb Bernhardsen"));
    assert_eq!(names(&vault, &["reject", "Debbie Bernhardsen", "Debb Bernhardsen"]).code, 0);
    let left = vault.run(&[]).stdout;
    assert!(!left.contains("Debb Bernhardsen"), "{left}");
}

#[test]
fn who_is_named_together_is_two_people() {
    let six = (0..6).map(|at| (format!("{at}.md"), "---\nattendees: [Ada Bernhardsen, Bo Falk]\n---\n".to_owned()));
    let vault = TestVault::new(&[("People/Ada Bernhardsen.md", "---\ntype: people\n---\n# Ada Bernhardsen\n")]);
    for (path, text) in six {
        vault.write(&path, text);
    }
    for text in [
        "- Both agreed. (via Ada Bernhardsen, Ada Bernhartsen)\n",
        "# Call with Ada Bernhardsen and Ada Bernhartsen\n",
        "---\nattendees: [Ada Bernhardsen]\nparticipants: [Ada Bernhartsen]\n---\n",
    ] {
        vault.write("n.md", text);
        let run = vault.run(&[]);
        assert!(!run.stdout.contains("one person"), "{text}{}", run.stdout);
    }
    vault.write("n.md", "- Agreed. (via Ada Bernhartsen)\n");
    assert!(vault.run(&[]).stdout.contains("Ada Bernhartsen"));
}

#[test]
fn accents_may_be_written_in_either_way() {
    let decision = "people:\n  - {name: Zo\u{eb} Pernsteiner, wrong: [Zo\u{eb} Perlsteiner]}\n";
    let vault = TestVault::new(&[
        ("People/Zoe\u{308} Perlsteiner.md", "---\ntype: people\n---\n# Zoe\u{308} Perlsteiner\n"),
        ("a.md", "[[Zoe\u{308} Perlsteiner]] and Zo\u{eb} Perlsteiner met.\n"),
        (".vaultlint-names.yaml", decision),
    ]);
    assert_eq!(vault.run(&["--fix"]).code, 0);
    assert_eq!(vault.read("a.md"), "[[Zo\u{eb} Pernsteiner]] and Zo\u{eb} Pernsteiner met.\n");
    assert!(vault.read("People/Zo\u{eb} Pernsteiner.md").ends_with("# Zo\u{eb} Pernsteiner\n"));
}

#[test]
fn what_is_right_already_is_right_in_either_way() {
    let decision = "people:\n  - {name: Zo\u{eb} Perl Falk, wrong: [Zo\u{eb} Perl]}\n";
    let text = "Zoe\u{308} Perl Falk and Zo\u{eb} Perl Falk met Zoe\u{308} Perl.\n";
    let vault = TestVault::new(&[("a.md", text), (".vaultlint-names.yaml", decision)]);
    assert_eq!(vault.run(&["--fix"]).code, 0);
    assert_eq!(vault.read("a.md"), text.replace("met Zoe\u{308} Perl", "met Zo\u{eb} Perl Falk"));
}

#[test]
fn a_note_whose_names_are_meant_keeps_its_own() {
    let vault = TestVault::new(&[
        ("Andy Perlsteiner.md", "# Andy Perlsteiner\n\n%% vaultlint: allow-file name-variant as he was called %%\n"),
        (".vaultlint-names.yaml", "people:\n  - {name: Andy Pernsteiner, wrong: [Andy Perlsteiner]}\n"),
    ]);
    let before = vault.files();
    let run = vault.run(&["--fix"]);
    assert_eq!((run.code, vault.files()), (0, before), "{}{}", run.stdout, run.stderr);
}

#[test]
fn thousands_of_people_are_recorded() {
    let word = |at: usize| {
        let letters = (0..4_u32).map(|place| b'a' + u8::try_from(at / 26_usize.pow(place) % 26).unwrap());
        String::from_utf8(letters.collect()).unwrap()
    };
    let people = (0..6_000).map(|at| format!("  - {{name: Ada B{0}, wrong: [Ida B{0}]}}\n", word(at)));
    let vault = TestVault::new(&[
        ("a.md", "Ida Bzzza said so.\n"),
        (".vaultlint-names.yaml", &format!("people:\n{}", people.collect::<String>())),
    ]);
    let run = names(&vault, &["accept", "Ada Bzzza", "--wrong", "Ida Bzzza", "--apply"]);
    assert_eq!((run.code, vault.read("a.md").as_str()), (0, "Ada Bzzza said so.\n"), "{}{}", run.stdout, run.stderr);
}

/// A transcript whose labels lack the space behind the name, in a vault that knows the speaker.
#[test]
fn a_glued_word_is_offered_for_deletion_nowhere_and_never_deleted() {
    let vault = TestVault::new(&[]);
    for at in 0..12 {
        vault.write(&format!("M{at}.md"), "---\ntype: meeting\nattendees: [Ada Byron, Rob Falk]\n---\nx\n");
    }
    let said = "[00:01.10]  Ada ByronI had coffee.\n\n[00:02.10]  Ada ByronHowever, Bob.\n\n[00:03.10]  Ada ByronYeah Rob said.\n";
    (0..4).for_each(|at| vault.write(&format!("Call {at}.md"), said));
    let offered = ["list", "explain", "review"].map(|command| match command {
        "explain" => names(&vault, &["explain", "Ada ByronI", "Ada Byron"]).stdout,
        "review" => names(&vault, &["review"]).stdout,
        _ => names(&vault, &["list", "--all"]).stdout + &vault.run(&["--format", "json"]).stdout,
    });
    for shown in offered {
        assert!(!shown.contains("accept") && !shown.contains("--wrong"), "{shown}");
    }
    let run = names(&vault, &["accept", "Ada Byron", "--wrong", "Ada ByronI", "--wrong", "Ada ByronHowever"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("a space is missing after the name"), "{}", run.stdout);
    vault.run(&["--fix"]);
    assert_eq!(vault.read("Call 0.md"), said, "where the name ends is for a person to say");
    vault.run(&["--fix", "--unsafe-fixes"]);
    let kept = said.replace("ByronI", "Byron I").replace("ByronHowever", "Byron However");
    assert_eq!(vault.read("Call 0.md"), kept);
}

#[test]
fn the_patch_of_a_check_renames_as_a_fix_does() {
    let vault = TestVault::repository(&[
        ("People/Ada Lovelase.md", "---\ntype: people\n---\n# Ada Lovelase\n\nIt wonâ€™t wait.\n"),
        ("People/Bo Lind.md", "---\ntype: people\n---\n"),
        ("n.md", "[[Ada Lovelase]] itâ€™s\n"),
        ("other.md", "itâ€™s\n"),
        (".vaultlint-names.yaml", "people:\n  - {name: Ada Lovelace, wrong: [Ada Lovelase]}\n"),
    ]);
    let patch = vault.run(&["--diff"]);
    assert_eq!(patch.code, 1, "{patch:?}");
    assert!(
        patch.stdout.contains("rename from People/Ada Lovelase.md\nrename to People/Ada Lovelace.md\n"),
        "{patch:?}"
    );
    vault.write("../p.patch", &patch.stdout);
    vault.git_ok(&["apply", "../p.patch"]);
    let applied = vault.files();
    vault.git_ok(&["checkout", "-q", "."]);
    vault.git_ok(&["clean", "-qfd"]);
    vault.run(&["--fix"]);
    assert_eq!(vault.files(), applied);
    assert!(applied.iter().any(|(path, _)| path == "People/Ada Lovelace.md"));
}

const FOLDERS: [(&str, &str); 4] = [
    ("People/Ada Biron/README.md", "---\ntype: people\ntitle: Ada Biron\n---\n# Ada Biron\n\n[log](Log.md)\n"),
    ("People/Ada Biron/Log.md", "x\n"),
    ("People/Ada Biron/Ada Biron - photo.md", "x\n"),
    ("n.md", "[[Ada Biron]] [[People/Ada Biron/README|Ada]] ![[People/Ada Biron/Ada Biron - photo]]\n"),
];

#[test]
fn a_folder_keeps_its_name_unless_asked_for() {
    let vault = TestVault::repository(&FOLDERS);
    let before = vault.files();
    let run = names(&vault, &["accept", "Ada Byron", "--wrong", "Ada Biron", "--apply"]);
    assert_eq!(run.code, 0, "{run:?}");
    let told = "the folder People/Ada Biron keeps its name; to rename it with the links to what is in it: \
                vaultlint rename \"People/Ada Biron\" \"Ada Byron\"\n";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    assert_eq!(
        vault.read("n.md"),
        "[[Ada Biron]] [[People/Ada Biron/README|Ada]] ![[People/Ada Biron/Ada Byron - photo]]\n"
    );
    assert!(vault.read("People/Ada Biron/README.md").contains("title: Ada Byron\n---\n# Ada Byron\n"));
    assert!(!names(&vault, &["accept", "Bo Falk", "--wrong", "Bo Falck"]).stdout.contains("keeps its name"));
    assert_eq!(vault.run(&["rename", "People/Ada Biron", "Ada Byron"]).code, 0);
    assert_eq!(
        vault.read("n.md"),
        "[[Ada Byron]] [[People/Ada Byron/README|Ada]] ![[People/Ada Byron/Ada Byron - photo]]\n"
    );
    while vault.run(&["undo"]).code == 0 {}
    assert_eq!(vault.files(), before);
}

#[test]
fn a_folder_is_renamed_with_what_is_in_it_if_asked_for() {
    let vault = TestVault::repository(&FOLDERS);
    let before = (vault.files(), vault.git_ok(&["status", "--porcelain"]));
    let run = names(&vault, &["accept", "Ada Byron", "--wrong", "Ada Biron", "--folder"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.contains("renamed People/Ada Biron to People/Ada Byron, with 3 files\n"), "{}", run.stdout);
    assert!(!vault.path("People/Ada Biron").exists());
    assert_eq!(
        vault.read("n.md"),
        "[[Ada Byron]] [[People/Ada Byron/README|Ada]] ![[People/Ada Byron/Ada Byron - photo]]\n"
    );
    assert!(vault.read("People/Ada Byron/README.md").contains("title: Ada Byron\n---\n# Ada Byron\n"));
    assert_eq!(vault.run(&[]).code, 0);
    assert_eq!(vault.run(&["undo"]).code, 0);
    assert_eq!((vault.files(), vault.git_ok(&["status", "--porcelain"])), before);
}

#[test]
fn a_folder_that_comes_back_is_told_with_its_commit() {
    let vault = TestVault::repository(&FOLDERS);
    assert_eq!(names(&vault, &["accept", "Ada Byron", "--wrong", "Ada Biron", "--folder"]).code, 0);
    vault.git_ok(&["add", "."]);
    vault.git_ok(&["commit", "-qm", "Ada's right name"]);
    vault.write("People/Ada Biron/2026-01-20 - Call.md", "A call.\n");
    vault.write("People/Ada Biron/2026-01-21 - Call.md", "A call.\n");
    let finding = "the folder `People/Ada Biron` has a recorded variant of `Ada Byron` in its name, and \
                   `People/Ada Byron` exists too";
    let staged = {
        vault.git_ok(&["add", "."]);
        vault.run(&["--staged"])
    };
    assert!(staged.stdout.matches(finding).count() == 1 && !staged.stdout.contains("brought by"), "{staged:?}");
    vault.git_ok(&["commit", "-qm", "nightly import"]);
    vault.write("n.md", "more\n");
    vault.git_ok(&["commit", "-qam", "later"]);
    let run = vault.run(&["--format", "json"]);
    assert_eq!(run.stdout.matches(finding).count(), 1, "{}", run.stdout);
    assert!(run.stdout.contains("brought by ") && run.stdout.contains("nightly import"), "{}", run.stdout);
}
