//! Damaged text and its repairs.

use super::tests::{find_all, repaired_from};
use super::{Codec, Confidence, RepairEvidence, damage, find, repaired};
use crate::text::Span;

/// Expects exactly these repairs, all certain: the damaged characters, what they become, and the chain.
fn check(text: &str, expected: &[(&str, &str, &[Codec])]) {
    let found = find_all(text);
    let seen: Vec<_> = found
        .iter()
        .map(|repair| (repair.span.slice(text), repair.replacement.as_deref().unwrap_or("(none)"), &repair.chain[..]))
        .collect();
    assert_eq!(seen, expected, "{text}");
    assert!(found.iter().all(|repair| repair.confidence == Confidence::Certain), "{text}: {found:#?}");
}

const W: &[Codec] = &[Codec::Windows1252];
const WW: &[Codec] = &[Codec::Windows1252, Codec::Windows1252];
const M: &[Codec] = &[Codec::Macintosh];
const T: &[Codec] = &[Codec::Windows1254];

#[test]
fn one_layer_of_windows_1252() {
    check("Acmeâ€™s", &[("â€™", "’", W)]);
    check("done âœ…", &[("âœ…", "✅", W)]);
    check("one â€” two", &[("â€”", "—", W)]);
    check("cafÃ©", &[("Ã©", "é", W)]);
    check("fÃ¼r", &[("Ã¼", "ü", W)]);
    check("Ã¼ber", &[("Ã¼", "ü", W)]);
    check("Â\u{a0}ðŸ”¼", &[("Â\u{a0}ðŸ”¼", "\u{a0}🔼", W)]);
    check("20Â°C", &[("Â°", "°", W)]);
    check("voilÃ\u{a0}", &[("Ã\u{a0}", "à", W)]);
    check("RAZÃ“N", &[("Ã“", "Ó", W)]);
    check("æ—¥æœ¬èªž", &[("æ—¥æœ¬èªž", "日本語", W)]);
    check("â€œÃ©tÃ©â€\u{9d}", &[("â€œÃ©", "“é", W), ("Ã©â€\u{9d}", "é”", W)]);
}

#[test]
fn c1_controls_are_latin_1() {
    check("itâ\u{80}\u{99}s", &[("â\u{80}\u{99}", "’", &[Codec::Latin1])]);
}

#[test]
fn byte_order_mark_at_the_start() {
    check("ï»¿hello", &[("ï»¿", "\u{feff}", W)]);
}

#[test]
fn surrogate_pairs_are_joined() {
    check(
        "hi í\u{a0}½í¸\u{8d} â\u{9a}½",
        &[("í\u{a0}½í¸\u{8d}", "😍", &[Codec::Latin1]), ("â\u{9a}½", "⚽", &[Codec::Latin1])],
    );
}

#[test]
fn several_layers() {
    check("cafÃƒÂ©", &[("ÃƒÂ©", "é", WW)]);
    check("Ã¢â‚¬â„¢tis", &[("Ã¢â‚¬â„¢", "’", WW)]);
    check("cafÃƒÆ’Ã‚Â©", &[("ÃƒÆ’Ã‚Â©", "é", &[Codec::Windows1252; 3])]);
    let mixed = damage(&damage("’", Codec::Macintosh).unwrap(), Codec::Windows1252).unwrap();
    check(&format!("it{mixed}s"), &[(&mixed, "’", &[Codec::Windows1252, Codec::Macintosh])]);
}

#[test]
fn eight_layers() {
    let damaged = (0..8).fold(String::from("’"), |text, _| damage(&text, Codec::Windows1252).unwrap());
    check(&format!("it{damaged}s"), &[(&damaged, "’", &[Codec::Windows1252; 8])]);
}

#[test]
fn other_codecs() {
    check("caf√© at ten", &[("√©", "é", M)]);
    check("it‚Äôs", &[("‚Äô", "’", M)]);
    check("espa√±ol", &[("√±", "ñ", M)]);
    check("todo ğŸ”¼", &[("ğŸ”¼", "🔼", T)]);
}

#[test]
fn document_supports_short_runs() {
    // `Ã”` alone may be a letter with a closing quote.
    assert_eq!(find_all("O AVÃ” disse"), []);
    assert_eq!(repaired("RAZÃƒO: mÃ£e, pÃ£o; Ã”nibus"), "RAZÃO: mãe, pão; Ônibus");
}

#[test]
fn flattened_no_break_space_needs_other_damage() {
    let found = find_all("doneÂ ok");
    assert!(found.iter().all(|repair| repair.confidence < Confidence::Certain), "{found:?}");
    check("doneÂ ok, itâ€™s", &[("Â ", "\u{a0}", W), ("â€™", "’", W)]);
    assert!(find_all("doneÂ ok, itâ€™s")[0].flattened);
    check("â€™ Ã  la carte, voilÃ ", &[("â€™", "’", W), ("Ã ", "à", W), ("Ã ", "à", W)]);
}

#[test]
fn truncated_sequences_are_reported() {
    for text in ["it continues â€...", "so â€", "so ðŸ"] {
        let found = find_all(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!((found[0].confidence, found[0].evidence), (Confidence::Report, RepairEvidence::Truncated), "{text}");
        assert_eq!(found[0].replacement, None);
    }
}

#[test]
fn lost_bytes_are_filled_where_one_candidate_stands_out() {
    let text = "a quote that lost its byteâ€\u{fffd}";
    let found = find_all(text);
    assert_eq!((found[0].confidence, found[0].replacement.as_deref()), (Confidence::Likely, Some("”")));
    let text = damage("Αυτό το πρόγραμμα είναι γραμμένο", Codec::Windows1252).unwrap();
    let lossy: String = text.chars().map(|char| if char == '\u{81}' { '\u{fffd}' } else { char }).collect();
    assert_eq!(repaired(&lossy), "Αυτό το πρόγραμμα είναι γραμμένο");
}

#[test]
fn destroyed_characters_are_reported() {
    let found = find_all("itï¿½s");
    assert_eq!((found[0].confidence, found[0].evidence), (Confidence::Report, RepairEvidence::Destroyed));
}

#[test]
fn torn_runs_are_not_partly_repaired() {
    assert_eq!(repaired("ÐŸÑ€Ð¸Ð²ÐµÑ Ð¼Ð¸Ñ€"), "ÐŸÑ€Ð¸Ð²ÐµÑ Ð¼Ð¸Ñ€");
    assert_eq!(repaired("cafÃ©é"), "cafÃ©é");
}

#[test]
fn a_torn_phrase_stays_torn_whatever_follows_in_other_areas() {
    let torn = "> ÐŸÑ€Ð¸Ð²ÐµÑ Ð¼Ð¸Ñ€";
    let text = format!("{torn} `code` cafÃ© Ð´Ð»Ñ\u{8f}");
    let areas = [Span::new(0, torn.len() + 1), Span::new(torn.len() + 7, text.len())];
    let found = find(&text, &areas);
    assert!(found.iter().any(|repair| repair.confidence == Confidence::Certain));
    let in_first_area = found.iter().filter(|repair| areas[0].contains(repair.span));
    assert!(in_first_area.clone().count() > 0);
    assert!(in_first_area.clone().all(|repair| repair.evidence == RepairEvidence::Torn), "{found:#?}");
}

#[test]
fn correct_punctuation_beside_damage_is_left_untouched() {
    assert_eq!(repaired("“Ã©tÃ©” — “dÃ©jÃ\u{a0}”, cÅ“ur—Ã¢me"), "“été” — “déjà”, cœur—âme");
}

#[test]
fn mixed_layers_in_one_run_are_undone_together() {
    assert_eq!(repaired("cafÃƒÂ©â€”bar, itâ€™s â€œthisâ€\u{9d}"), "café—bar, it’s “this”");
}

/// `×Š` is `צ` by latin-9 and `ש` by latin-2, which is the more frequent letter; the rest of the note is latin-9's.
#[test]
fn codec_that_explains_the_document_beats_a_more_frequent_letter() {
    for words in ["✅ aa and אאצ", "אאאצ and ✅ aa"] {
        let text = format!("It’s “damaged” – naïve café… ✅ Привет, мир\n{words}\n");
        assert_eq!(repaired_from(&damage(&text, Codec::Latin9).unwrap(), Confidence::Likely), text);
    }
}

#[test]
fn measure_in_a_damaged_line_does_not_prevent_repairs() {
    for (damaged, meant) in [
        ("VocÃª nÃ£o Ã©. 20 Â°C", "Você não é. 20 °C"),
        ("Itâ€™s 20 Â°C.", "It’s 20 °C."),
        ("Itâ€™s xÂ².", "It’s x²."),
        ("Ã„nderung fÃ¼r 20 Â°C", "Änderung für 20 °C"),
        ("Itâ€™s Â£5 and Â½ cup.", "It’s £5 and ½ cup."),
        ("lâ€™Ã©tÃ© oÃ¹ il fait 20 Â°C", "l’été où il fait 20 °C"),
    ] {
        assert_eq!(repaired(damaged), meant);
    }
}

#[test]
fn greek_symbols_in_a_damaged_note_are_repaired() {
    let text = "Weâ€™re at the cafÃ© â€” with Î”T and Ïƒ = 3.";
    let found = find_all(text);
    let repair_of = |damaged: &str| found.iter().find(|repair| repair.span.slice(text) == damaged);
    for (damaged, meant) in [("Î”", "Δ"), ("Ïƒ", "σ")] {
        assert_eq!(repair_of(damaged).and_then(|repair| repair.replacement.as_deref()), Some(meant));
    }
}
