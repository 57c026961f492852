//! `vaultlint init`: what it learns from a vault, and that the vault passes.

mod support;

use std::fmt::Write as _;

use support::TestVault;

/// Thirty people whose notes a pipeline writes, thirty recipes, and what Obsidian says of them.
fn vault() -> TestVault {
    let vault = TestVault::new(&[
        (".obsidian/app.json", r#"{"userIgnoreFilters": ["Archive/"]}"#),
        (".obsidian/templates.json", r#"{"folder": "Templates"}"#),
        ("Archive/Old.md", "---\ntype: recipe\n---\nit wonâ€™t\n"),
        ("Templates/Recipe.md", "---\ntype: recipe\nserves: many\n---\n"),
    ]);
    for n in 0..30 {
        let given = ["Ada", "Grace", "Tomas", "Ingrid", "Wendell"][n % 5];
        let name = format!("{given} {}hof", ["Bern", "Lind", "Alb", "Stern", "Berg", "Rein"][n / 5]);
        let mut note = format!(
            "---\ntype: kontakt\nrole: {}\nlast_contact: 2025-11-{:02}\ntags: [auto/generated]\n---\n# {name}\n\n",
            ["engineer", "designer", "editor"][n % 3],
            n % 28 + 1
        );
        note += "## Recent Context\n\n";
        for day in (1..=n % 28 + 1).rev().take(4) {
            let _ = writeln!(
                note,
                "- 2025-11-{day:02}: [[2025-11-{day:02} - Sync {n}]] - Weekly call about seeds number {n}."
            );
        }
        note += "\n## Facts\n\n- Grows seeds.\n- Reads slowly.\n\n## Related\n\n<!-- links -->\n";
        vault.write(&format!("Leute/{name}.md"), &note);
        let serves = if n == 7 { "serves: four".to_owned() } else { format!("serves: {}", n % 6 + 1) };
        let source = if n == 9 { "" } else { "source: \"[[Book]]\"\n" };
        vault.write(
            &format!("Recipes/Soup {n}.md"),
            format!("---\ntype: recipe\n{serves}\n{source}cooked: 2025-0{}-01\n---\nBoil.\n", n % 9 + 1),
        );
    }
    vault
}

#[test]
fn it_finds_types_people_entries_and_generated_notes() {
    let vault = vault();
    let run = vault.run(&["init"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let config = vault.read(".vaultlint.yaml");
    for line in [
        "exclude: [\"Archive/**\"]",
        "templates: [\"Templates/**\"]",
        "generated: {tag: auto/generated}",
        "# 30 notes written by a pipeline: fixed, but never blocking",
        "duplicate-list-item: {sections: [Facts]}",
        "empty-section: {allow: [Related]}",
        "list-style: {style: flow}",
        "# 30 notes about people; entries under Recent Context",
        "match: {type: [kontakt]}",
        "sections: [Recent Context, Facts, Related]",
        "required: [role, last_contact, tags]",
        "role: {enum: [designer, editor, engineer]}",
        "last_contact: {format: date}",
        "serves: {type: integer}",
        "source: {format: wikilink}",
        "required: [serves, source, cooked]",
    ] {
        assert!(config.contains(line), "{line}\n\n{config}");
    }
    assert!(run.stdout.contains("kontakt (people): 30 notes"), "{}", run.stdout);
    assert!(config.lines().count() < 40 && config.is_ascii(), "{config}");
}

#[test]
fn the_vault_passes_but_for_the_outliers_that_are_listed() {
    let vault = vault();
    let told = vault.run(&["init"]).stdout;
    assert!(told.contains("2 outliers (frontmatter-schema)"), "{told}");
    assert!(told.contains("Recipes/Soup 7.md:3") && told.contains("Recipes/Soup 9.md:1"), "{told}");
    assert_eq!(vault.run(&["config", "check"]).code, 0);
    let left = vault.run(&["--format", "json"]).findings();
    assert_eq!(left, ["Recipes/Soup 7.md:3 frontmatter-schema", "Recipes/Soup 9.md:1 frontmatter-schema"]);
}

#[test]
fn a_dry_run_prints_the_same_and_writes_nothing() {
    let vault = vault();
    let printed = vault.run(&["init", "--dry-run"]);
    assert!(printed.stderr.contains("outlier"));
    assert_eq!(vault.run(&["init"]).code, 0);
    assert_eq!(printed.stdout, vault.read(".vaultlint.yaml"));
    let before = vault.files();
    let again = vault.run(&["init"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains(".vaultlint.yaml already exists"), "{}", again.stderr);
    assert_eq!(vault.files(), before);
}

#[test]
fn a_few_notes_of_no_kind_make_a_config_that_says_so_little() {
    let vault = TestVault::new(&[("a.md", "x\n"), ("b.md", "---\ntype: odd\n---\n")]);
    assert_eq!(vault.run(&["init"]).code, 0);
    assert_eq!(vault.read(".vaultlint.yaml").lines().count(), 1);
    assert_eq!(vault.run(&[]).code, 0);
}

#[test]
fn the_plugin_that_commits_by_itself_is_not_stopped() {
    let vault = TestVault::new(&[
        ("a.md", "x\n"),
        (".obsidian/community-plugins.json", r#"["obsidian-git"]"#),
        (".obsidian/plugins/obsidian-git/data.json", r#"{"autoSaveInterval": 5}"#),
    ]);
    assert_eq!(vault.run(&["init"]).code, 0);
    assert!(vault.read(".vaultlint.yaml").contains("hook: {unattended: pass}"));
    let settings = vault.run(&["config", "show"]).stdout;
    assert!(settings.split_once("hook:").unwrap().1.contains("unattended: pass"), "{settings}");
}
