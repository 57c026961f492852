//! A config that nobody means: it ends at once in an error that names its place, or costs no more than its length.

mod support;

use support::TestVault;

const NOTE: &str = "---\ntype: t\na: x\n---\nx\n";

/// Refused with an error at this place, which says so.
fn is_refused(config: &str, place: &str, words: &str) {
    let vault = TestVault::new(&[("a.md", NOTE)]);
    vault.write(".vaultlint.yaml", config);
    refuses(&vault, place, words);
}

fn refuses(vault: &TestVault, place: &str, words: &str) {
    let run = vault.run(&[]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.starts_with(&format!("vaultlint: {place}")), "{run:?}");
    assert!(run.stderr.contains(words) && run.stderr.len() < 600, "{run:?}");
}

fn schema(schema: &str) -> String {
    format!("types:\n  t:\n    match: {{type: [t]}}\n    schema: {schema}\n")
}

#[test]
fn globs_are_bounded_in_depth_length_and_number() {
    let nested = "{a,".repeat(50_000) + &"}".repeat(50_000);
    is_refused(&format!("exclude: [\"{nested}\"]\n"), ".vaultlint.yaml:1:", "a glob may have at most 1024 bytes");
    let nested = "{a,".repeat(100) + &"}".repeat(100);
    for config in [
        format!("exclude: [\"{nested}\"]\n"),
        format!("templates: [\"{nested}\"]\n"),
        format!("names: {{leave: [\"{nested}\"]}}\n"),
        format!("generated: {{path: \"{nested}\"}}\n"),
        format!("types: {{t: {{match: {{path: \"{nested}\"}}}}}}\n"),
        format!("custom: {{x: {{pattern: x, message: m, only: {{path: \"{nested}\"}}}}}}\n"),
        format!("rules: {{broken-link: {{severity: warning, ignore: [\"{nested}\"]}}}}\n"),
    ] {
        is_refused(&config, ".vaultlint.yaml:1:", "`{` is nested more than 8 levels deep");
    }
    let many = vec!["\"*a*b\""; 20_000].join(", ");
    is_refused(&format!("exclude: [{many}]\n"), ".vaultlint.yaml:1:", "a list may have at most 1000 globs");
}

#[test]
fn references_of_schemas_are_counted_before_they_are_followed() {
    let doubling = |levels: usize| {
        let level =
            |at: usize| format!("d{at}: {{allOf: [{{$ref: '#/$defs/d{0}'}}, {{$ref: '#/$defs/d{0}'}}]}}", at + 1);
        let levels: Vec<String> = (0..levels).map(level).chain([format!("d{levels}: {{type: object}}")]).collect();
        schema(&format!("{{$ref: '#/$defs/d0', $defs: {{{}}}}}", levels.join(", ")))
    };
    is_refused(&doubling(30), ".vaultlint.yaml:4:13", "schema of `t`: more than ");
    let chain: String = (0..5_000).map(|at| format!("d{at}: {{$ref: '#/$defs/d{}'}}, ", at + 1)).collect();
    let chain = schema(&format!("{{$ref: '#/$defs/d0', $defs: {{{chain}d5000: {{}}}}}}"));
    is_refused(&chain, ".vaultlint.yaml:4:13", "nested more than 64 levels deep");
    let back = schema("{anyOf: [{properties: {a: {$ref: '#'}}}, {properties: {a: {$ref: '#'}}}]}");
    is_refused(&back, ".vaultlint.yaml:4:13", "the same schema more than once");
    let vault = TestVault::new(&[("a.md", NOTE)]);
    vault.write(".vaultlint.yaml", doubling(5));
    assert_eq!(vault.run(&[]).code, 0);
}

#[test]
fn patterns_of_schemas_are_bounded_and_linear() {
    let nested = schema("{properties: {a: {pattern: '((a{1000}){1000}){1000}'}}}");
    is_refused(&nested, ".vaultlint.yaml:4:40", "schema of `t`");
    let value = "x".repeat(40_000);
    let vault = TestVault::new(&[("a.md", &format!("---\ntype: t\na: {value}\n---\n"))]);
    vault.write(".vaultlint.yaml", schema("{properties: {a: {type: string, pattern: '(x+x+)+y'}}}"));
    assert_eq!(vault.run(&[]).code, 1);
}

#[test]
fn files_extend_each_other_as_often_as_they_are_read() {
    let vault = TestVault::new(&[("a.md", NOTE)]);
    let twenty = |name: &str| format!("extends: [{}]\n", vec![name; 20].join(", "));
    vault.write(".vaultlint.yaml", twenty("f1.yaml"));
    (1..8).for_each(|at| vault.write(&format!("f{at}.yaml"), twenty(&format!("f{}.yaml", at + 1))));
    vault.write("f8.yaml", "rules: {}\n");
    refuses(&vault, "f", "`extends` includes more than 64 packs and files");
    let packs = format!("extends: [{}]\n", ["strict"; 100].join(", "));
    is_refused(&packs, ".vaultlint.yaml:1:1", "more than 64 packs and files");
    vault.write(".vaultlint.yaml", "extends: [f1.yaml]\n");
    vault.write("f1.yaml", "extends: [.vaultlint.yaml]\n");
    refuses(&vault, "f1.yaml:1:1", "is circular or nested too deeply");
    // Two that rest on one are fine.
    vault.write(".vaultlint.yaml", "extends: [f1.yaml, f2.yaml]\n");
    vault.write("f1.yaml", "extends: [f8.yaml]\n");
    vault.write("f2.yaml", "extends: [f8.yaml]\n");
    assert_eq!(vault.run(&[]).code, 0);
}

#[test]
fn what_is_expanded_or_nested_in_yaml_is_refused() {
    is_refused("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", ".vaultlint.yaml:1:", "anchors");
    is_refused(&format!("exclude: {}", "[".repeat(100_000)), ".vaultlint.yaml:1:", "limit");
    is_refused(
        &format!("required-version: \">={}\"\n", "9".repeat(100_000)),
        ".vaultlint.yaml:1:1",
        "is not a version",
    );
}

#[test]
fn types_and_rules_of_the_vault_are_bounded_in_number() {
    let types: String = (0..2_000).map(|at| format!("  t{at}: {{match: {{type: t{at}}}}}\n")).collect();
    is_refused(&format!("types:\n{types}"), ".vaultlint.yaml:1:1", "the maximum is 500");
    let rules: String = (0..2_000).map(|at| format!("  r{at}: {{pattern: x, message: m}}\n")).collect();
    is_refused(&format!("custom:\n{rules}"), ".vaultlint.yaml:1:1", "the maximum is 500");
}

#[test]
fn patterns_of_custom_rules_are_bounded_and_what_they_write_is() {
    let rule = |pattern: &str, rest: &str| format!("custom: {{x: {{pattern: '{pattern}', {rest}}}}}\n");
    let message = "message: m";
    is_refused(&rule("((a{1000}){1000}){1000}", message), ".vaultlint.yaml:1:", "`x`: ");
    let nested = "(".repeat(100_000) + &")".repeat(100_000);
    is_refused(&rule(&nested, message), ".vaultlint.yaml:1:", "nested");

    let vault = TestVault::new(&[("a.md", &"x".repeat(1_000_000))]);
    let whole = format!("message: '{}', replace: '{}', fix: safe", "$0".repeat(400), "y$0".repeat(400));
    vault.write(".vaultlint.yaml", rule("(?s).+", &whole));
    let run = vault.run(&["--format", "json"]);
    assert!(run.code == 0 && run.stdout.len() < 10_000, "{}", run.stdout.len());
    assert_eq!(vault.run(&["--fix"]).code, 0);
    assert_eq!(vault.read("a.md").len(), 1_000_000, "what would be longer than a note is not written");
}
