//! `--format sarif`: held against the published schema, and read back as a viewer would.

use serde_json::{Value, json};
use vaultlint::diagnostic::{Related, Retarget};
use vaultlint::engine::RelatedFinding;
use vaultlint::internals::Output;
use vaultlint::internals::VaultRun;
use vaultlint::rules::{page, pages};
use vaultlint::text::LineColumn;

use crate::in_memory::InMemoryNotes;
use crate::schema::complaints;
use crate::support::TestVault;

/// The report of these runs, after all that must hold for every report.
fn report(runs: &[VaultRun]) -> Value {
    let mut out = Output::byte_exact_memory();
    vaultlint::internals::sarif(runs, &mut out).unwrap();
    let document = serde_json::from_str(&out.into_text()).unwrap();
    check(&document);
    document
}

/// The report of a vault on disk, likewise.
fn report_of(vault: &TestVault, args: &[&str]) -> Value {
    let run = vault.run(&[&["--format", "sarif"], args].concat());
    assert_eq!(run.stderr, "");
    let root = vault.root().canonicalize().unwrap();
    assert!(!run.stdout.contains(root.to_str().unwrap()), "the report tells where the vault is: {}", run.stdout);
    let document = run.json();
    check(&document);
    document
}

fn check(document: &Value) {
    assert_eq!(complaints(document), [""; 0]);
    let rules = document["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let mut fingerprints: Vec<&str> = Vec::new();
    for result in results(document) {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        let places = result["locations"].as_array().unwrap().iter().chain(list(&result["relatedLocations"]));
        places.for_each(|place| check_region(&place["physicalLocation"]["region"]));
        replacements(result).for_each(|replacement| check_region(&replacement["deletedRegion"]));
        fingerprints.push(result["partialFingerprints"]["vaultlintRulePathLine/v1"].as_str().unwrap());
    }
    let all = fingerprints.len();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), all, "two results have one fingerprint");
}

fn check_region(region: &Value) {
    let at = |key: &str| region[key].as_u64();
    if let (Some(start), Some(end), Some(first), Some(last)) =
        (at("startColumn"), at("endColumn"), at("startLine"), at("endLine"))
    {
        assert!(first >= 1 && start >= 1 && (first, start) <= (last, end), "{region}");
    }
}

fn results(document: &Value) -> &[Value] {
    document["runs"][0]["results"].as_array().unwrap()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn replacements(result: &Value) -> impl Iterator<Item = &Value> {
    list(&result["fixes"])
        .flat_map(|fix| list(&fix["artifactChanges"]))
        .flat_map(|change| list(&change["replacements"]))
}

/// What a region begins and ends at, in bytes of `text`. A mark at the start counts for nothing, and a line has its
/// line break.
fn span(text: &str, region: &Value) -> (usize, usize) {
    let number = |key: &str| region[key].as_u64().map(|number| usize::try_from(number).unwrap());
    if let (Some(offset), Some(length)) = (number("byteOffset"), number("byteLength")) {
        return (offset, offset + length);
    }
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let offset = |line: usize, column: usize| {
        let start: usize = text[mark..].split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>() + mark;
        start + text[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
    };
    let place = |line: &str, column: &str| offset(number(line).unwrap(), number(column).unwrap());
    (place("startLine", "startColumn"), place("endLine", "endColumn"))
}

/// `text` after the fix of `result`.
fn replayed(text: &str, result: &Value) -> String {
    let mut out = String::new();
    let mut done = 0;
    for replacement in replacements(result) {
        let (start, end) = span(text, &replacement["deletedRegion"]);
        out.push_str(&text[done..start]);
        out.push_str(replacement["insertedContent"]["text"].as_str().unwrap_or_default());
        done = end;
    }
    out + &text[done..]
}

fn decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        assert!(byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte), "{uri}");
        let mut digit = || char::from(rest.next().unwrap()).to_digit(16).unwrap();
        bytes.push(if byte == b'%' { u8::try_from(digit() * 16 + digit()).unwrap() } else { byte });
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_schema_refuses_what_is_broken() {
    let good = report_of(&TestVault::demo(), &[]);
    let refuses = |pointer: &str, value: Value| {
        let mut broken = good.clone();
        *broken.pointer_mut(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")) = value;
        assert!(!complaints(&broken).is_empty(), "{pointer}");
    };
    let place = "/runs/0/results/0/locations/0/physicalLocation";
    refuses("/version", json!("2.0.0"));
    refuses("/runs/0/results/0/level", json!("fatal"));
    refuses("/runs/0/results/0/message", json!({}));
    refuses("/runs/0/results/0/baselineState", json!("old"));
    refuses(&format!("{place}/region/startLine"), json!(0));
    refuses(&format!("{place}/artifactLocation/uri"), json!("a b.md"));
    refuses(&format!("{place}/artifactLocation"), json!({"uri": "a.md", "path": "a.md"}));
}

#[test]
fn the_example_vault_as_sarif() {
    let document = report_of(&TestVault::demo(), &[]);
    let run = &document["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["tool"]["driver"]["semanticVersion"], env!("CARGO_PKG_VERSION"));
    assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), pages().len());
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    for rule in list(&run["tool"]["driver"]["rules"]) {
        let page = page(rule["id"].as_str().unwrap()).unwrap();
        assert_eq!(rule["helpUri"], page.url());
        assert!(page.url().ends_with(&format!("/blob/HEAD/rules/{}.md", page.name)), "{}", page.url());
        assert!(page.url().starts_with("https://"), "{}", page.url());
    }
    let join = results(&document).iter().find(|result| result["ruleId"] == "duplicate-entry").unwrap();
    assert_eq!(
        join["relatedLocations"][0],
        json!({
            "id": 0,
            "physicalLocation": {
                "artifactLocation": {"uri": "People/Ada%20Bernhardsen.md", "uriBaseId": "SRCROOT"},
                "region": {"startLine": 35, "startColumn": 1, "endLine": 35, "endColumn": 196},
            },
            "message": {"text": "this entry is kept"},
        })
    );
    assert_eq!(join["fixes"][0]["properties"]["applicability"], "safe");
    let inserted = replacements(join).last().unwrap();
    let point = json!({"startLine": 35, "startColumn": 196, "endLine": 35, "endColumn": 196});
    assert_eq!(inserted["deletedRegion"], point, "an insertion deletes nothing");
    assert!(inserted["insertedContent"]["text"].as_str().unwrap().starts_with(" / "));
}

#[test]
fn any_file_name_is_a_uri_that_reads_back() {
    let mut names = vec!["50% off #1.md", "a/b c/été — 日本.md", "it's [so] & {so}+;=@!$(1).md", "-.md"];
    if cfg!(unix) {
        names.extend(["Re: what? \"this\" <now>|.md", "back\\slash.md", "tab\tand\nbreak.md"]);
    }
    let notes: Vec<(&str, &str)> = names.iter().map(|name| (*name, "it wonâ€™t\n")).collect();
    let document = report_of(&TestVault::new(&notes), &[]);
    let uri = |result: &Value| {
        decoded(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
    };
    let mut found: Vec<String> = results(&document).iter().map(uri).collect();
    found.sort_unstable();
    names.sort_unstable();
    assert_eq!(found, names);
}

#[test]
fn paths_count_from_the_top_of_git() {
    let vault = TestVault::new(&[("docs/My vault/.obsidian/app.json", "{}"), ("docs/My vault/A.md", "it wonâ€™t\n")]);
    std::fs::remove_dir_all(vault.path(".obsidian")).unwrap();
    assert_eq!(vault.git(&["init", "--quiet"]).code, 0);
    let document = report_of(&vault, &["docs/My vault"]);
    let result = &results(&document)[0];
    let changed = &result["fixes"][0]["artifactChanges"][0]["artifactLocation"];
    assert_eq!(changed["uri"], "docs/My%20vault/A.md");
    assert_eq!(&result["locations"][0]["physicalLocation"]["artifactLocation"], changed);
}

#[test]
fn marks_breaks_and_ends_of_lines_are_where_the_standard_counts_them() {
    let regions = |text: &str| {
        let document = report(&[InMemoryNotes::new(&[("A.md", text)]).check(&["A.md"], None, None)]);
        let region = |result: &Value| result["locations"][0]["physicalLocation"]["region"].clone();
        results(&document).iter().map(|found| (found["ruleId"].clone(), region(found))).collect::<Vec<_>>()
    };
    let region = |line: u64, start: u64, end: u64| json!({"startLine": line, "startColumn": start, "endLine": line, "endColumn": end});
    assert_eq!(
        regions("\u{feff}it wonâ€™t\r\nit isnâ€™t"),
        [
            (json!("byte-order-mark"), region(1, 1, 1)),
            (json!("mojibake"), region(1, 7, 10)),
            (json!("mojibake"), region(2, 7, 10)),
        ]
    );
    let mut whole_line = InMemoryNotes::new(&[("A.md", "it wonâ€™t\nit can\n")]).check(&["A.md"], None, None);
    whole_line.outcome.notes[0].remaining[0].end = LineColumn { line: 2, column: 1, column_utf16: 1 };
    assert_eq!(
        results(&report(&[whole_line]))[0]["locations"][0]["physicalLocation"]["region"],
        json!({"startLine": 1, "startColumn": 7, "endLine": 1}),
        "without a column it goes to the end of its line, and the next line is none of it"
    );
    let of_lines = regions("---\r\ntype: people\r\ntitle:\r\n  - Ada\r\n  - Byron\r\n---\r\n");
    let rule = json!("frontmatter-schema");
    assert_eq!(of_lines, [(rule, json!({"startLine": 4, "startColumn": 3, "endLine": 5, "endColumn": 10}))]);
}

#[test]
fn every_fix_of_every_page_does_in_sarif_what_it_does_here() {
    let mut replays = 0;
    for page in pages() {
        for example in page.examples().unwrap() {
            let Ok(text) = String::from_utf8(example.note.bytes.clone()) else { continue };
            let mut memory = InMemoryNotes::new(&[(&example.note.path, &text)]);
            memory.now.extend(example.files.iter().map(|file| (file.path.clone(), file.bytes.clone())));
            let run = memory.check(&[&example.note.path], example.config.as_deref(), example.names.as_deref());
            let runs = [run];
            let document = report(&runs);
            let findings: Vec<_> = runs[0].outcome.notes.iter().flat_map(|note| &note.remaining).collect();
            assert_eq!(findings.len(), results(&document).len(), "{} / {}", page.name, example.title);
            for (finding, result) in findings.into_iter().zip(results(&document)) {
                let fix = finding.diagnostic.fix.as_ref().filter(|fix| !fix.edits.is_empty());
                assert_eq!(fix.is_some(), result["fixes"].is_array(), "{} / {}", page.name, example.title);
                if let Some(fix) = fix {
                    assert_eq!(replayed(&text, result), fix.edits.apply(&text), "{} / {}", page.name, example.title);
                    replays += 1;
                }
            }
        }
    }
    assert!(replays > 100, "{replays}");
}

#[test]
fn a_fix_of_bytes_that_are_not_utf_8_is_not_a_fix_of_lines() {
    let vault = TestVault::new(&[]);
    vault.write("Bytes.md", b"caf\xe9 and \xc3\xa9t\xc3\xa9\n");
    vault.write("Wide.md", b"\xff\xfeh\0i\0");
    let document = report_of(&vault, &[]);
    let rules: Vec<&Value> = results(&document).iter().map(|result| &result["ruleId"]).collect();
    assert_eq!(rules, ["invalid-utf8", "invalid-utf8"]);
    assert!(results(&document).iter().all(|result| result.get("fixes").is_none()));
}

#[test]
fn a_fix_that_renames_is_not_a_fix_of_lines() {
    let mut run = InMemoryNotes::new(&[("A.md", "it wonâ€™t\n")]).check(&["A.md"], None, None);
    let fix = run.outcome.notes[0].remaining[0].diagnostic.fix.as_mut().unwrap();
    fix.retarget = Some(Retarget::Note { to: "B.md".to_owned() });
    assert!(results(&report(&[run]))[0].get("fixes").is_none());
}

#[test]
fn a_bug_is_no_success() {
    let mut run = InMemoryNotes::new(&[("A.md", "it wonâ€™t\n")]).check(&["A.md"], None, None);
    run.outcome.notes[0].bugs.push("two fixes fight".to_owned());
    let invocation = &report(&[run])["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"][0]["level"], "error");
}

#[test]
fn a_note_that_was_not_checked_is_told() {
    let vault = TestVault::new(&[("Binary.md", "a\0b")]);
    let run = vault.run(&["--format", "sarif"]);
    let document = run.json();
    check(&document);
    let told = &document["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(told["message"]["text"], "binary file: contains NUL bytes: not checked");
    assert_eq!(told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "Binary.md");
}

#[test]
fn older_findings_are_reported_as_unchanged() {
    let memory = InMemoryNotes::new(&[("A.md", "it wonâ€™t\nit isnâ€™t\n")]).with_base(&[("A.md", "it wonâ€™t\n")]);
    let document = report(&[memory.check(&["A.md"], None, None)]);
    let states: Vec<&Value> = results(&document).iter().map(|result| &result["baselineState"]).collect();
    assert_eq!(states, ["unchanged", "new"]);
}

#[test]
fn a_fingerprint_moves_with_its_line() {
    let fingerprints = |text: &str| {
        let document = report(&[InMemoryNotes::new(&[("A.md", text)]).check(&["A.md"], None, None)]);
        let one =
            |result: &Value| result["partialFingerprints"]["vaultlintRulePathLine/v1"].as_str().unwrap().to_owned();
        results(&document).iter().map(one).collect::<Vec<_>>()
    };
    let before = fingerprints("it wonâ€™t\nit isnâ€™t\nit wonâ€™t\n");
    assert_eq!(fingerprints("# New\n\nit wonâ€™t\nand\nit isnâ€™t\nit wonâ€™t"), before);
    assert_eq!(before, ["85ca44edd2819403:1", "d0f01fe89775ed39:1", "85ca44edd2819403:2"]);
}

#[test]
fn a_related_note_is_a_place_without_lines() {
    let mut run = InMemoryNotes::new(&[("A.md", "it wonâ€™t {0}\n")]).check(&["A.md"], None, None);
    let found = &mut run.outcome.notes[0].remaining[0];
    let related = Related { path: Some("B c.md".to_owned()), span: None, message: "see `{0}`".to_owned() };
    found.diagnostic.related.push(related);
    found.related.push(RelatedFinding { place: None, excerpt: None });
    let document = report(&[run]);
    assert_eq!(
        results(&document)[0]["relatedLocations"],
        json!([{
            "id": 0,
            "physicalLocation": {"artifactLocation": {"uri": "docs/B%20c.md", "uriBaseId": "SRCROOT"}},
            "message": {"text": "see `{{0}}`"},
        }])
    );
}
