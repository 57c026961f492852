//! Properties of every text.

use proptest::prelude::*;

use super::tests::{find_all, repaired_from};
use super::{Codec, Confidence, damage, find, may_be_damaged, repaired};
use crate::text::Span;

/// Words of several scripts with some typography, each with at least one character beyond ASCII.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        // A pair beside a single letter may be a formula, `aÃ²`.
        "[a-z]{2,6}[áéíóúàèçñäöüßøåêôšžčřłąęğşı][a-z]{1,5}",
        "[A-Z]?[a-z]{1,8}’s",
        "“[a-z]{2,8}”",
        "[a-z]{2,8} — [a-z]{2,8}…",
        "([бвгдзклмнпрст][аеиоуя]){2,4}",
        "[α-ρσ-ω]{3,9}",
        "[א-ת]{3,8}",
        "[ぁ-ん]{3,8}",
        // Without 人: windows-1256 makes it one letter and two semicolons, which prove nothing.
        "[的一是不了我在有他这为之大来以个中上们会议纪要]{2,6}",
        "[가나다라마바사아자차카타파하은는이를의에서회의록]{2,6}",
        "(✅|🔼|→|🎉) [a-z]{2,6}",
    ]
}

/// Text that is damaged in the same way in every note, as sufficient evidence.
const EVIDENCE: &str = "It’s “damaged” – naïve café… ✅ Привет, мир";

fn codec() -> impl Strategy<Value = Codec> {
    prop::sample::select(&Codec::ALL[..])
}

/// Pieces of correct text, damage and rubbish.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        word(),
        (word(), codec()).prop_map(|(word, codec)| damage(&word, codec).unwrap_or(word)),
        "[ -~]{0,6}",
        "[\u{80}-\u{ff}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ√¬ğŸ\u{fffd} \"]{0,5}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_is_undone(words in prop::collection::vec(word(), 1..12), codecs in prop::collection::vec(codec(), 1..=3)) {
        let text = format!("{EVIDENCE}\n{}\n", words.join(" and "));
        let damaged = codecs.iter().try_fold(text.clone(), |text, codec| damage(&text, *codec));
        let Some(damaged) = damaged else { return Ok(()) };
        // Latin-9 differs from latin-1 in eight signs, which is too few to be certain.
        let least = if codecs.contains(&Codec::Latin9) { Confidence::Likely } else { Confidence::Certain };
        prop_assume!(least == Confidence::Certain || codecs.len() == 1);
        // `ß` read as Latin-2 is a control character, and GBK makes rare signs of it that prove nothing.
        prop_assume!(!(text.contains('ß') && codecs.windows(2).any(|two| two == [Codec::Latin2, Codec::Gbk])));
        prop_assert_eq!(repaired_from(&damaged, least), text);
    }

    #[test]
    fn a_damaged_line_among_correct_ones_is_undone(words in prop::collection::vec(word(), 1..12), codec in codec()) {
        let correct = words.join(" and ");
        let text = format!("{correct}\n{EVIDENCE}\n");
        let Some(damaged) = damage(EVIDENCE, codec) else { return Ok(()) };
        prop_assert_eq!(repaired(&format!("{correct}\n{damaged}\n")).into_owned(), text);
    }

    #[test]
    fn correct_words_are_left_alone(words in prop::collection::vec(word(), 1..12)) {
        prop_assert_eq!(find_all(&words.join(" ")), []);
    }

    #[test]
    fn repaired_text_has_nothing_left_to_repair(text in soup()) {
        let once = repaired_from(&text, Confidence::Likely);
        prop_assert_eq!(&repaired_from(&once, Confidence::Likely), &once);
    }

    #[test]
    fn text_with_its_certain_repairs_has_no_other_certain_ones(text in soup()) {
        let once = repaired(&text).into_owned();
        prop_assert_eq!(repaired(&once).into_owned(), once);
    }

    #[test]
    fn repairs_are_sorted_disjoint_and_proved(text in soup(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4)) {
        let boundaries: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        let mut edges: Vec<usize> = cuts.iter().map(|cut| boundaries[cut.index(boundaries.len())]).collect();
        edges.extend([0, text.len()]);
        edges.sort_unstable();
        let areas: Vec<Span> = edges.windows(2).step_by(2).map(|edge| Span::new(edge[0], edge[1])).collect();
        let found = find(&text, &areas);
        prop_assert!(found.is_empty() || may_be_damaged(&text));
        let mut end = 0;
        for repair in found {
            prop_assert!(end <= repair.span.start && !repair.span.is_empty());
            prop_assert!(text.is_char_boundary(repair.span.start) && text.is_char_boundary(repair.span.end));
            prop_assert!(areas.iter().any(|area| area.contains(repair.span)));
            prop_assert_eq!(repair.replacement.is_none(), repair.confidence == Confidence::Report);
            prop_assert!(!repair.chain.is_empty());
            end = repair.span.end;
        }
    }

    #[test]
    fn arbitrary_text_never_panics(text in any::<String>()) {
        let _ = repaired(&text);
    }
}
