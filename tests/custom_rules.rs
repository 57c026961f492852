//! Rules that a vault writes itself.

mod support;

use support::TestVault;

const CONFIG: &str = r#"
custom:
  no-todo:
    pattern: '\bTODO\b'
    message: "`$0` is no task"
    help: "write - [ ]"
    severity: error
    bad: ["TODO sow", {note: "x TODO", fixed: "x TODO"}]
    good: ["`TODO`", "todo", "%% TODO %%", "[[TODO]]"]
  teh:
    pattern: '\b([Tt])eh\b'
    message: "`$0` is `${1}he`"
    where: [body, property, link-text]
    replace: "${1}he"
    fix: safe
    bad: [{note: "Teh cat, teh dog, `teh` code", fixed: "The cat, the dog, `teh` code"}, {note: "---\ntitle: teh\n---\n", fixed: "---\ntitle: the\n---\n"}]
  colon:
    pattern: ' - '
    message: dash
    where: property
    properties: title
    replace: ": "
    fix: safe
    only: {path: "Books/**"}
"#;

fn vault(notes: &[(&str, &str)]) -> TestVault {
    let vault = TestVault::new(notes);
    vault.write(".vaultlint.yaml", CONFIG);
    vault
}

#[test]
fn they_find_words_where_they_look_and_nowhere_else() {
    let vault = vault(&[
        (
            "a.md",
            "---\nx: TODO teh\n---\n# TODO teh\n`TODO` <!-- TODO -->\n\n    TODO\n\n[[teh|TODO teh]] https://x.y/TODO\n",
        ),
        ("b.md", "nothing\n"),
    ]);
    let found = vault.run(&["--select", "no-todo,teh", "--format", "json"]).findings();
    assert_eq!(found, ["a.md:2 teh", "a.md:4 no-todo", "a.md:4 teh", "a.md:9 no-todo", "a.md:9 teh"]);
    let shown = vault.run(&["a.md"]).stdout;
    assert!(shown.contains("`TODO` is no task") && shown.contains("`teh` is `the`"), "{shown}");
}

#[test]
fn a_fix_is_as_safe_as_the_config_says_and_keeps_the_frontmatter_readable() {
    let vault = vault(&[
        ("Books/a.md", "---\ntitle: One - two\nother: One - two\nquoted: 'One - two'\n---\nteh One - two\n"),
        ("b.md", "---\ntitle: One - two\n---\n"),
    ]);
    let run = vault.run(&["--fix"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let fixed = "---\ntitle: \"One: two\"\nother: One - two\nquoted: 'One - two'\n---\nthe One - two\n";
    assert_eq!(vault.read("Books/a.md"), fixed);
    assert_eq!(vault.read("b.md"), "---\ntitle: One - two\n---\n");
}

#[test]
fn they_are_silenced_switched_off_and_raised_as_others_are() {
    let vault = vault(&[("a.md", "TODO <!-- vaultlint: allow no-todo meant -->\n\nTODO\n")]);
    assert_eq!(vault.run(&["--format", "json"]).findings(), ["a.md:3 no-todo"]);
    vault.write(".vaultlint.yaml", format!("{CONFIG}rules: {{no-todo: off}}\n"));
    assert_eq!(vault.run(&["--format", "json"]).findings(), Vec::<String>::new());
    vault.write("a.md", "<!-- vaultlint: allow no-tod meant -->\n");
    let shown = vault.run(&["a.md"]).stdout;
    assert!(shown.contains("did you mean `no-todo`?"), "{shown}");
}

#[test]
fn config_check_runs_the_examples() {
    let vault = vault(&[]);
    let run = vault.run(&["config", "check"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("`colon` has no examples"), "{}", run.stdout);
    assert!(run.stdout.contains("3 custom rules, 8 examples"), "{}", run.stdout);
    vault.write(
        ".vaultlint.yaml",
        "custom:\n  x:\n    pattern: a+\n    message: m\n    replace: b\n    bad: [c, {note: a, fixed: c}]\n    good: [cab]\n",
    );
    let run = vault.run(&["config", "check"]);
    assert_eq!(run.code, 1);
    for complaint in
        ["finds \"a\" in a good example", "finds nothing in a bad example: \"c\"", "fixes \"a\" to \"b\", not to \"c\""]
    {
        assert!(run.stdout.contains(complaint), "{complaint}: {}", run.stdout);
    }
}

#[test]
fn what_cannot_be_used_is_said_with_its_place() {
    for (config, said) in [
        ("custom: {x: {pattern: '(', message: m}}", "unclosed group"),
        ("custom: {x: {pattern: 'a*', message: m}}", "matches the empty text"),
        ("custom: {x: {pattern: a}}", "`message` is missing"),
        ("custom: {x: {pattern: a, message: m, fix: safe}}", "`fix` requires `replace`"),
        ("custom: {x: {pattern: a, message: m, properties: [y]}}", "`properties` requires `where: property`"),
        ("custom: {mojibake: {pattern: a, message: m}}", "is a built-in rule"),
        ("custom: {x: {pattern: a, message: m, wheer: body}}", "did you mean `where`?"),
        ("custom: {x: {pattern: a, message: m, where: comment}}", "`where: comment`"),
    ] {
        let vault = TestVault::new(&[("a.md", "x\n"), (".vaultlint.yaml", config)]);
        let run = vault.run(&[]);
        assert_eq!(run.code, 2, "{config}");
        assert!(run.stderr.contains(".vaultlint.yaml") && run.stderr.contains(said), "{config}: {}", run.stderr);
    }
}

#[test]
fn a_replacement_that_is_found_again_is_no_fix() {
    let config = "custom: {x: {pattern: a, message: m, replace: aa, fix: safe}}";
    let vault = TestVault::new(&[("a.md", "b a b\n"), (".vaultlint.yaml", config)]);
    let run = vault.run(&["--fix"]);
    assert_eq!((run.code, vault.read("a.md").as_str()), (0, "b a b\n"), "{}", run.stdout);
}

#[test]
fn what_stands_to_the_letter_is_written_where_the_vault_names_the_place() {
    let config = |place: &str| {
        format!("custom: {{x: {{pattern: 'http:', message: m, replace: 'https:', fix: safe, where: [{place}]}}}}")
    };
    let note =
        "---\nsite: http://a.b\n---\n# See `http:` and http: here\n\n```\nhttp:\n```\n\n[`http:`](b.md) http://c.d\n";
    for (place, fixed) in [
        ("body", note.replace("and http:", "and https:")),
        ("heading", note.replace("and http:", "and https:")),
        ("link-text", note.to_owned()),
        ("property", note.replace("http://a.b", "https://a.b")),
        ("code", note.replace("`http:`", "`https:`").replace("\nhttp:", "\nhttps:")),
    ] {
        let vault = TestVault::new(&[("a.md", note), ("b.md", "x\n"), (".vaultlint.yaml", &config(place))]);
        let run = vault.run(&["--fix", "--select", "x"]);
        assert_eq!(vault.read("a.md"), fixed, "{place}: {}", run.stdout);
    }
}
