//! A placeholder makes no template: what else is wrong with the note is told. In a template, what it will write wrong is told, and
//! what is to be filled in stays.

mod support;

use support::TestVault;

const FORGOTTEN: &str = "---\ntype: meeting\ndate: 2026/01/05\n---\n**Date:** {{DATE}}\n\n- Met at itâ€™s place\n";

#[test]
fn a_forgotten_placeholder_hides_nothing() {
    let vault = TestVault::new(&[("Calls/Roadmap.md", FORGOTTEN)]);
    assert_eq!(
        vault.run(&["--format", "json"]).findings(),
        [
            "Calls/Roadmap.md:3 frontmatter-schema",
            "Calls/Roadmap.md:5 unfilled-placeholder",
            "Calls/Roadmap.md:7 mojibake"
        ]
    );
    assert_eq!(vault.run(&["--fix"]).code, 0);
    let fixed = FORGOTTEN.replace("2026/01/05", "2026-01-05").replace("itâ€™s", "it’s");
    assert_eq!(vault.read("Calls/Roadmap.md"), fixed);
}

#[test]
fn templates_of_config_and_of_obsidians_settings_keep_what_is_filled_in() {
    let template = "---\ntype: meeting\ndate: 2026/01/05\ntags: a, b\naliases: \"{{title}}\"\n---\n# {{title}}\n";
    let vault = TestVault::new(&[
        ("Core/Call.md", template),
        ("Templater/Call.md", template),
        ("Own/Call.md", template),
        ("Calls/Call.md", template),
        (".obsidian/templates.json", "{\"folder\": \"Core\"}"),
        (".obsidian/plugins/templater-obsidian/data.json", "{\"templates_folder\": \"Templater\"}"),
        (".vaultlint.yaml", "templates: [\"Own/**\"]\n"),
    ]);
    let found = vault.run(&["--format", "json"]).findings();
    let in_note: Vec<_> = found.iter().filter(|found| found.starts_with("Calls/")).collect();
    let expected = [
        "Calls/Call.md:3 frontmatter-schema",
        "Calls/Call.md:4 frontmatter-schema",
        "Calls/Call.md:5 frontmatter-schema",
        "Calls/Call.md:5 unfilled-placeholder",
        "Calls/Call.md:7 unfilled-placeholder",
    ];
    assert_eq!(in_note, expected);
    vault.run(&["--fix"]);
    for path in ["Core/Call.md", "Templater/Call.md", "Own/Call.md"] {
        let of_template = [4, 5].map(|line| format!("{path}:{line} frontmatter-schema"));
        assert!(of_template.iter().all(|expected| found.contains(expected)), "{found:?}");
        assert_eq!(vault.read(path), template.replace("tags: a, b", "tags:\n- a\n- b"), "{path}");
    }
    assert_eq!(found.len(), 11, "{found:?}");
}

#[test]
fn values_with_placeholders_stay() {
    let note = "---\nalias: \"{{title}}\"\ntags:\n- \"#{{kind}}\"\n- \"#{{kind}}\"\nup: [[{{title}}]]\ncssclasses: \"{{class}} wide\"\n---\n# {{title}}\n";
    let vault = TestVault::new(&[("Call.md", note)]);
    vault.run(&["--fix", "--unsafe-fixes"]);
    assert_eq!(vault.read("Call.md"), note);
    let commands = "---\nAlias: <% tp.file.title %>\nTags: [ \"#Type/MOC\" ]\n---\n<%* tp.file.move(x) %>\n- a - b\n";
    vault.write("MOC.md", commands);
    let found = vault.run(&["--format", "json", "MOC.md"]).findings();
    assert_eq!(found, ["MOC.md:2 deprecated-key", "MOC.md:3 tag-form"]);
    vault.run(&["--fix", "--unsafe-fixes"]);
    assert_eq!(vault.read("MOC.md"), commands.replace("#Type", "Type"));
}
