//! Correct text that looks like damage, and text about damage.

use super::tests::{find_all, repaired_from};
use super::{Confidence, RepairEvidence, find, may_be_damaged, repaired};
use crate::text::Span;

/// Correct text: not even a report is expected.
const CORRECT: &[&str] = &[
    "",
    "plain ASCII, nothing else",
    "NÃO É AÇÃO",
    "ROMÂNIA",
    "SÃO PAULO — “NÃO” • R$ 5",
    "SÃO PAULO — “NÃO” • R$ 5 • 1ª 2º",
    "« Déjà » – 20 °C ±1 µm × 3²",
    "«\u{a0}Déjà\u{a0}» et «\u{a0}été\u{a0}» ; l’été\u{a0}: voilà\u{a0}! «\u{a0}Â\u{a0}»",
    "√2 ≈ 1,41; ∂f/∂x ≤ ∞",
    "√2 ≈ 1,41; ∂f/∂x ≤ ∞; ∑∏∫ Ω∆◊; f(x)=¬x ∨ ¯y; √π, a√π, √∂, √∑x, ≈∞",
    "├── src\n│   └── main.rs\n",
    "├── src ╔═╗ ░▒▓█ ▄▀ │ └─ ╨ ╤ ╥",
    "(╯°□°)╯︵ ┻━┻",
    "(╯°□°)╯︵ ┻━┻ ಠ_ಠ ¯\\_(ツ)_/¯ (ง •̀_•́)ง ｡ﾟ･ (ﾉ◕ヮ◕)ﾉ*:･ﾟ✧",
    "¯\\_(ツ)_/¯",
    "ГОСТ Р 52.1",
    "ВЫСОКАЯ ЦЕНА — ГОСТ Р 52.1; СРОК; «Вопрос—ответ» № 5 ©Автор",
    "ΒΡΑΒΕΙΟ ΞΕΝΟΔΟΧΕΙΟ – «τιμή» €5, Ά\u{ad}λλος",
    "Vietnamese a Â e Ê",
    "Tiếng Việt: Ấ Ầ Ẩ",
    "Đà Lạt, Ầ Ẩ Ẫ Ậ, ÂM NHẠC, NGƯỜI",
    "Romanian cu Â și Î",
    "French œuvre, cœur, ŒUVRE",
    "IPA [ˈfɔːnɪks] æ ð ŋ",
    "10 § a, 10 §a, § 5",
    "acute accents used as quotes: ´quoted´, ``quoted´´",
    "ÂNGULO, MÃE, IRMÃ: Portuguese capitals; ® © ™ are fine.",
    "“IRMÔ, ‘AVÔ, IRMÃ…",
    "5 Å² of surface, a 3×“large” pack, «2×», É…, 20 µm²",
    "São Paulo, NÃO FUMAR, Âncora, ÀÉÎÕÜ, à la carte, « déjà vu », ‚so‘ und „so“.",
    "‚Äpfel‘, ‚Öl‘, „Übung“ und „groß“, Spaß“ – Maß…",
    "İstanbul’da ŞĞİ, Łódź, Škoda, Đà Nẵng, naïve—Zoë, 5 €™ off, £5–£10, 20 °C ± 2 µm.",
    "DAĞ” ve “DAĞ…, hâlâ”… kâğıt’",
    "Vowels: Â Ê Î Ô Û; Icelandic: ð Þ Æ",
    "ØÙ ÆØÅ: BLÅBÆR Ø‡ Ð: Jón Þór Ðð",
    "Łódź “ŻÓŁĆ” ŠKODA® Č™ Ž© ČESKÁ",
    "NÃO É AÇÃO; ROMÂNIA; PARÂMETRO; ÅLAND; Â is a letter; Ã too.",
    "« Déjà » – 20 °C ±1 µm × 3² ≈ ½ § 5 ¶ 2 £3 €4 ¥5 © ® ™ †‡ ‰ • …",
    "—É verdade —disse. —Às vezes. —É. —Ó! “É” ‘à’ …à l’été, l’œuvre",
    "“état” «à» — à – é “À” ’é ‘Ä’ …é",
    "emoji ✅ 🔼 👩‍👩‍👧 ☑️ 🇩🇪, arrows → ⇒, bullets ▪ ●",
    "漢字とかな、한국어, العربية, עברית, हिन्दी, ไทย, ქართული",
    "A–Ä–Ö, Å–Ö, É—Á",
];

#[test]
fn correct_text_has_no_finding() {
    for text in CORRECT {
        assert_eq!(find_all(text), [], "{text}");
    }
}

#[test]
fn correct_text_has_no_finding_as_one_document() {
    let text = CORRECT.join("\n");
    assert_eq!(find_all(&text), []);
}

#[test]
fn correct_text_is_left_untouched_beside_damage() {
    let text = CORRECT.join("\n") + "\nThatâ€™s a cafÃ© in SÃ£o Paulo ðŸ”¼ âœ… â€” naÃ¯ve.\n";
    let repairs = find_all(&text);
    let last_line = text.find("That").expect("it is there");
    assert!(repairs.iter().all(|repair| repair.span.start > last_line), "{repairs:#?}");
    assert_eq!(repairs.len(), 7);
}

/// Damaged text, and correct lines that decode as well, for notes that contain both.
const BESIDE_DAMAGE: &[(&str, &[&str])] = &[
    (
        "Itâ€™s a plan.\n\nAdaâ€™s list â€” and Graceâ€™s.",
        &[
            "1.5 Å resolution",
            "area 12 Å²",
            "10 Å–12 Å",
            "# SMÅ HUS",
            "NESCAFÉ® coffee",
            "the letter É (U+00C9)",
            "TODO: JOSÉ to call",
            "CAFÉ 24",
            "CAFÉ  X",
            "We don’t — “care” about naïve ones.\n\nsize 3.2 Å³ per cell",
        ],
    ),
    (
        "Han sÃ¥ det ogsÃ¥ pÃ¥ fjernsynet.\n\nVi skal spise rÃ¸dgrÃ¸d med flÃ¸de.",
        &["# GÅ HJEM", "# NÅ MÅ VI GÅ", "»GÅ«", "GÅ TIL KØBENHAVN"],
    ),
    ("HÃ¤n kÃ¤vi tÃ¤Ã¤llÃ¤ eilen.\n\nMinÃ¤ en ymmÃ¤rrÃ¤ sitÃ¤.", &["MITÄ… EN TIEDÄ."]),
    (
        "Le cafÃ© Ã©tait fermÃ©.\n\nNous avons mangÃ© Ã  la crÃªperie.",
        &["LIBERTÉ\u{a0}! ÉGALITÉ\u{a0}!", "ÉTÉ 2024", "CAFÉ… FERMÉ"],
    ),
    ("Vin Č™i eu Ă®n munČ›i, Č™i tu vii Ă®n munČ›i; cĂ˘nd plĂ˘ng, cĂ˘nt.", &["ALTERNATIVĂ€ nouă", "GRIJĂ® REVOLTĂ"]),
    (
        "РЎРµРіРѕРґРЅСЏ РІСЃС‚СЂРµС‡Р° СЃ РєРѕРјР°РЅРґРѕР№.",
        &["План «В» принят.", "«вариант В»", "Цех «Р»", "5 В± 0,1", "ГОСТ Р®"],
    ),
];

#[test]
fn correct_lines_that_decode_are_left_untouched_beside_damage() {
    for (damage, lines) in BESIDE_DAMAGE {
        for line in *lines {
            let text = format!("{damage}\n\n{line}\n");
            assert_eq!(repaired(&text), format!("{}\n\n{line}\n", repaired(damage)));
        }
    }
}

#[test]
fn damage_beside_such_lines_is_repaired() {
    for (damage, _) in BESIDE_DAMAGE {
        assert!(!may_be_damaged(&repaired(damage)), "{damage}");
    }
}

#[test]
fn latin_9_repairs_need_review() {
    for text in ["Das ist fÃŒr dich.", "Die ProjektÃœbersicht ist fertig."] {
        assert_eq!(repaired(text), text);
    }
    let text = "Die schÃ¶ne ProjektÃœbersicht hÃ¶rt auf.";
    assert!(!repaired(text).contains('ý'), "{}", repaired(text));
    assert_eq!(repaired_from("Das ist fÃŒr dich.", Confidence::Likely), "Das ist für dich.");
    assert_eq!(repaired_from("Das ist fĂźr dich.", Confidence::Likely), "Das ist für dich.");
}

#[test]
fn word_after_a_lost_byte_is_not_partly_repaired() {
    let text = "Ø§Ù„Ù†Øµ\nØ£ÙŠ Ø\u{ad}Ø±Ù?Ø© Ù…Ø§ — é";
    assert_eq!(repaired(text), "النص\nØ£ÙŠ Ø\u{ad}Ø±Ù?Ø© Ù…Ø§ — é");
}

#[test]
fn words_in_capitals_are_not_damage() {
    for text in [
        "VÝROB\u{ad}KŮ",
        "VÝSLEDKŮ§1",
        "# PAMÄŤ A CPU",
        "PÄIVÄ€",
        "мощность 220 В·А",
        "«вариант В» и далее",
        "Кабинет «5 В»",
        "ЛатАм растёт.",
        "требования·поколения и категория·статус",
        "ÄITI† JA ISÄ†",
        "NOKIA ÄLÄ™ on merkki",
        "ABÇDÊFGHÎJKŞÛ”",
    ] {
        assert_eq!(repaired(text), text);
        let reported = find_all(text).into_iter().filter(|repair| repair.evidence != RepairEvidence::Mention);
        assert_eq!(reported.filter(|repair| repair.confidence == Confidence::Report).count(), 0, "{text}");
    }
}

#[test]
fn damage_that_changed_case_is_not_certain() {
    for text in ["FГЈR DICH", "CAFÃ© DE FLORE", "×œ× ×\u{a0}×›×•×Ÿ"] {
        assert_eq!(repaired(text), text);
    }
}

#[test]
fn mentions_of_damage_are_reported_at_most() {
    let mentions = [
        "\"â€™\" is what you see",
        "’ becomes â€™",
        "â€™ becomes ’",
        "you see (Ã©) there",
        "`â€™` is wrong",
        "| seen | meant |\n|---|---|\n| â€œ | “ |\n",
        "<code>â€”</code> is an em dash in the wrong codec",
        "    indented = \"Ã¤Ã¶Ã¼\"",
        "- Bases: Fixed Card properties sometimes rendering empty properties as \"â€.\"",
        "Ã “Ã” is a letter; â€ alone is not a word",
        "The classic 锟斤拷 joke, and 烫烫烫, are what GBK makes of lost bytes.",
    ];
    for text in mentions {
        for repair in find_all(text) {
            assert_eq!(repair.confidence, Confidence::Report, "{text}: {repair:?}");
        }
    }
}

#[test]
fn text_outside_the_areas_is_not_read() {
    let text = "`Ã©` cafÃ© `Ã©`";
    let area = Span::new(6, text.len() - 6);
    let found = find(text, &[area]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].span.slice(text), "Ã©");
    assert!(area.contains(found[0].span));
    assert_eq!(find(text, &[]), []);
}

#[test]
fn ascii_cannot_be_damaged() {
    assert!(!may_be_damaged("plain ASCII, nothing else"));
    assert!(!may_be_damaged("“correct” — naïve café ✅ 漢字 Ελληνικά"));
    assert!(may_be_damaged("itâ€™s"));
}

#[test]
fn quotations_in_notes_about_damage_are_mentions() {
    let line = "> In the log it said “donâ€™t panicâ€\u{9d}.";
    let about = format!("What mojibake looks like:\n\n{line}\n");
    assert_eq!(repaired(&about), about);
    assert!(repaired("> Ada said it, and Grace didnâ€™t.\n").contains("didn’t"));
}

#[test]
fn isolated_signs_beside_damage_are_left_untouched() {
    for line in [
        "Tr ÔÜƒ ÞˆÕ",
        "a ß™Ã, £É",
        "| Ø¢Â», Ý› |",
        "Comtéº and coupé™†, “Panamá”°",
        "## U+00C0.8: Ç ˆ, Í¶",
        "- (più)« irmã€‘",
    ] {
        let note = format!("Itâ€™s a plan. The cafÃ© at noon.\n\n{line}\n");
        assert_eq!(repaired(&note), format!("It’s a plan. The café at noon.\n\n{line}\n"));
    }
}

#[test]
fn examples_in_notes_about_encodings_are_not_certain() {
    let long = format!("{}\n\nUTF-8 read as latin-1 gives cafÃ©.\n", "The plan for the garden is long. ".repeat(200));
    for text in [
        "UTF-8 decoded as latin1 gives cafÃ©.\n",
        "# Encoding bug in the importer\n\nOur importer reads UTF-8 as Latin-1, so names come out as JosÃ© GarcÃ\u{ad}a and FranÃ§ois.\n",
        "# Mojibake\n\n> GrÃ¶ÃŸe\n\nThis is what you see.\n\n- **Before**: cafÃ© crÃ¨me\n- **After**: café crème\n",
        "- wrong encoding: GrÃ¶ÃŸe\n",
        &long,
    ] {
        assert_eq!(repaired(text), text);
    }
    let far =
        format!("It wonâ€™t wait.\n{}\n\nUTF-8 is an encoding.\n", "The plan for the garden is long. ".repeat(200));
    assert_eq!(repaired(&far), far.replace("â€™", "’"));
}
