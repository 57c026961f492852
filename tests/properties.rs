//! What holds for any note: spans lie in bounds, text outside edits stays, fixes settle, nothing panics.
//! `PROPTEST_CASES=5000 cargo test --test properties` looks longer.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use proptest::prelude::*;

use vaultlint::config::{ConfigSources, ConfigText, RuleSelection, Settings};
use vaultlint::diagnostic::Applicability;
use vaultlint::engine::{FindingScope, FixOptions, check, check_note};
use vaultlint::note::Note;
use vaultlint::text::{Edit, Edits, Span};
use vaultlint::vault::{NoteFacts, VaultIndex};

fn fixing(least: Applicability) -> Option<FixOptions> {
    Some(FixOptions { min_applicability: least, finding_scope: FindingScope::All })
}

/// Every rule.
fn settings() -> Settings {
    let read = |_: &str| None;
    let strict = ConfigText { path: ".vaultlint.yaml".to_owned(), text: "extends: [strict]\n".to_owned() };
    let sources = ConfigSources { config: Some(strict), names: None, read: &read };
    Settings::load(&sources, &RuleSelection::default(), jiff::civil::date(2026, 1, 15)).unwrap()
}

/// Lines that notes of this kind are made of, damaged and not.
fn line() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "# Ada Byron",
        "## Recent Context",
        "text",
        "",
        "  more",
        "> quoted",
        "| a | b |",
        "```",
        "~~~",
        "%%",
        "<!-- x -->",
        "$$",
        "<!-- vaultlint: allow mojibake meant -->",
        "%% vaultlint: allow-file duplicate-entry %%",
        "itâ€™s",
        "âœ… done",
        "Ã©tÃ©",
        "Â ðŸ”¼",
        "São Paulo — “NÃO”",
        "code `â€™` code",
        "[[Ada]] and [x](y%20z.md)",
        "{{date}}",
        "<% tp.x %>",
        "\u{fffd}",
        "<<<<<<< x",
        "=======",
        ">>>>>>> y",
        "- 2025-10-30: [[Call]] - one",
        "- 2025-10-30: [[Sources/Call.md|Call]] — two",
        "- 2025-11-01: [[Call]]",
        "- unknown: [[2025-10 - Bo]] - three (via Ada Byron)",
        "\t- sub",
        "- [ ] task",
        "1. one",
        "- 2025-10-30: [[Call]] - one ^id",
        "- 2025-10-30: [[Call]] - four (via Bo Falk) ^id2",
        "---",
        "title: x",
        "tags: a, b",
        "- plain",
        "- plain",
        "\u{1b}[31mred\u{1b}[0m",
        "a \u{202e}b",
        "$$x\u{c}rac$$",
        "[[Call#^id]] [[#Nowhere]] [[call]]",
        "- 2025-10-30: [[Other]] - one two three four five six seven ...",
        "- 2025-10-30: [[Third]] - one two three four five six seven ...",
        "> ```tasks\n> path includes x\n> ```",
    ]);
    prop_oneof![4 => words.prop_map(str::to_owned), 1 => "\\PC{0,20}"]
}

fn property() -> impl Strategy<Value = String> {
    let lines = prop::sample::select(vec![
        "type: people",
        "title: Ada Byron",
        "title: Re: x: y",
        "tags: a, b",
        "tags: [a, '#b', a]",
        "tags:\n- a\n- A\n- #c",
        "tag: x",
        "alias: y",
        "created: 2025/11/07",
        "last_contact: \"2025-10-01\"",
        "last_contact: '2025.10.01'",
        "date: [[2025-01-01]]",
        "type: poeple",
        "x: @y",
        "# vaultlint: allow tag-form",
        "list:\n\t- tab",
        "title: Ada Byron",
        "k: |\n  block\n  text",
        "k: \"itâ€™s\"",
        "bad: [",
        "x: \"y\" z",
        "up: [[A]] and more",
        "t: \"a \\m b\"",
        "  nested: a: b",
        "k: [a, b] # c",
        "b\u{8}ell: 1",
        "aliases: {a: b}",
    ]);
    prop_oneof![8 => lines.prop_map(str::to_owned), 1 => "[a-z]{1,4}: \\PC{0,12}"]
}

fn note_text() -> impl Strategy<Value = String> {
    let body = prop::collection::vec(line(), 0..24);
    let head = prop::option::of(prop::collection::vec(property(), 0..8));
    (any::<bool>(), head, body, any::<bool>(), any::<bool>()).prop_map(|(mark, head, body, crlf, newline)| {
        let head = head.map(|lines| format!("---\n{}\n---\n", lines.join("\n"))).unwrap_or_default();
        let text = format!(
            "{}{head}{}{}",
            if mark { "\u{feff}" } else { "" },
            body.join("\n"),
            if newline { "\n" } else { "" }
        );
        if crlf { text.replace('\n', "\r\n") } else { text }
    })
}

/// A property, as many lines as it takes, with what may stand around it.
fn block() -> impl Strategy<Value = String> {
    let value = prop::sample::select(vec![
        " 1",
        "",
        " |\n  x\n",
        " |+\n  x\n\n",
        " |-\n  x\n  - y\n",
        " >\n  x\n\n  y\n",
        " [x, 'y''z', \"a, b\"]",
        " [x,\n  y]",
        "\n- x\n- y",
        "\n  - x\n\n  - y: 1",
        " [x] # c",
        " \"x\n  y\"",
        " x\n  y",
        "\n  k: 1",
        " []",
        "\n- 'it''s'\n- [z]",
        " [x, ]",
        "\n- |+\n  x\n\n- y",
        " |2\n   x\n",
    ]);
    let around = prop::sample::select(vec!["", "", "", "\n", "# c\n", "  \n"]);
    ("[a-e]", value, around)
        .prop_map(|(key, value, around)| format!("{around}{key}:{}\n", value.strip_suffix('\n').unwrap_or(value)))
}

/// A line of a property that is, or was, a list; with what may stand in and beside its value.
fn list_property() -> impl Strategy<Value = String> {
    let keys = vec!["tags", "tag", "Tags", "aliases", "alias", "Aliases", "cssclasses", "cssclass", "other"];
    let part = prop_oneof![
        4 => prop::sample::select(vec!["ab", "c/d", "#ef", "-", "- gh", "ij kl", "mn, op", "Byron, Ada", "[[qr]]", "'st'", "\"uv\"", "2025", "true", "#", "{{yz}}"]).prop_map(str::to_owned),
        1 => "[a-z0-9é#,:&*!?{}\\[\\]'\"% -]{0,10}",
    ];
    let value = prop::collection::vec(part, 0..4).prop_map(|parts| parts.join(", "));
    let quote = prop::sample::select(vec![
        "", "", "\"", "'", "[", "[[", "- ", "#", "\n- ", "\n  - #", "\n- - ", "|\n  ", ">-\n  ",
    ]);
    let comment = prop::sample::select(vec!["", "", "", " # why", "\n# why", " #why"]);
    (prop::sample::select(keys), quote, value, comment).prop_map(|(key, quote, value, comment)| {
        let close = match quote {
            "[" => "]",
            "[[" => "]]",
            "\"" | "'" => quote,
            _ => "",
        };
        format!("{key}: {quote}{value}{close}{comment}")
    })
}

/// Every letter and digit, whatever the order: what a safe fix may move and join, but not lose.
fn words_of(text: &str) -> std::collections::BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn findings_lie_in_bounds_and_edits_apply(text in note_text()) {
        let (settings, note, vault) = (settings(), Note::new("People/Ada Byron.md", text), VaultIndex::default());
        for diagnostic in check(&note, &vault, &settings).diagnostics {
            let spans = std::iter::once(diagnostic.span).chain(diagnostic.related.iter().filter_map(|related| related.span));
            for span in spans.chain(diagnostic.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span))) {
                prop_assert!(span.start <= span.end && span.end <= note.text().len(), "{}", diagnostic.rule);
                prop_assert!(note.text().is_char_boundary(span.start) && note.text().is_char_boundary(span.end), "{}", diagnostic.rule);
            }
        }
    }

    #[test]
    fn fixes_settle_and_settle_again_to_the_same(text in note_text(), least in prop::sample::select(vec![Applicability::Safe, Applicability::Unsafe])) {
        let (settings, vault) = (settings(), VaultIndex::default());
        let once = check_note(Note::new("People/Ada Byron.md", text), &vault, &settings, fixing(least));
        prop_assert_eq!(&once.bugs, &Vec::<String>::new());
        let twice = check_note(Note::new("People/Ada Byron.md", once.note.text()), &vault, &settings, fixing(least));
        prop_assert_eq!(twice.note.text(), once.note.text());
        prop_assert!(twice.fixed.findings.is_empty());
    }

    #[test]
    fn a_safe_fix_of_entries_loses_no_word(lines in prop::collection::vec(line(), 1..16)) {
        let read = |_: &str| None;
        let select = vec!["duplicate-entry".to_owned(), "entry-order".to_owned()];
        let selection = RuleSelection { select, ignore: Vec::new() };
        let sources = ConfigSources { config: None, names: None, read: &read };
        let settings = Settings::load(&sources, &selection, jiff::civil::date(2026, 1, 15)).unwrap();
        let text = lines.join("\n");
        let settled = check_note(Note::new("a.md", text.as_str()), &VaultIndex::default(), &settings, fixing(Applicability::Safe));
        let mut missing: Vec<String> = words_of(&text).difference(&words_of(settled.note.text())).cloned().collect();
        // The path form of a link goes with its entry; the name stays.
        missing.retain(|word| !matches!(word.as_str(), "Sources" | "md"));
        prop_assert!(missing.is_empty(), "{missing:?} of\n{text}\nin\n{}", settled.note.text());
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "(\\PC|[\\[\\]`$%<>{}|#*\n\t\r-]){0,200}") {
        let note = Note::new("a.md", text);
        let body = note.body();
        for pair in body.regions.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start, "zones overlap");
        }
        for item in &body.items {
            prop_assert!(item.span.contains(item.marker) && item.span.contains(item.text));
        }
        NoteFacts::from_note(&note);
        note.prose();
    }

    #[test]
    fn any_bytes_are_a_note_or_binary(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(note) = Note::from_bytes("a.md", bytes) {
            let settled = check_note(note, &VaultIndex::default(), &settings(), fixing(Applicability::Unsafe));
            prop_assert_eq!(settled.bugs, Vec::<String>::new());
        }
    }

    #[test]
    fn edits_leave_the_rest_as_it_was(text in "\\PC{0,40}", cuts in prop::collection::vec((0..40_usize, 0..6_usize, "[a-z]{0,3}"), 0..6)) {
        let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let edits = cuts.into_iter().map(|(at, length, new)| Edit::replace(Span::new(floor(at), floor(at + length)), new));
        let Ok(edits) = Edits::new(edits.collect()) else { return Ok(()) };
        let after = edits.apply(&text);
        let (mut old, mut new) = (0, 0);
        for edit in edits.iter() {
            let kept = edit.span.start - old;
            prop_assert_eq!(&text[old..old + kept], &after[new..new + kept]);
            (old, new) = (edit.span.end, new + kept + edit.text.len());
        }
        prop_assert_eq!(&text[old..], &after[new..]);
    }

    #[test]
    fn lines_of_frontmatter_shift_every_finding_below(lines in prop::collection::vec(line(), 0..24), more in 1..5_usize) {
        let settings = settings();
        let body = format!("text\n{}", lines.join("\n"));
        let lines = |text: &str| -> Vec<(usize, String)> {
            let settled = check_note(Note::new("a.md", text), &VaultIndex::default(), &settings, None);
            settled.remaining.findings.iter().map(|finding| (finding.start.line, finding.diagnostic.rule.to_string())).collect()
        };
        let head: String = std::iter::once("---\n".to_owned()).chain((0..more).map(|at| format!("k{at}: v\n"))).chain(["---\n".to_owned()]).collect();
        let below = lines(&format!("{head}{body}"));
        let shifted: Vec<_> = lines(&body).into_iter().map(|(line, rule)| (line + more + 2, rule)).collect();
        prop_assert_eq!(below, shifted);
    }

    #[test]
    fn a_fix_of_properties_leaves_every_other_byte(head in prop::collection::vec(property(), 1..8), body in prop::collection::vec(line(), 0..6)) {
        let text = format!("---\n{}\n---\n{}", head.join("\n"), body.join("\n"));
        let note = Note::new("People/Ada Byron.md", text.as_str());
        let Some(block) = note.frontmatter() else { return Ok(()) };
        let pairs = note.properties().map(|properties| properties.pairs.clone()).unwrap_or_default();
        for diagnostic in check(&note, &VaultIndex::default(), &settings()).diagnostics {
            let Some(fix) = diagnostic.fix.filter(|fix| fix.edits.iter().all(|edit| block.block.contains(edit.span))) else { continue };
            let after = fix.edits.apply(&text);
            prop_assert!(after.ends_with(&text[block.block.end..]), "{}: {after}", diagnostic.rule);
            let mut from = 0;
            for pair in &pairs {
                let span = Span::new(pair.key_span.start, pair.value.span.end.max(pair.key_span.end));
                if !fix.edits.touches(span) {
                    let found = after[from..].find(span.slice(&text));
                    prop_assert!(found.is_some(), "{} of {}: {after}", diagnostic.rule, pair.key);
                    from += found.unwrap();
                }
            }
        }
    }

    #[test]
    fn any_yaml_is_read_and_fixed_without_a_panic(yaml in "([a-c]{1,3}: ?|[\\[\\]{}:,&*!|>'\"%@`#\\\\?~.-]| {1,4}|\t|\r?\n|é|\u{fe}|[0-9]){0,120}") {
        let text = format!("---\n{yaml}\n---\nbody\n");
        let settled = check_note(Note::new("a.md", text), &VaultIndex::default(), &settings(), fixing(Applicability::Unsafe));
        prop_assert_eq!(settled.bugs, Vec::<String>::new());
        prop_assert!(settled.note.text().ends_with("body\n"));
    }

    #[test]
    fn order_and_form_of_properties_change_no_value(head in prop::collection::vec(block(), 1..7), flow in any::<bool>()) {
        let style = if flow { "flow" } else { "block" };
        let config = format!("rules: {{key-order: {{order: [d, c, b, a]}}, list-style: {{style: {style}, indent: 2}}}}\n");
        let read = |_: &str| None;
        let config = ConfigText { path: ".vaultlint.yaml".to_owned(), text: config };
        let select = vec!["key-order".to_owned(), "list-style".to_owned()];
        let sources = ConfigSources { config: Some(config), names: None, read: &read };
        let selection = RuleSelection { select, ignore: Vec::new() };
        let settings = Settings::load(&sources, &selection, jiff::civil::date(2026, 1, 15)).unwrap();
        let text = format!("---\n{}---\nbody\n", head.concat());
        let values = |note: &Note| {
            let pairs = note.properties().map(|properties| properties.pairs.clone()).unwrap_or_default();
            let mut values: Vec<_> = pairs.iter().map(|pair| format!("{}: {}", pair.key, pair.value.to_json())).collect();
            values.sort_unstable();
            values
        };
        let before = Note::new("a.md", text.as_str());
        let settled = check_note(Note::new("a.md", text), &VaultIndex::default(), &settings, fixing(Applicability::Safe));
        prop_assert_eq!(values(&before), values(&settled.note), "{}", settled.note.text());
        prop_assert_eq!(settled.bugs, Vec::<String>::new());
    }

    #[test]
    fn a_safe_fix_of_list_properties_loses_no_word(head in prop::collection::vec(list_property(), 1..4), crlf in any::<bool>(), is_typed in any::<bool>()) {
        let read = |_: &str| None;
        let select = ["invalid-frontmatter", "duplicate-key", "unquoted-link", "deprecated-key", "tag-form", "duplicate-tag", "frontmatter-schema", "list-style"];
        let selection = RuleSelection { select: select.map(str::to_owned).to_vec(), ignore: Vec::new() };
        let sources = ConfigSources { config: None, names: None, read: &read };
        let settings = Settings::load(&sources, &selection, jiff::civil::date(2026, 1, 15)).unwrap();
        let text = format!("---\n{}{}\n---\nbody", if is_typed { "type: people\n" } else { "" }, head.join("\n"));
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let settled = check_note(Note::new("Ada Byron.md", text.as_str()), &VaultIndex::default(), &settings, fixing(Applicability::Safe));
        let after = settled.note.text().to_owned();
        prop_assert_eq!(&settled.bugs, &Vec::<String>::new(), "{}", text);
        let renamed = |word: &String| ["tag", "alias", "cssclass"].contains(&word.to_lowercase().as_str());
        let missing: Vec<String> = words_of(&text).difference(&words_of(&after)).filter(|word| !renamed(word)).cloned().collect();
        prop_assert!(missing.is_empty(), "{missing:?} of\n{text}\nin\n{after}");
        let again = check_note(settled.note, &VaultIndex::default(), &settings, fixing(Applicability::Safe));
        prop_assert_eq!(again.note.text(), after);
    }
}
