//! The writing style of a document, derived from its damage by the leading codec. Readings that do not prove
//! themselves have to fit it.

use std::collections::HashSet;

use foldhash::fast::RandomState as FastHash;

use super::char_class::{Script, classify};
use super::language_model::LanguageModel;
use super::reading::{Reading, has_two_non_latin_letters};
use super::thresholds::{CERTAIN_GAIN, MUCH_MORE, NATIVE_LETTER, USUAL_ANYWHERE, USUAL_LETTER, USUAL_MARK};

/// The style of the damaged part of a document.
pub(super) struct DocumentStyle {
    /// The letters of readings that prove themselves.
    letters: HashSet<char, FastHash>,
    /// The model of all of its letters.
    model: LanguageModel,
    /// The model of its Latin letters, if it has any: a line in Arabic says nothing about the French around it.
    latin_model: Option<LanguageModel>,
}

impl DocumentStyle {
    /// Derives the style from the `proved` readings of a document.
    pub(super) fn from_readings<'a>(proved: impl Iterator<Item = &'a Reading>) -> Self {
        let mut seen: HashSet<&str, FastHash> = HashSet::default();
        let texts: Vec<&str> = proved.map(|reading| &*reading.text).filter(|text| seen.insert(text)).collect();
        let letters = || texts.iter().flat_map(|text| text.chars()).filter(|char| classify(*char).0.script().is_some());
        let latin: Vec<char> = letters().filter(|char| classify(*char).0.script() == Some(Script::Latin)).collect();
        let latin = if latin.is_empty() { None } else { Some(LanguageModel::from_letters(latin.into_iter())) };
        Self { letters: letters().collect(), model: LanguageModel::from_letters(letters()), latin_model: latin }
    }

    /// Returns whether `reading` of `damaged` fits the style: it [keeps the case](Self::keeps_case), and where it
    /// replaces letters, it decodes to letters that the document uses. A longer run that proves itself needs no such
    /// support.
    pub(super) fn expects(&self, reading: &Reading, damaged: &str, gain: i32) -> bool {
        if gain >= CERTAIN_GAIN && reading.is_evidence() && reading.text.chars().nth(1).is_some() {
            return true;
        }
        let is_like_text = damaged.chars().next().is_some_and(|char| classify(char).0.is_letter());
        let is_word = reading.is_native_script || has_two_non_latin_letters(&reading.text);
        let is_usual = !is_like_text || is_word || reading.text.chars().all(|char| self.is_usual(char, damaged));
        is_usual && self.keeps_case(reading, damaged, gain)
    }

    /// Returns whether `reading` of `damaged` fits the case around it. Within a word in capitals, it has to decode to
    /// a likelier capital than the current one, or replace one that the languages of the document lack. Elsewhere, it
    /// must not take a letter and the end of a quotation for damage.
    pub(super) fn keeps_case(&self, reading: &Reading, damaged: &str, gain: i32) -> bool {
        match (capital(damaged).filter(|_| reading.follows_capital()), capital(&reading.text)) {
            (Some(now), Some(decoded)) => gain >= CERTAIN_GAIN || self.share(decoded) >= self.share(now),
            (Some(now), None) => self.share(now) < USUAL_LETTER,
            (None, _) => !reading.is_quoted_letter(damaged),
        }
    }

    /// Returns whether the languages of the document use the letters that `reading` decodes to. A script other than
    /// Latin that some proved letters belong to is used as a whole.
    pub(super) fn has_letters_of(&self, reading: &Reading) -> bool {
        let is_of = |script: Option<Script>| self.letters.iter().any(|letter| classify(*letter).0.script() == script);
        let has_script = |char| match classify(char).0.script() {
            None if matches!(char, '\u{3000}'..='\u{303f}') => is_of(Some(Script::EastAsian)),
            Some(Script::Latin) if is_vietnamese(char) => self.letters.iter().any(|letter| is_vietnamese(*letter)),
            None | Some(Script::Latin) => false,
            script => is_of(script),
        };
        let has = |char| self.letters.contains(&char) || self.share(char) >= NATIVE_LETTER || has_script(char);
        !self.letters.is_empty() && reading.text.chars().all(has)
    }

    /// Returns whether the languages of the document use the one letter that `reading` decodes to, and not the letter
    /// that it replaces.
    pub(super) fn is_native(&self, reading: &Reading, damaged: &str) -> bool {
        let mut decoded = reading.text.chars();
        let (Some(decoded), None, Some(now)) = (decoded.next(), decoded.next(), damaged.chars().next()) else {
            return false;
        };
        let share = self.share(decoded);
        !self.letters.is_empty()
            && now.is_alphabetic()
            && share >= NATIVE_LETTER
            && share >= MUCH_MORE * self.share(now)
    }

    /// Returns whether `damaged` starts with a letter of the non-Latin script that the document is written in: the `В`
    /// in `5 В ± 1` means volts.
    fn is_of_other_script(&self, damaged: &str) -> bool {
        let first =
            damaged.chars().next().filter(|char| classify(*char).0.script().is_some_and(|is| is != Script::Latin));
        first.is_some_and(|first| self.letters.iter().any(|letter| is_near(*letter, first)))
    }

    /// Returns the share of `char` in the languages of the document.
    fn share(&self, char: char) -> f64 {
        match classify(char).0.script() {
            Some(Script::Latin) => self.latin_model.as_ref().unwrap_or(&self.model).share(char),
            _ => self.model.share(char),
        }
    }

    /// Returns how well `reading` is spelt, in bits, for comparison with other readings of the same place.
    pub(super) fn spelling_score(&self, reading: &Reading) -> f64 {
        let chars: Vec<char> = reading.text.chars().collect();
        let (before, after) = (reading.neighbours.before.or(Some(' ')), reading.neighbours.after.or(Some(' ')));
        let letter = |(at, &char): (usize, &char)| {
            let left = if at == 0 { before } else { chars.get(at - 1).copied() };
            self.model.likelihood(left, char, chars.get(at + 1).copied().or(after))
        };
        chars.iter().enumerate().map(letter).sum()
    }

    /// Returns whether `char` is usual in the document. Two characters of correct text may spell a character by
    /// accident; longer sequences hardly ever do.
    fn is_usual(&self, char: char, damaged: &str) -> bool {
        let (kind, surprise) = classify(char);
        if char.len_utf8() > 2 {
            return true;
        }
        match kind.script() {
            Some(_) => {
                let least = if self.letters.is_empty() { USUAL_ANYWHERE } else { USUAL_LETTER };
                self.letters.contains(&char) || self.share(char) >= least
            }
            None if matches!(char, '\u{300}'..='\u{7ff}') => self.letters.iter().any(|letter| is_near(*letter, char)),
            None if matches!(char, '\u{a0}'..='\u{bf}') => !self.is_of_other_script(damaged),
            None => surprise <= USUAL_MARK,
        }
    }
}

/// Returns whether `char` is a letter that only Vietnamese uses.
fn is_vietnamese(char: char) -> bool {
    matches!(char, '\u{1ea0}'..='\u{1ef9}')
}

/// Returns the capital that `text` starts with.
fn capital(text: &str) -> Option<char> {
    text.chars().next().filter(|char| char.is_uppercase())
}

/// Returns whether two characters are of the same Unicode block, and so of the same script.
fn is_near(one: char, other: char) -> bool {
    u32::from(one) >> 7 == u32::from(other) >> 7
}
