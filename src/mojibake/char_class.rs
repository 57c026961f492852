//! The class of a character, and its surprisal on its own.
//!
//! The classes are no finer than damage detection needs: letters with their script and case, the marks and signs that
//! typography has in known places, and characters that notes never contain. Knows nothing of codecs.

use std::sync::OnceLock;

use super::common_cjk::is_common_cjk;

/// A writing system, as coarse as needed to tell coherent words from accidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    /// The scripts of India and its neighbours, Thai, Lao, Khmer and others: one per Unicode block.
    Block(u16),
    /// Han, kana and hangul, which stand beside Latin letters without a space.
    EastAsian,
}

/// The class of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CharClass {
    /// The start or end of the text, or of an area that must not be read.
    Edge,
    Space,
    NoBreakSpace,
    Digit,
    Lower(Script),
    Upper(Script),
    /// A letter without case, or a vowel sign.
    Letter(Script),
    /// A combining accent.
    Accent,
    /// ASCII punctuation and its East Asian equivalents.
    Punctuation,
    Quote,
    Apostrophe,
    Dash,
    Ellipsis,
    /// Follows a word or number: `™`, `²`, `°`, `ª`.
    Suffix,
    /// Precedes a word or number: `£`, `§`, `¿`.
    Prefix,
    /// `±`, `≈`, `√`.
    Math,
    /// Arrows and bullets.
    Symbol,
    /// Lines and blocks of box drawing, which stand beside each other or spaces.
    Drawing,
    Emoji,
    /// Invisible parts of emoji and words: joiners, variation selectors, directional marks.
    Joiner,
    /// Spacing accents and signs that are very rare in text: `¤`, `¨`, `ƒ`.
    Rare,
    /// C1 controls, private use, unassigned code points and extinct scripts.
    Invalid,
}

impl CharClass {
    /// Returns whether it is part of words.
    pub(super) fn is_letter(self) -> bool {
        self.script().is_some() || self == CharClass::Accent
    }

    /// Returns the script of a letter.
    pub(super) fn script(self) -> Option<Script> {
        match self {
            CharClass::Lower(script) | CharClass::Upper(script) | CharClass::Letter(script) => Some(script),
            CharClass::Edge
            | CharClass::Space
            | CharClass::NoBreakSpace
            | CharClass::Digit
            | CharClass::Accent
            | CharClass::Punctuation
            | CharClass::Quote
            | CharClass::Apostrophe
            | CharClass::Dash
            | CharClass::Ellipsis
            | CharClass::Suffix
            | CharClass::Prefix
            | CharClass::Math
            | CharClass::Symbol
            | CharClass::Drawing
            | CharClass::Emoji
            | CharClass::Joiner
            | CharClass::Rare
            | CharClass::Invalid => None,
        }
    }
}

/// The number of characters of a page.
const PAGE: usize = 256;

/// The results of [`class_by_range`] for the Basic Multilingual Plane, page by page: a text uses few of them.
static PAGES: [OnceLock<[(CharClass, i32); PAGE]>; 256] = [const { OnceLock::new() }; 256];

/// Returns the class of `char` and its surprisal in bits; see [`class_by_range`].
pub(super) fn classify(char: char) -> (CharClass, i32) {
    let code = char as usize;
    let Some(page) = PAGES.get(code / PAGE) else { return class_by_range(char) };
    let class_at = |at| {
        let char = u32::try_from(at).ok().and_then(char::from_u32);
        char.map_or((CharClass::Invalid, 16), class_by_range)
    };
    page.get_or_init(|| std::array::from_fn(|at| class_at(code / PAGE * PAGE + at)))[code % PAGE]
}

/// Returns the class of `char` and its surprisal in bits: about -log2 of its share of the non-ASCII text of a language
/// that uses it. ASCII has no surprisal.
fn class_by_range(char: char) -> (CharClass, i32) {
    use CharClass::*;
    match char {
        'a'..='z' => (Lower(Script::Latin), 0),
        'A'..='Z' => (Upper(Script::Latin), 0),
        '0'..='9' => (Digit, 0),
        '\t' | '\n' | '\r' | ' ' => (Space, 0),
        '!'..='~' => (Punctuation, 0),
        '\0'..='\u{9f}' => (Invalid, 14),
        '\u{a0}'..='\u{bf}' => latin_1_sign(char),
        '×' | '÷' => (Math, 4),
        'ƒ' => (Rare, 7),
        '\u{2000}'..='\u{2bff}' => sign(char),
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => cased(char, Script::Latin, latin_surprise(char)),
        '\u{250}'..='\u{2af}' => (Lower(Script::Latin), 6),
        '\u{2b0}'..='\u{2c1}' | '\u{2c8}' | '\u{2cc}' | '\u{2d0}' => (Letter(Script::Latin), 6),
        '\u{2c2}'..='\u{2ff}' => (Rare, 7),
        '\u{300}'..='\u{304}' | '\u{306}'..='\u{30c}' | '\u{323}' | '\u{327}' | '\u{328}' | '\u{331}' => (Accent, 5),
        '\u{300}'..='\u{36f}' => (Accent, 9),
        // Archaic and Coptic letters.
        '\u{370}'..='\u{373}' | '\u{376}' | '\u{377}' | '\u{3d7}'..='\u{3ff}' => cased(char, Script::Greek, 9),
        '\u{370}'..='\u{3ff}' => cased(char, Script::Greek, 3),
        '\u{400}'..='\u{45f}' => cased(char, Script::Cyrillic, 3),
        '\u{490}'..='\u{4ff}' => cased(char, Script::Cyrillic, 4),
        '\u{460}'..='\u{48f}' | '\u{500}'..='\u{52f}' => cased(char, Script::Cyrillic, 9),
        '\u{531}'..='\u{58f}' => cased(char, Script::Armenian, 3),
        '\u{5d0}'..='\u{5ea}' | '\u{5f0}'..='\u{5f4}' => (Letter(Script::Hebrew), 3),
        '\u{591}'..='\u{5c7}' => (Letter(Script::Hebrew), 5),
        '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{6d4}' => (Punctuation, 1),
        '\u{66a}'..='\u{66d}' => (Punctuation, 3),
        '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' => (Digit, 3),
        '\u{610}'..='\u{61a}' | '\u{6d6}'..='\u{6ed}' => (Letter(Script::Arabic), 9),
        '\u{620}'..='\u{6ff}' => (Letter(Script::Arabic), 3),
        '\u{900}'..='\u{dff}' | '\u{e01}'..='\u{e5b}' | '\u{e81}'..='\u{edf}' => block(char, 3),
        '\u{f00}'..='\u{109f}' | '\u{10d0}'..='\u{10ff}' | '\u{1200}'..='\u{139f}' | '\u{1780}'..='\u{17f9}' => {
            block(char, 3)
        }
        '\u{1f00}'..='\u{1fff}' => cased(char, Script::Greek, 5),
        '\u{3000}'..='\u{303f}' => (Punctuation, 3),
        '\u{3041}'..='\u{30ff}' => (Letter(Script::EastAsian), 3),
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => {
            (Letter(Script::EastAsian), if is_common_cjk(char) { 5 } else { 10 })
        }
        '\u{1100}'..='\u{11ff}' | '\u{3100}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}' => (Letter(Script::EastAsian), 9),
        '\u{fb1d}'..='\u{fb4f}' => (Letter(Script::Hebrew), 7),
        '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => (Letter(Script::Arabic), 7),
        '\u{fe0f}' => (Joiner, 1),
        '\u{feff}' => (Punctuation, 5),
        '\u{fe00}'..='\u{fe0e}' => (Joiner, 5),
        '\u{fb00}'..='\u{fb06}' => (Lower(Script::Latin), 6),
        '\u{fe10}'..='\u{fe6f}' => (Punctuation, 6),
        '\u{ff01}'..='\u{ff65}' => (Punctuation, 3),
        '\u{ff66}'..='\u{ffdc}' => (Letter(Script::EastAsian), 5),
        '\u{1d400}'..='\u{1d7ff}' => (Symbol, 7),
        '\u{1f000}'..='\u{1faff}' => (Emoji, 4),
        '\u{20000}'..='\u{323af}' => (Letter(Script::EastAsian), 10),
        '\u{e0020}'..='\u{e007f}' => (Joiner, 2),
        _ => (Invalid, 16),
    }
}

/// Returns the class and surprisal of a sign in the second half of latin-1, 0xA0 to 0xBF.
fn latin_1_sign(char: char) -> (CharClass, i32) {
    use CharClass::*;
    match char {
        '\u{a0}' => (NoBreakSpace, 3),
        '¡' | '¿' => (Prefix, 4),
        '£' | '¥' | '§' | '©' => (Prefix, 5),
        '«' | '»' => (Quote, 3),
        '°' | '²' | '³' | '¹' | 'ª' | 'º' => (Suffix, 3),
        '®' | '¼' | '½' | '¾' => (Suffix, 4),
        '±' | '¬' => (Math, 5),
        '·' => (Symbol, 4),
        'µ' => (Lower(Script::Greek), 4),
        '\u{ad}' => (Joiner, 5),
        _ => (Rare, 7),
    }
}

/// Returns the class and surprisal of punctuation, symbols, arrows, mathematics and box drawing, U+2000 to U+2BFF.
fn sign(char: char) -> (CharClass, i32) {
    use CharClass::*;
    match char {
        '’' => (Apostrophe, 2),
        '‘' | '“' | '”' => (Quote, 2),
        '„' => (Quote, 4),
        '‚' | '‹' | '›' => (Quote, 5),
        '–' | '—' => (Dash, 2),
        '\u{2010}'..='\u{2015}' => (Dash, 4),
        '…' => (Ellipsis, 2),
        '•' => (Symbol, 3),
        '\u{202f}' => (NoBreakSpace, 3),
        '\u{2000}'..='\u{200a}' => (NoBreakSpace, 5),
        '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' => (Joiner, 4),
        '†' | '‡' => (Suffix, 6),
        '‰' => (Suffix, 6),
        '′' | '″' | '™' | '\u{2070}'..='\u{209f}' => (Suffix, 4),
        '€' => (Prefix, 4),
        '\u{20a0}'..='\u{20bf}' => (Prefix, 5),
        '\u{20e3}' => (Joiner, 3),
        '⁄' => (Rare, 7),
        '\u{2016}'..='\u{206f}' => (Rare, 6),
        '\u{20c0}'..='\u{20ff}' => (Invalid, 12),
        '№' => (Prefix, 4),
        '\u{2100}'..='\u{218f}' => (Symbol, 5),
        '◊' => (Rare, 6),
        '\u{2500}'..='\u{259f}' => (Drawing, 3),
        '→' | '←' | '↑' | '↓' | '✓' | '✔' | '✅' | '❌' | '■'..='●' => (Symbol, 3),
        '⬅' | '⬆' | '⬇' | '⬛' | '⬜' | '⭐' | '⭕' => (Symbol, 4),
        '\u{2800}'..='\u{28ff}' | '\u{2b00}'..='\u{2bff}' => (Symbol, 9),
        '∆' | '\u{2200}'..='\u{22ff}' => (Math, 4),
        '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{27bf}' => (Symbol, 4),
        '\u{27c0}'..='\u{2aff}' => (Symbol, 6),
        _ => (Invalid, 16),
    }
}

/// Returns the class of a letter with its case; [`CharClass::Invalid`] if the code point is unassigned.
fn cased(char: char, script: Script, surprise: i32) -> (CharClass, i32) {
    if char.is_uppercase() {
        (CharClass::Upper(script), surprise + 2)
    } else if char.is_lowercase() {
        (CharClass::Lower(script), surprise)
    } else if char.is_alphabetic() {
        (CharClass::Letter(script), surprise + 3)
    } else if script == Script::Greek || script == Script::Armenian {
        (CharClass::Punctuation, surprise + 3)
    } else {
        (CharClass::Invalid, 16)
    }
}

/// Returns the class of a letter or vowel sign in a script that is distinguished by its block only.
fn block(char: char, surprise: i32) -> (CharClass, i32) {
    (CharClass::Letter(Script::Block((u32::from(char) >> 7) as u16)), surprise)
}

/// Returns the surprisal of a Latin letter beyond ASCII.
fn latin_surprise(char: char) -> i32 {
    match char {
        'ð' | 'þ' | 'Þ' | 'Â' | 'Ã' => 3,
        'ÿ' | 'Ÿ' | 'Ð' => 5,
        '\u{c0}'..='\u{ff}' => 2,
        'ĸ' | 'ŉ' | 'ſ' | 'Ŧ' | 'ŧ' | 'Ŋ' | 'ŋ' | 'Ŀ' | 'ŀ' => 6,
        // Esperanto, Maltese and Welsh.
        'Ĉ' | 'ĉ' | 'Ċ' | 'ċ' | 'Ĝ' | 'ĝ' | 'Ġ' | 'ġ' | 'Ĥ'..='ħ' | 'Ĵ' | 'ĵ' | 'Ŝ' | 'ŝ' | 'Ŭ' | 'ŭ' | 'Ŵ'..='ŷ' => {
            5
        }
        'Œ' | 'œ' => 3,
        '\u{100}'..='\u{17f}' => 2,
        'ơ' | 'Ơ' | 'ư' | 'Ư' | '\u{218}'..='\u{21b}' | '\u{1ea0}'..='\u{1ef9}' => 3,
        '\u{1e00}'..='\u{1e9f}' | 'ə' | 'Ə' | '\u{1cd}'..='\u{1dc}' => 5,
        _ => 8,
    }
}
