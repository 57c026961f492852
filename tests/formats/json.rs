//! `--format json`: held against the schema in the repository, and the schema against the program.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vaultlint::diagnostic::{Applicability, Command, Related, Retarget, Severity};
use vaultlint::engine::RelatedFinding;
use vaultlint::internals::{CheckedNotes, ComparedWith, OmissionKind, Output, VaultRun};
use vaultlint::rules::{page, pages};

use crate::in_memory::InMemoryNotes;
use crate::support::report_schema::{complaints, schema};
use crate::support::{Run, TestVault};

/// The report of these runs, after it was held against the schema.
fn report(runs: &[VaultRun]) -> Value {
    let mut out = Output::byte_exact_memory();
    vaultlint::internals::json(runs, &mut out).unwrap();
    let document = serde_json::from_str(&out.into_text()).unwrap();
    assert_eq!(complaints(&document), [""; 0]);
    document
}

/// The report of a vault on disk, likewise.
fn report_of(vault: &TestVault, args: &[&str]) -> Value {
    vault.run(&[&["--format", "json"], args].concat()).json()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The omissions of the only vault, as `kind rule path count`.
fn omitted(document: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let one = |omission: &Value| {
        let words = ["kind", "rule", "path"].map(|key| text(&omission[key]));
        format!("{} {}", words.join(" "), omission["count"])
    };
    list(&document["scope"][0]["omitted"]).iter().map(one).collect()
}

/// What the rule compared the notes with, if it ran.
fn compared_with<'a>(document: &'a Value, rule: &str) -> &'a Value {
    let found = list(&document["scope"][0]["rules"]).iter().find(|ran| ran["rule"] == rule);
    found.map_or(&Value::Null, |ran| &ran["compared_with"])
}

#[test]
fn the_schema_refuses_what_is_broken() {
    let good = report_of(&TestVault::demo(), &[]);
    let refuses = |pointer: &str, value: Value| {
        let mut broken = good.clone();
        *broken.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")) = value;
        assert!(!complaints(&broken).is_empty(), "{pointer}");
    };
    refuses("/version", json!(2));
    refuses("/findings/0/severity", json!("fatal"));
    refuses("/findings/0/start", json!({"line": 1, "column": 1}));
    refuses("/findings/0/start/column_utf16", json!(0));
    refuses("/findings/0/fix/edits/0", json!({"span": {"start": 0, "end": 1}, "text": ""}));
    refuses("/scope/0/checked", json!("everything"));
    refuses("/scope/0/rules/0/url", json!("no address"));
    refuses("/summary/notes", json!(-1));
    refuses("/summary", json!({}));
}

#[test]
fn every_example_of_every_page_is_a_valid_report() {
    let mut findings = 0;
    for page in pages() {
        for example in page.examples().unwrap() {
            let mut memory = InMemoryNotes::default();
            memory.now.insert(example.note.path.clone(), example.note.bytes.clone());
            memory.now.extend(example.files.iter().map(|file| (file.path.clone(), file.bytes.clone())));
            let select = vec![page.name.clone()];
            let config = example.config.as_deref();
            let run = memory.check_selected(&[&example.note.path], config, example.names.as_deref(), select);
            findings += list(&report(&[run])["findings"]).len();
        }
    }
    assert!(findings > 500, "{findings}");
}

#[test]
fn columns_count_characters_and_utf_16() {
    let emoji = "e\u{301} \u{1f469}\u{200d}\u{1f4bb}";
    let vault = TestVault::new(&[
        ("Break.md", &format!("{emoji}\r\n{emoji} it wonâ€™t\r\n")),
        ("Return.md", &format!("---\nkind: x\n---\n{emoji}\r{emoji} it wonâ€™t")),
    ]);
    let document = report_of(&vault, &["--select", "mojibake"]);
    let place = |line: usize, column: usize, column_utf16: usize| json!({"line": line, "column": column, "column_utf16": column_utf16});
    let [in_break, in_return] = list(&document["findings"]) else { panic!("{document}") };
    for found in [in_break, in_return] {
        assert_eq!(found["fix"]["edits"][0]["start"], found["start"]);
        assert_eq!(found["fix"]["edits"][0]["end"], found["end"]);
    }
    assert_eq!((&in_break["start"], &in_break["end"]), (&place(2, 14, 16), &place(2, 17, 19)));
    // A carriage return alone ends no line, so the emoji before it count too.
    assert_eq!((&in_return["start"], &in_return["end"]), (&place(4, 21, 25), &place(4, 24, 28)));
    let twice = TestVault::new(&[("A.md", &format!("---\ntags: [{emoji}, a, a]\n---\n"))]);
    let document = report_of(&twice, &["--select", "duplicate-tag"]);
    let related = &document["findings"][0]["related"][0];
    assert_eq!((&related["start"], &related["end"]), (&place(2, 16, 18), &place(2, 17, 19)), "{document}");
}

#[test]
fn the_scope_tells_what_was_compared_with_what() {
    let config = "exclude: [Old/**]\nwrite: never\n";
    let notes = [("A.md", "a\n"), ("B.md", "b\n"), ("Old/C.md", "c\n"), (".vaultlint.yaml", config)];
    let vault = TestVault::new(&notes);
    vault.write("Binary.md", "a\0b");
    let whole = report_of(&vault, &[]);
    let scope = &whole["scope"][0];
    assert_eq!((&scope["checked"], &scope["paths"]), (&json!("whole-vault"), &json!([])));
    assert_eq!((&scope["notes_checked"], &scope["notes_known"]), (&json!(2), &json!(3)));
    assert_eq!(scope["stale_possible"], false);
    assert_eq!(compared_with(&whole, "name-variant"), "vault");
    assert_eq!(compared_with(&whole, "duplicate-tag"), "note");
    assert_eq!(compared_with(&whole, "broken-link"), &Value::Null, "it is off");
    assert_eq!(omitted(&whole), ["excluded - - 1", "read-only - - 3", "not-text - Binary.md 1"]);

    let part = report_of(&vault, &["A.md"]);
    let scope = &part["scope"][0];
    assert_eq!((&scope["checked"], &scope["paths"]), (&json!("paths"), &json!(["A.md"])));
    assert_eq!((&scope["notes_checked"], &scope["notes_known"]), (&json!(1), &json!(3)));
    assert_eq!(compared_with(&part, "name-variant"), "vault");
    assert_eq!(omitted(&part), ["read-only - - 1"]);
}

#[test]
fn standard_input_is_compared_with_what_an_earlier_run_knew() {
    let vault = TestVault::new(&[("A.md", "a\n")]);
    let check = || vault.run_with_input(&["--format", "json", "--stdin-filename", "New.md"], "x\n").json();
    let first = check();
    let scope = &first["scope"][0];
    assert_eq!((&scope["checked"], &scope["paths"]), (&json!("stdin"), &json!(["New.md"])));
    assert_eq!((&scope["notes_checked"], &scope["notes_known"]), (&json!(1), &json!(0)));
    assert_eq!((compared_with(&first, "name-variant"), &scope["stale_possible"]), (&json!("note"), &json!(true)));
    assert!(omitted(&first).contains(&"rule-partly-run name-variant - 1".to_owned()), "{first}");
    vault.run(&[]);
    let second = check();
    let scope = &second["scope"][0];
    assert_eq!((&scope["notes_checked"], &scope["notes_known"]), (&json!(1), &json!(2)));
    assert_eq!((compared_with(&second, "name-variant"), &scope["stale_possible"]), (&json!("vault"), &json!(true)));
    assert_eq!(omitted(&second), [""; 0]);
}

#[test]
fn findings_that_are_only_counted_are_omitted() {
    let many = "it wonâ€™t\n".repeat(2_005);
    let document = report(&[InMemoryNotes::new(&[("A.md", &many)]).check(&["A.md"], None, None)]);
    assert_eq!(omitted(&document), ["findings-over-limit mojibake elsewhere/A.md 5"]);
    assert_eq!(document["summary"]["omitted"], 5);
}

#[test]
fn notes_that_were_not_checked_are_omitted_with_the_reason() {
    let vault = TestVault::repository(&[("A.md", "a\n")]);
    vault.write("Pointer.md", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n");
    vault.write("Large.md", "x".repeat(10 * 1024 * 1024 + 1));
    vault.git_ok(&["add", "-A"]);
    let document = report_of(&vault, &["--staged"]);
    let notes: Vec<String> = omitted(&document).into_iter().filter(|kind| !kind.starts_with("rule-")).collect();
    assert_eq!(notes, ["too-large - Large.md 1", "not-in-git - Pointer.md 1"]);
    assert_eq!(document["scope"][0]["notes_checked"], 0);
}

#[test]
fn every_rule_with_a_page_has_its_address() {
    let config = "custom: {no-todo: {pattern: TODO, message: a task, bad: [TODO], good: [x]}}\n";
    let vault = TestVault::new(&[("A.md", "a\n"), (".vaultlint.yaml", config)]);
    let document = report_of(&vault, &[]);
    let rules = list(&document["scope"][0]["rules"]);
    assert!(rules.iter().any(|ran| ran["rule"] == "no-todo"));
    for ran in rules {
        let url = page(ran["rule"].as_str().unwrap()).map(|page| page.url());
        assert_eq!(ran["url"], json!(url));
    }
    let listed = vault.run(&["rules", "--format", "json"]).json();
    assert!(list(&listed["rules"]).iter().all(|rule| rule["url"].as_str().unwrap().ends_with(".md")));
    let explained = vault.run(&["explain", "mojibake", "--format", "json"]).json();
    assert_eq!(explained["url"], json!(page("mojibake").unwrap().url()));
}

#[test]
fn a_change_is_compared_with_its_revisions() {
    let config = (".vaultlint.yaml", "generated: {tag: generated}\n");
    let vault = TestVault::repository(&[("A.md", "it wonâ€™t\n"), config]);
    vault.write("A.md", "it wonâ€™t\nit isnâ€™t\n");
    vault.write("Made.md", "---\ntags: [generated]\n---\nit wonâ€™t\n");
    vault.git_ok(&["add", "-A"]);
    let staged = report_of(&vault, &["--staged"]);
    let scope = &staged["scope"][0];
    assert_eq!((&scope["checked"], &scope["bases"]), (&json!("staged"), &json!(["HEAD"])));
    assert_eq!(scope["revision"], Value::Null);
    let findings: Vec<String> = omitted(&staged).into_iter().filter(|kind| !kind.starts_with("rule-")).collect();
    assert_eq!(findings, ["older-findings - - 1", "generated - - 1"]);
    let old = vault.git_ok(&["rev-parse", "HEAD"]);
    vault.git_ok(&["commit", "-q", "-m", "second"]);
    let new = vault.git_ok(&["rev-parse", "HEAD"]);
    for (args, checked) in [(["--range", "HEAD~1..HEAD"], "range"), (["--since", "HEAD~1"], "since")] {
        let document = report_of(&vault, &args);
        let scope = &document["scope"][0];
        assert_eq!(scope["checked"], checked);
        assert_eq!(scope["bases"], json!([old.trim()]));
        assert_eq!(scope["revision"], json!(new.trim()));
    }
    let nothing = report_of(&vault, &["--staged"]);
    assert_eq!((&nothing["scope"][0]["checked"], &nothing["scope"][0]["notes_checked"]), (&json!("staged"), &json!(0)));
}

#[test]
fn the_commands_of_a_finding_run_as_they_are() {
    let vault = TestVault::demo();
    let program = env!("CARGO_BIN_EXE_vaultlint");
    let above = vault.root().parent().unwrap().to_owned();
    let run = Run::of(vault.command().current_dir(&above).args(["--format", "json", "vault"]));
    let document = run.json();
    let all = list(&document["findings"]).iter().flat_map(|finding| list(&finding["commands"]));
    let kinds: BTreeSet<&str> = all.clone().map(|command| command["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, BTreeSet::from(["accept-name", "reject-names"]));
    let accept = all.clone().find(|command| command["kind"] == "accept-name").unwrap();
    let argv: Vec<&str> = list(&accept["argv"]).iter().map(|word| word.as_str().unwrap()).collect();
    assert_eq!(argv[argv.len() - 2..], ["--vault", "vault"], "it is run outside the vault");
    if cfg!(unix) {
        let shell =
            format!("vaultlint() {{ printf '%s\\n' vaultlint \"$@\"; }}; {}", accept["shell"].as_str().unwrap());
        let said = Run::of(std::process::Command::new("bash").args(["-c", &shell])).stdout;
        assert_eq!(said.lines().collect::<Vec<_>>(), argv);
    }
    let ran = Run::of(vault.command().current_dir(&above).args(&argv[1..]));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{program}");
    assert!(vault.read(".vaultlint-names.yaml").contains(argv[3]));
    for finding in list(&document["findings"]).iter().filter(|finding| !list(&finding["commands"]).is_empty()) {
        let help = finding["help"].as_str().unwrap();
        assert!(help.contains("vaultlint names accept \"") && help.contains("vaultlint names reject \""), "{help}");
    }
}

#[test]
fn advice_to_rename_is_a_command_that_renames() {
    let vault = TestVault::new(&[
        ("Ada Biron.md", "# Ada Biron\n"),
        ("B.md", "see [[Ada Biron]]\n"),
        ("Plan for Zoâ€™s.md", "x\n"),
        (".vaultlint-names.yaml", "people: [{name: Ada Byron, wrong: [Ada Biron]}]\n"),
    ]);
    let document = report_of(&vault, &["--select", "name-variant,mojibake"]);
    let command = |path: &str| {
        let found = list(&document["findings"]).iter().find(|found| found["path"] == path).unwrap();
        found["commands"][0].clone()
    };
    assert_eq!(command("Plan for Zoâ€™s.md")["argv"], json!(["vaultlint", "rename", "--damaged"]));
    for path in ["Ada Biron.md", "B.md"] {
        assert_eq!(command(path)["argv"], json!(["vaultlint", "rename", "Ada Biron.md", "Ada Byron"]), "{document}");
    }
    vault.write("Sub/x.txt", "");
    let inside = Run::of(vault.command().current_dir(vault.path("Sub")).args(["--format", "json", "../B.md"])).json();
    let argv = &inside["findings"][0]["commands"][0]["argv"];
    assert_eq!(argv, &json!(["vaultlint", "rename", "../Ada Biron.md", "Ada Byron"]), "{inside}");
    let args: Vec<&str> = list(argv)[1..].iter().map(|word| word.as_str().unwrap()).collect();
    assert_eq!(Run::of(vault.command().current_dir(vault.path("Sub")).args(&args)).code, 0);
    assert!(vault.read("B.md").contains("[[Ada Byron]]"));
}

/// Adds to `seen` the fields of `schema` that `value` has a value for.
fn see(schema: &Value, value: &Value, seen: &mut BTreeSet<String>) {
    let root = crate::support::report_schema::schema();
    if let Some(name) = schema["$ref"].as_str() {
        return see(&root[&"$defs"][name.rsplit('/').next().unwrap()], value, seen);
    }
    for choice in list(&schema["anyOf"]).iter().chain(list(&schema["oneOf"])) {
        see(choice, value, seen);
    }
    for item in list(value) {
        see(&schema["items"], item, seen);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(name).filter(|value| !value.is_null() && **value != json!([])) {
            seen.insert(field["description"].as_str().map_or_else(|| name.clone(), |words| format!("{name}: {words}")));
            see(field, value, seen);
        }
    }
}

/// All fields of the schema, as [`see`] calls them.
fn fields(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for (name, field) in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
                found.insert(
                    field["description"].as_str().map_or_else(|| name.clone(), |words| format!("{name}: {words}")),
                );
            }
            object.values().for_each(|value| fields(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, found)),
        _ => {}
    }
}

#[test]
fn every_field_of_the_schema_is_in_some_report() {
    let mut seen = BTreeSet::new();
    let mut add = |document: &Value| see(schema(), document, &mut seen);
    add(&report_of(&TestVault::demo(), &[]));
    let vault = TestVault::new(&[("A.md", "it wonâ€™t\n"), ("B.md", "a\0b")]);
    let stdin = vault.run_with_input(&["--format", "json", "--stdin-filename", "New.md"], "x\n");
    add(&stdin.json());
    add(&report_of(&vault, &["A.md", "B.md"]));
    add(&report_of(&vault, &["--fix"]));
    let vault = TestVault::repository(&[("A.md", "x\n")]);
    vault.write("A.md", "it wonâ€™t\n");
    vault.git_ok(&["add", "-A"]);
    vault.write("A.md", "it wonâ€™t wait\n");
    add(&report_of(&vault, &["--staged", "--fix"]));
    vault.git_ok(&["commit", "-q", "-m", "second"]);
    add(&report_of(&vault, &["--range", "HEAD~1..HEAD"]));
    let linked = [(".vaultlint.yaml", "rules: {broken-link: error}\n"), ("A.md", "one two\n"), ("B.md", "[[A]]\n")];
    let vault = TestVault::repository(&linked);
    vault.git_ok(&["mv", "A.md", "C.md"]);
    add(&report_of(&vault, &["--staged"]));
    // What no rule and no vault of a test brings about.
    let renames = [
        Retarget::Note { to: "B.md".to_owned() },
        Retarget::Folder { to: "B".to_owned() },
        Retarget::Heading { from: "A".to_owned(), to: "B".to_owned() },
    ];
    for rename in renames {
        let mut run = InMemoryNotes::new(&[("A.md", "it wonâ€™t\n")]).check(&["A.md"], None, None);
        let note = &mut run.outcome.notes[0];
        note.bugs.push("two fixes fight".to_owned());
        let finding = &mut note.remaining[0];
        finding.diagnostic.fix.as_mut().unwrap().retarget = Some(rename);
        let related = Related { path: Some("B.md".to_owned()), span: None, message: "see".to_owned() };
        finding.diagnostic.related.push(related);
        finding.related.push(RelatedFinding { place: None, excerpt: None });
        add(&report(&[run]));
    }
    let mut known = BTreeSet::new();
    fields(schema(), &mut known);
    let unseen: Vec<&String> = known.difference(&seen).collect();
    assert!(unseen.is_empty(), "in no report: {unseen:#?}");
}

#[test]
fn the_values_in_the_schema_are_those_of_the_program() {
    let values = |definition: &str, field: &str| schema()["$defs"][definition]["properties"][field]["enum"].clone();
    assert_eq!(values("finding", "severity"), json!([Severity::Info, Severity::Warning, Severity::Error]));
    let applicability = json!([Applicability::Manual, Applicability::Unsafe, Applicability::Safe]);
    assert_eq!(values("fix", "applicability"), applicability);
    assert_eq!(values("command", "kind"), json!(Command::KINDS));
    assert_eq!(values("scope", "checked"), json!(CheckedNotes::ALL));
    assert_eq!(values("rule", "compared_with"), json!(ComparedWith::ALL));
    assert_eq!(values("omission", "kind"), json!(OmissionKind::ALL));
}

#[test]
fn the_schemas_are_printed() {
    let vault = TestVault::new(&[]);
    assert_eq!(&vault.run(&["schema", "report"]).json(), schema());
    assert_eq!(vault.run(&["schema", "config"]).stdout, vault.run(&["config", "schema"]).stdout);
}
