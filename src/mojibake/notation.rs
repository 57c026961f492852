//! Intentional letters beside signs, as science writes them: `Å±0.05`, `⟨Â²⟩`, `kcal·Å·mol⁻¹`, `AVÔ”`.
//!
//! Half of the letters beyond ASCII can open a sequence of two bytes, and half of the signs can end one, so such a
//! pair proves nothing by itself. A pair inside a word does: nobody writes `cafÃ©` on purpose. Elsewhere, the rest of
//! the document must be damaged in the same way, the decoded text must be plausible in that place, and the letter must
//! not be used as a symbol.

use unicode_normalization::UnicodeNormalization;

use super::char_class::{CharClass, Script, classify};
use super::reading::Reading;
use super::thresholds::{COMMON_SURPRISE, MIN_LETTERS_OF_SCRIPT, MIN_WORD_LETTERS, PLAIN_SURPRISE, RARE_SURPRISE};
use super::word_context::WordContext;

/// The strength of the proof that a reading gives. Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Proof {
    /// Nothing: the decoded text is implausible in this place.
    Nothing,
    /// As much as the rest of the document, if all of it is damaged: it stands by itself, with no word beside it.
    Alone,
    /// Nothing if the document is not otherwise damaged, and little if it is: `Îµ` may be a symbol in both forms.
    Hint,
    /// As much as the rest of the document, if its languages use the letter.
    Little,
    /// As much as the rest of the document.
    Borrowed,
    /// Its own proof: it is part of a word.
    Word,
    /// Its own proof: it is longer than a pair.
    Long,
}

/// Returns what `reading` of `damaged` proves in its context `place`.
pub(super) fn proof(reading: &Reading, damaged: &str, place: WordContext) -> Proof {
    let decoded = &*reading.text;
    if reading.layer_count() > 1 && is_short_for_layers(reading, damaged, place) {
        return Proof::Alone;
    }
    if reading.layer_count() > 1 || reading.is_lossy {
        return Proof::Long;
    }
    if decoded.chars().any(|char| char.len_utf8() != 2) {
        return sequences_proof(reading, damaged, place);
    }
    if reading.has_flattened_spaces && decoded.chars().nth(1).is_none() {
        return if place.before > 1 { Proof::Long } else { Proof::Borrowed };
    }
    let script = decoded.chars().find_map(|char| classify(char).0.script());
    let is_of_script = |char: char| script.is_some() && classify(char).0.script() == script;
    let letters = decoded.chars().filter(|char| is_of_script(*char)).count();
    let pair = LetterAndSign::new(damaged);
    // Cyrillic is the only script for which codecs in use spell every pair.
    let is_plain_native = || {
        reading.is_native_script && decoded.chars().all(|char| classify(char).1 <= PLAIN_SURPRISE || !is_letter(char))
    };
    let is_plain_cyrillic = || decoded.chars().all(|char| matches!(char, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'));
    if letters > MIN_LETTERS_OF_SCRIPT || letters == MIN_LETTERS_OF_SCRIPT && (is_plain_native() || is_plain_cyrillic())
    {
        Proof::Long
    } else if goes_on_with_word(reading, pair, place) {
        Proof::Word
    } else if decoded.chars().nth(1).is_some() {
        let is_plain = |char| {
            let is_mark = matches!(classify(char).0, CharClass::Digit | CharClass::Punctuation);
            matches!(char, '\u{a0}'..='\u{bf}') || is_mark || is_of_script(char)
        };
        let is_foreign = !reading.is_native_script && script.is_some_and(|script| script != Script::Latin);
        match decoded.chars().all(is_plain) {
            true if is_foreign => Proof::Little,
            true => Proof::Borrowed,
            false => Proof::Nothing,
        }
    } else if letters == 1 {
        letter_proof(reading, pair, place)
    } else {
        sign_proof(reading, place)
    }
}

/// The first and last character of the damaged text.
#[derive(Clone, Copy)]
struct LetterAndSign {
    lead: char,
    sign: char,
}

impl LetterAndSign {
    fn new(damaged: &str) -> Self {
        let mut chars = damaged.chars();
        let lead = chars.next().unwrap_or(' ');
        Self { lead, sign: chars.next_back().unwrap_or(lead) }
    }

    /// Returns whether formulas have the sign after the letter, and continue after it.
    fn is_formula(self) -> bool {
        match classify(self.lead).0 {
            CharClass::Math => matches!(self.sign, 'π' | '∂' | '∫' | '∑' | '∏' | 'Ω' | '∞' | 'µ'),
            kind => kind.is_letter() && is_operator(self.sign),
        }
    }

    /// Returns whether text has the sign after the letter, and continues without a space.
    fn is_joint(self) -> bool {
        let is_mark = matches!(self.sign, '–' | '—' | '…' | '•' | '™' | '®' | 'ª' | 'º');
        self.is_formula() || is_mark && classify(self.lead).0.is_letter()
    }

    /// Returns whether text has the sign after the letter at the end of a word.
    fn is_text(self) -> bool {
        let is_mark = matches!(self.sign, '“' | '‘' | '”' | '„' | '‚' | '«' | '»' | '‹' | '›' | '¿' | '¡' | '§');
        self.is_joint() || is_mark && classify(self.lead).0.is_letter()
    }
}

/// Returns whether formulas have `sign` after a letter.
pub(super) fn is_operator(sign: char) -> bool {
    matches!(sign, '±' | '·' | '²' | '³' | '¹' | '°' | '¬' | '†' | '‡' | '´' | '’' | '×')
}

/// Returns whether `damaged` is so short that several codecs decode it to one character by accident: `é™†`, or `Ã…Â¬`
/// by itself.
fn is_short_for_layers(reading: &Reading, damaged: &str, place: WordContext) -> bool {
    let longest = if place.is_alone() { 4 } else { 3 };
    reading.text.chars().nth(1).is_none() && damaged.chars().nth(longest).is_none()
}

/// Returns what `reading` of `damaged` proves when its sequences are longer than pairs. A single one may still be
/// correct text: `été”¹` decodes to an East Asian letter or a box-drawing character, `Panamáº§` to a Vietnamese
/// letter, `ÔÜ¡` to a symbol.
fn sequences_proof(reading: &Reading, damaged: &str, place: WordContext) -> Proof {
    let mut chars = reading.text.chars();
    let (Some(char), None) = (chars.next(), chars.next()) else {
        return if is_of_one_script(&reading.text) { Proof::Long } else { Proof::Little };
    };
    let (kind, surprise) = classify(char);
    let is_alike = |other: Option<char>| other.is_some_and(|other| classify(other).0 == kind);
    let is_latin = kind.script() == Some(Script::Latin);
    if reading.is_native_script
        || !is_latin && (is_alike(reading.neighbours.before) || is_alike(reading.neighbours.after))
    {
        return Proof::Long;
    }
    let is_mark_of_script = matches!(char, '\u{3000}'..='\u{303f}' | '\u{1f00}'..='\u{1fff}');
    match kind {
        CharClass::Lower(_) | CharClass::Upper(_) if is_latin && place.after > 0 => Proof::Long,
        CharClass::Lower(_) | CharClass::Upper(_) if is_latin => Proof::Little,
        CharClass::Letter(_) | CharClass::Lower(_) | CharClass::Upper(_) | CharClass::Drawing if place.before > 0 => {
            Proof::Nothing
        }
        CharClass::Punctuation if is_mark_of_script && place.before > 0 => Proof::Little,
        CharClass::Symbol | CharClass::Punctuation if !is_plain_symbol(char) && is_of_capitals(damaged) => {
            Proof::Little
        }
        CharClass::Letter(_) | CharClass::Drawing | CharClass::Invalid => Proof::Little,
        CharClass::Symbol if surprise > COMMON_SURPRISE => Proof::Little,
        // No word contains `⚴`, but `a→b` is common.
        CharClass::Symbol if surprise > 3 && place.before > 1 && place.after > 1 => Proof::Borrowed,
        _ => Proof::Long,
    }
}

/// Returns whether `char` is one of the few symbols common in notes: arrows, ticks, stars.
fn is_plain_symbol(char: char) -> bool {
    classify(char).1 <= PLAIN_SURPRISE && char < '\u{3000}'
}

/// Returns whether `damaged` is a capital that no small letter follows, as in alphabets.
fn is_of_capitals(damaged: &str) -> bool {
    damaged.starts_with(char::is_uppercase)
        && !damaged.chars().any(|char| matches!(classify(char).0, CharClass::Lower(_)))
}

/// Returns whether the letters in `decoded` are of one script, are common or numerous, and none is of a script that is
/// out of use. Marks of one script may stand beside letters of another: Bengali ends sentences with the danda of
/// Devanagari.
fn is_of_one_script(decoded: &str) -> bool {
    let scripts = || decoded.chars().filter_map(|char| classify(char).0.script());
    let first = scripts().next();
    let (same, all) = (scripts().filter(|script| Some(*script) == first).count(), scripts().count());
    let is_rare = |char: char| match classify(char) {
        (CharClass::Accent, _) => !decoded.starts_with(is_letter),
        (CharClass::Symbol | CharClass::Rare, surprise) => surprise > COMMON_SURPRISE,
        (_, surprise) => surprise >= RARE_SURPRISE,
    };
    same > MIN_LETTERS_OF_SCRIPT && !decoded.chars().any(|char| classify(char).0 == CharClass::Invalid)
        || same == all && !decoded.chars().any(is_rare)
}

/// Returns whether `reading` decodes to letters that continue the word around it.
fn goes_on_with_word(reading: &Reading, pair: LetterAndSign, place: WordContext) -> bool {
    let decoded = &*reading.text;
    let (before, after) = (reading.neighbours.before, reading.neighbours.after);
    let is = |char: Option<char>, case: fn(char) -> bool| char.is_some_and(case);
    let Some(beside) = before.filter(|_| place.before > 0).or(after.filter(|_| place.after > 0)) else { return false };
    let script = classify(beside).0.script();
    if !decoded.chars().all(|char| classify(char).0.script() == script) {
        return false;
    }
    if classify(pair.lead).0 == CharClass::Drawing
        && !matches!(classify(pair.sign).0, CharClass::Drawing | CharClass::Lower(_) | CharClass::Upper(_))
    {
        return true;
    }
    // The French `où` is one of the commonest words, and the only one with this letter.
    if decoded == "ù" && place.before == 1 && place.after == 0 && matches!(before, Some('o' | 'O')) {
        return true;
    }
    let is_small = decoded.chars().all(char::is_lowercase);
    if place.before == 0 {
        let more = decoded.chars().count() - 1;
        let is_degree = pair.sign == '°' && place.after < 4;
        return place.after + more >= 2
            && is(after, char::is_lowercase)
            && !is_degree
            && (pair.sign == '°' || !pair.is_text());
    }
    if is(before, char::is_uppercase) && is(after, char::is_uppercase) {
        return decoded.chars().all(char::is_uppercase) && !pair.is_joint();
    }
    if is(before, char::is_uppercase) {
        return place.before == 1 && is_small && place.after > usize::from(pair.is_formula());
    }
    // `façadeƒ©`: a florin sign after a word, followed by a mark.
    if classify(pair.lead).0 == CharClass::Rare && place.after == 0 && !classify(pair.sign).0.is_letter() {
        return false;
    }
    let is_capital_inside = classify(pair.lead).0 != CharClass::Lower(Script::Latin) || script != Some(Script::Latin);
    let is_powered = pair.is_formula() && pair.lead != 'Ã';
    let enough = match classify(pair.lead).0 {
        CharClass::Math if is_powered => 4,
        _ if is_powered && place.after == 0 => MIN_WORD_LETTERS,
        _ if pair.is_formula() => 3 - usize::from(place.after == 0),
        _ => 2,
    };
    is_small && is_capital_inside && place.before + place.after >= enough && !is(after, char::is_uppercase)
}

/// Returns what `reading` of `pair` proves when it decodes to one letter that no word proves.
fn letter_proof(reading: &Reading, pair: LetterAndSign, place: WordContext) -> Proof {
    let is_alone = place.before + place.after < 2 && !place.has_word_beside
        || place.before + place.after < MIN_LETTERS_OF_SCRIPT && pair.is_formula() && place.is_in_formula;
    if reading.is_native_script {
        let is_common = reading.text.chars().all(|char| classify(char).1 <= PLAIN_SURPRISE);
        return if is_alone && !is_common { Proof::Alone } else { Proof::Borrowed };
    }
    if &*reading.text == "µ" && place.follows_number {
        return Proof::Borrowed;
    }
    if classify(reading.text.chars().next().unwrap_or(' ')).0.script() == Some(Script::Greek) {
        return Proof::Hint;
    }
    let (before, after) = (reading.neighbours.before, reading.neighbours.after);
    let is_number = |char: Option<char>| char.is_some_and(|char| classify(char).0 == CharClass::Digit);
    if !is_prose(before) || !is_prose(after) || is_number(after) || is_number(before) && place.after < 2 {
        return Proof::Nothing;
    }
    let script = reading.text.chars().next().and_then(|char| classify(char).0.script());
    let is_other_script =
        |char: Option<char>| char.and_then(|char| classify(char).0.script()).is_some_and(|other| Some(other) != script);
    if is_other_script(before) || is_other_script(after) {
        return Proof::Nothing;
    }
    let is_vowel = |char| "aeiouy".contains(base_letter(char).to_ascii_lowercase()) || "æøÆØ".contains(char);
    let is_in_capitals = before.is_some_and(char::is_uppercase);
    match place.before + place.after {
        0 if !reading.text.chars().all(is_vowel) => Proof::Nothing,
        _ if is_alone => Proof::Alone,
        0 => Proof::Little,
        _ if classify(pair.lead).0 == CharClass::Rare => Proof::Little,
        1 | 2 if pair.is_text() => Proof::Little,
        _ if pair.is_text() && (is_in_capitals || pair.is_formula()) => Proof::Little,
        _ => Proof::Borrowed,
    }
}

/// Returns what `reading` proves when it decodes to one sign.
fn sign_proof(reading: &Reading, place: WordContext) -> Proof {
    let (before, after) = (reading.neighbours.before, reading.neighbours.after);
    let is_some = |char: Option<char>, is: fn(char) -> bool| char.is_some_and(is);
    let is_apart = |char: Option<char>| char.is_none_or(char::is_whitespace);
    let in_word = place.before > 0 && place.after > 0;
    if &*reading.text == "°" && place.follows_number && matches!(after, Some('C' | 'F')) {
        return Proof::Word;
    }
    let stands = match reading.text.chars().next().map_or(CharClass::Edge, |char| classify(char).0) {
        CharClass::Suffix => {
            let is_ended =
                |char: char| char.is_ascii_digit() || matches!(char, 'm' | ')' | ']' | '"' | '”' | '’' | '*' | '_');
            let is_fraction = matches!(&*reading.text, "¼" | "½" | "¾");
            // `CÂ²`, `CÂ®`: a capitalised Vietnamese word. A formula continues, and no brand is a single letter.
            let is_word = is_some(before, char::is_uppercase) && place.before == 1;
            if is_word
                && !place.follows_number
                && !(is_power(&reading.text) && place.is_in_formula)
                && before != Some('N')
            {
                return Proof::Alone;
            }
            let ends_phrase = is_some(after, |char| char.is_ascii_punctuation() && char != '-');
            if is_fraction && is_apart(before) && (ends_phrase || !place.has_word_beside) {
                return Proof::Alone;
            }
            place.before > 0 || place.follows_number || is_some(before, is_ended) || is_fraction && is_apart(before)
        }
        CharClass::Math | CharClass::Symbol if is_apart(before) && is_apart(after) => {
            let is_of_numbers = matches!(&*reading.text, "÷" | "¬");
            let stands = if is_of_numbers { place.follows_number } else { place.has_word_beside };
            return if stands { Proof::Borrowed } else { Proof::Alone };
        }
        CharClass::Math => is_some(before, |char| char.is_ascii_digit()),
        CharClass::Symbol => place.before >= 2,
        CharClass::Prefix => {
            let opens = |char: char| char.is_alphanumeric() || matches!(char, ' ' | '\u{a0}');
            let stands = is_prose(before) && is_some(after, opens);
            let counts = matches!(&*reading.text, "§" | "£" | "¥") && is_some(after, char::is_alphabetic);
            if stands && (counts || place.before == 1 || is_apart(after) && !place.has_word_beside) {
                return Proof::Alone;
            }
            stands
        }
        CharClass::Quote => !is_quote(before) && !is_quote(after) && place.before != 1,
        CharClass::Rare => in_word || place.before >= 2,
        CharClass::Accent => place.before > 0,
        CharClass::NoBreakSpace | CharClass::Joiner | CharClass::Digit | CharClass::Punctuation => true,
        _ => false,
    };
    if stands { Proof::Borrowed } else { Proof::Nothing }
}

/// Returns whether `sign` is a power.
fn is_power(sign: &str) -> bool {
    matches!(sign, "¹" | "²" | "³")
}

/// Returns `char` without its accents.
fn base_letter(char: char) -> char {
    std::iter::once(char).nfd().next().unwrap_or(char)
}

fn is_quote(char: Option<char>) -> bool {
    char.is_some_and(|char| matches!(classify(char).0, CharClass::Quote | CharClass::Apostrophe))
}

/// Returns whether `char` stands beside words in prose, or is part of one.
fn is_prose(char: Option<char>) -> bool {
    let Some(char) = char else { return true };
    match classify(char).0 {
        CharClass::Punctuation => !matches!(char, '=' | '+' | '^' | '|' | '<' | '>' | '{' | '}'),
        CharClass::Suffix
        | CharClass::Prefix
        | CharClass::Math
        | CharClass::Symbol
        | CharClass::Rare
        | CharClass::Invalid => false,
        CharClass::Drawing
        | CharClass::Emoji
        | CharClass::Joiner
        | CharClass::Edge
        | CharClass::Space
        | CharClass::NoBreakSpace => true,
        CharClass::Digit | CharClass::Lower(_) | CharClass::Upper(_) | CharClass::Letter(_) | CharClass::Accent => true,
        CharClass::Quote | CharClass::Apostrophe | CharClass::Dash | CharClass::Ellipsis => true,
    }
}

/// Returns whether `char` is a letter of any script.
pub(super) fn is_letter(char: char) -> bool {
    classify(char).0.script().is_some()
}
