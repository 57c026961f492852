//! The effect of each decision on the text of a file.

use super::*;

pub(super) fn record_one(text: &str, decision: &Decision) -> Result<String, RecordError> {
    record(text, std::slice::from_ref(decision))
}

/// Returns all contradictions in the file; none if it is invalid.
pub(super) fn recorded_conflicts(text: &str) -> Vec<RecordedConflict> {
    NamesDocument::read(&names_text(text)).map_or_else(|_| Vec::new(), |file| file.conflicts())
}

pub(super) fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(super) fn same(name: &str, note: Option<&str>, wrong: &[&str], also: &[&str]) -> Decision {
    Decision::Same { name: name.to_owned(), note: note.map(str::to_owned), wrong: owned(wrong), also: owned(also) }
}

pub(super) fn wrong(name: &str, wrong: &str) -> Decision {
    same(name, None, &[wrong], &[])
}

pub(super) fn distinct(names: &[&str]) -> Decision {
    Decision::Distinct(owned(names))
}

pub(super) fn right(name: &str) -> Decision {
    Decision::Right(name.to_owned())
}

pub(super) fn scoped(wrong: &str, name: &str, in_notes: &str) -> Decision {
    Decision::Scoped { wrong: wrong.to_owned(), name: name.to_owned(), in_notes: in_notes.to_owned() }
}

/// Checks that `decision` turns `before` into `after` with any line breaks, and that repeating it changes nothing.
#[track_caller]
pub(super) fn check(before: &str, decision: &Decision, after: &str) {
    for (mark, line_break) in [("", "\n"), ("", "\r\n"), ("\u{feff}", "\n")] {
        let [before, after] = [before, after].map(|text| format!("{mark}{}", text.replace('\n', line_break)));
        assert_eq!(record_one(&before, decision).unwrap(), after);
        assert_eq!(record_one(&after, decision).unwrap(), after);
    }
}

#[track_caller]
fn check_forget(before: &str, form: &str, after: &str) {
    for line_break in ["\n", "\r\n"] {
        let [before, after] = [before, after].map(|text| text.replace('\n', line_break));
        assert_eq!(forget(&before, form).unwrap(), after);
        assert_eq!(forget(&after, form).unwrap(), after);
    }
}

#[test]
fn a_new_file_has_a_header() {
    let text =
        record_one("", &same("Andy Pernsteiner", Some("People/Andy.md"), &["Andy P", "andi p"], &["A. P."])).unwrap();
    let text = record_one(&text, &right("Null")).unwrap();
    let text = record_one(&text, &distinct(&["Rob Lindqvist", "Rob Falk", "Rob Lindqvist"])).unwrap();
    let text = record_one(&text, &scoped("Ada, B.", "Ada Byron", "Sources/**")).unwrap();
    let (header, rest) = text.split_at(text.find("people:\n").unwrap());
    assert!(header.lines().count() == 3 && header.lines().all(|line| line.starts_with("# ") && line.len() < 120));
    assert_eq!(
        rest,
        "\
people:
  - {name: Andy Pernsteiner, note: People/Andy.md, also: [A. P.], wrong: [andi p, Andy P]}
ok: [\"Null\"]
distinct:
  - [Rob Falk, Rob Lindqvist]
scoped:
  - {wrong: \"Ada, B.\", name: Ada Byron, in: Sources/**}
"
    );
    assert!(record_one("\u{feff}", &right("A")).unwrap().starts_with("\u{feff}# "));
    assert_eq!(record_one("# mine", &right("A")).unwrap(), "# mine\nok: [A]");
    assert_eq!(
        record_one("# mine\n---\n", &wrong("A", "b")).unwrap(),
        "# mine\n---\npeople:\n  - {name: A, wrong: [b]}\n"
    );
}

#[test]
fn entries_are_inserted_in_order_if_the_list_is_sorted() {
    let people = "people: # all\n  # first\n  - {name: ada}\n\n  # then\n  - {name: Carl} # c\n  # end\n";
    check(people, &wrong("Bea", "b"), &people.replace("ada}\n", "ada}\n  - {name: Bea, wrong: [b]}\n"));
    check(people, &wrong("A", "b"), &people.replace("all\n", "all\n  - {name: A, wrong: [b]}\n"));
    check(people, &wrong("D", "b"), &people.replace("# c\n", "# c\n  - {name: D, wrong: [b]}\n"));
    let unsorted = "people:\n- {name: B}\n- {name: A}\n";
    check(unsorted, &wrong("Aa", "x"), &format!("{unsorted}- {{name: Aa, wrong: [x]}}\n"));
    check("distinct:\n  - [b, c]", &distinct(&["D", "a"]), "distinct:\n  - [a, D]\n  - [b, c]");
    check("distinct:\n  - [b, c]", &distinct(&["d", "c"]), "distinct:\n  - [b, c]\n  - [c, d]");
    check("ok: [a, c]\n", &right("B"), "ok: [a, B, c]\n");
    check("ok: [c, a]\n", &right("b"), "ok: [c, a, b]\n");
    check("ok: [b]\n", &right("a, b"), "ok: [\"a, b\", b]\n");
    check("ok:\n  # x\n  - a # 1\n  - c\n", &right("b"), "ok:\n  # x\n  - a # 1\n  - b\n  - c\n");
    let scopes = "scoped:\n  - {wrong: b, name: A, in: x}\n";
    check(scopes, &scoped("a", "A", "y"), "scoped:\n  - {wrong: a, name: A, in: y}\n  - {wrong: b, name: A, in: x}\n");
}

#[test]
fn a_known_person_is_extended() {
    let text = "people:\n  - {name: 'A', wrong: [b, d]} # mine\n";
    check(text, &wrong("A", "c"), "people:\n  - {name: 'A', wrong: [b, c, d]} # mine\n");
    check(
        text,
        &same("A", Some("p/A.md"), &["d"], &["A", "x", "É, x"]),
        "people:\n  - {name: 'A', note: p/A.md, also: [x, \"É, x\"], wrong: [b, d]} # mine\n",
    );
    check(
        "people: [{wrong: [b], name: A}]",
        &same("A", None, &[], &["c"]),
        "people: [{wrong: [b], name: A, also: [c]}]",
    );
    let twice = "people:\n  - {name: A, wrong: [b]}\n  - {name: A, note: n, wrong: [c]}\n";
    check(twice, &same("A", Some("n"), &["b", "c"], &[]), twice);
}

#[test]
fn a_block_style_entry_stays_in_block_style() {
    let text = "people:\n  -\n    name: A # a\n    wrong:\n      - b # why\n      - d\n\n  - name: C\n";
    check(text, &wrong("A", "c"), &text.replace("why\n", "why\n      - c\n"));
    check(text, &same("A", Some("n"), &[], &["x"]), &text.replace("# a\n", "# a\n    note: n\n    also: [x]\n"));
    check(text, &wrong("C", "x"), &format!("{text}    wrong: [x]\n"));
    check(text, &wrong("B", "x"), &text.replace("d\n", "d\n  - {name: B, wrong: [x]}\n"));
    let tight = "people:\n- also:\n  - c\n  name: A";
    check(tight, &wrong("A", "x"), &format!("{tight}\n  wrong: [x]"));
    check(tight, &same("A", None, &[], &["b"]), &tight.replace("also:\n", "also:\n  - b\n"));
}

#[test]
fn lists_in_brackets_may_span_lines() {
    let text = "ok: [\n    a, # first\n    c # last\n  ]\n";
    check(text, &right("b"), &text.replace("a, # first", "a, b, # first"));
    check(text, &right("d"), &text.replace("c # last", "c, d # last"));
    check(text, &right("A"), &text.replace("a, # first", "a, A, # first"));
    check(text, &right("0a"), &text.replace("    a", "    0a, a"));
    check("ok: [a,\n  c]", &right("b"), "ok: [a, b,\n  c]");
    check("ok: [\n  a,\n  c]", &right("d"), "ok: [\n  a,\n  c, d]");
}

#[test]
fn empty_lists_and_missing_ones_are_filled() {
    check("people: # p\nok:\n", &right("a"), "people: # p\nok: [a]\n");
    check("people: # p\nok:\n", &wrong("A", "b"), "people: # p\n  - {name: A, wrong: [b]}\nok:\n");
    check("ok:\npeople: [ ] # p", &wrong("A", "b"), "ok:\npeople: # p\n  - {name: A, wrong: [b]}");
    check("ok:\npeople: []", &wrong("A", "b"), "ok:\npeople:\n  - {name: A, wrong: [b]}");
    check("people: [ # p\n ]\n", &wrong("A", "b"), "people: [{name: A, wrong: [b]} # p\n ]\n");
    check("ok: []\n", &right("a"), "ok: [a]\n");
    check(
        "people: [{name: A, wrong: , also: []}]",
        &same("A", None, &["b"], &["c"]),
        "people: [{name: A, wrong: [b] , also: [c]}]",
    );
    check("people: [{name: A, wrong}]", &wrong("A", "b"), "people: [{name: A, wrong: [b]}]");
    check("people: [{name: A, note: ~}]", &same("A", Some("n"), &[], &[]), "people: [{name: A, note: n}]");
    check("{}", &right("a"), "{ok: [a]}");
    check("{ok: [b]}", &right("a"), "{ok: [a, b]}");
    check("{ok: [b]}", &wrong("A", "c"), "{ok: [b], people: [{name: A, wrong: [c]}]}");
    let text = "scoped:\n- {wrong: b, name: A, in: x}\npeople:\n- {name: A}\n  # p\n# o\nok: [c]\n";
    check(text, &distinct(&["A", "b"]), &format!("{text}distinct:\n- [A, b]\n"));
}

#[test]
fn a_missing_final_line_break_is_preserved() {
    check("people:\n  - {name: A}", &wrong("B", "c"), "people:\n  - {name: A}\n  - {name: B, wrong: [c]}");
    check("people:\n  - {name: A}", &right("b"), "people:\n  - {name: A}\nok: [b]");
    check_forget("people:\n  - {name: A}\n  - {name: B, wrong: [c]}", "c", "people:\n  - {name: A}");
    check_forget("people:\n  - {name: A}\nok: [b]", "b", "people:\n  - {name: A}");
}

#[test]
fn any_name_can_be_recorded() {
    let names = [
        "O’Neil",
        "O'Neil",
        "Byron, Ada",
        "a: b",
        "a #b",
        "3",
        "No",
        "Null",
        "~",
        "-",
        "a\nb",
        "a\u{85}b",
        "李",
        "\"",
        "\\",
        "{}",
        "'",
        "Ada:",
        "\u{feff}x",
        "a\u{2028}b",
        "\u{7f}",
        "👩‍🚀",
        "é",
        "e\u{301}",
        " x",
        "true",
        "1e3",
        "<<",
        "=",
    ];
    let mut text = String::new();
    // Some of these cannot be the right name of a person.
    let right_name = |at: usize| format!("Ada B{at}");
    for (at, name) in names.iter().enumerate() {
        let forms = [format!("{name}1"), format!("{name}2")];
        text = record_one(&text, &same(&right_name(at), Some(name), &[&forms[0]], &[&forms[1]])).unwrap();
        text = record_one(&text, &right(name)).unwrap();
        text = record_one(&text, &scoped(&forms[0], &right_name(at), "[ab]/**, \"x\"")).unwrap();
    }
    text = record_one(&text, &distinct(&names)).unwrap();
    let model: DecisionsFile = serde_yaml::from_str(&text).unwrap();
    assert_eq!((model.people.len(), model.ok.len(), model.distinct[0].len()), (names.len(), names.len(), names.len()));
    for (at, name) in names.iter().enumerate() {
        for form in [format!("{name}1"), format!("{name}2"), (*name).to_owned(), right_name(at)] {
            text = forget(&text, &form).unwrap();
        }
    }
    assert!(text.lines().all(|line| line.starts_with('#')), "{text}");
}

#[test]
fn forgetting_a_form_removes_nothing_else() {
    let text = "\
# mine
people:   # p
  # Ada
  - {name: Ada, note: n, also: [\"A. B.\", x], wrong: [b , 'c', d]} # ada
  - name: Carl
    wrong: [y]
    # why
    also: [z]
  - {name: Eve, wrong: [w]} # eve
distinct:
  - [Ada, Carl, Dan]
  - [Dan, Eve]
ok: [x1, x2] # fine

scoped: # s
  - {wrong: b, name: Ada, in: q}
";
    let cases = [
        ("c", "b , 'c', d", "b, d"),
        ("d", "'c', d]", "'c']"),
        ("A. B.", "\"A. B.\", x", "x"),
        ("x", ", x]", "]"),
        ("y", "    wrong: [y]\n", ""),
        ("z", "    also: [z]\n", ""),
        ("w", "  - {name: Eve, wrong: [w]} # eve\n", ""),
        ("x1", "x1, ", ""),
    ];
    for (form, gone, left) in cases {
        check_forget(text, form, &text.replacen(gone, left, 1));
    }
    let without_b = text.replace("b , ", "").replace("  - {wrong: b, name: Ada, in: q}\n", "");
    check_forget(text, "b", &without_b);
    check_forget(text, "Dan", &text.replace(", Dan]", "]").replace("  - [Dan, Eve]\n", ""));
    let ada = text.lines().find(|line| line.contains("# ada")).unwrap();
    let without_ada = text.replace(&format!("{ada}\n"), "").replace("[Ada, ", "[");
    check_forget(text, "Ada", &without_ada.replace("  - {wrong: b, name: Ada, in: q}\n", ""));
    check_forget(text, "nobody", text);
}

#[test]
fn forgetting_the_last_entry_removes_its_list() {
    check_forget("# h\nok: [a]\n# t\n", "a", "# h\n# t\n");
    check_forget("ok: [a] # c\n", "a", "ok: [] # c\n");
    check_forget("ok: [ # c\n  a\n]\n", "a", "ok: [ # c\n]\n");
    check_forget("ok:\n  # c\n  - a\n", "a", "ok:\n  # c\n");
    check_forget("ok:\n  - a\n", "a", "");
    check_forget(
        "people:\n  - name: A\n    also: [x]\n    wrong: # w\n      - b\n",
        "b",
        "people:\n  - name: A\n    also: [x]\n    wrong: # w\n",
    );
    check_forget("people: [{name: A, wrong: [b]}]\nok: [c]\n", "b", "ok: [c]\n");
    check_forget("{people: [{name: A, wrong: [b]}], ok: [c]}\n", "b", "{ok: [c]}\n");
    check_forget("{ok: [c]}\n", "c", "{}\n");
    check_forget("people:\n- wrong: [b]\n  name: A\n  note: n\n", "b", "people:\n- name: A\n  note: n\n");
    check_forget("distinct:\n- - A\n  - B\n  - C\n", "A", "distinct:\n- - B\n  - C\n");
    check_forget("ok: [\n  a,\n  b # x\n]\n", "b", "ok: [\n  a,\n]\n");
    check_forget("ok: [a, # x\n  b]\n", "a", "ok: [ # x\n  b]\n");
    check_forget("ok: [a, # x\n  b]\n", "b", "ok: [a, # x\n  ]\n");
}
