//! The surprisal of a piece of text, by a small hand-made model of which characters stand beside which.
//!
//! Costs are in bits, roughly -log2 of a probability, so the difference between two readings of the same place is a
//! weight of evidence. The cost covers the characters of the piece and the transitions between them and to the
//! neighbours. Knows nothing of codecs: damaged and repaired text are measured on the same scale.

use super::char_class::{CharClass, Script, classify};
use crate::text::Span;

/// The characters beside a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Neighbours {
    /// The character before it; `None` at the edge of the area.
    pub(super) before: Option<char>,
    /// The character after it; `None` at the edge of the area.
    pub(super) after: Option<char>,
    /// Whether it follows two letters or more, and so is part of a word rather than after a variable.
    pub(super) follows_word: bool,
}

impl Neighbours {
    /// Returns the neighbours of `span` in `text` within `area`.
    pub(super) fn new(span: Span, area: Span, text: &str) -> Self {
        let mut before = text[area.start..span.start].chars().rev();
        let (last, second_last) = (before.next(), before.next());
        let is_letter = |char: Option<char>| char.is_some_and(|char| classify(char).0.is_letter());
        Self {
            before: last,
            after: text[span.end..area.end].chars().next(),
            follows_word: is_letter(last) && is_letter(second_last),
        }
    }
}

/// Returns the cost of `piece` between `neighbours`, in bits.
pub(super) fn surprisal(piece: &str, neighbours: Neighbours) -> i32 {
    let mut previous = Glyph::outside(neighbours.before);
    let mut chars = piece.chars().map(Glyph::new);
    let Some(mut glyph) = chars.next() else { return 0 };
    // In mathematics, letters stand alone.
    let mut total = if neighbours.follows_word && glyph.class == CharClass::Math { 5 } else { 0 };
    loop {
        let following = chars.next();
        let next = following.unwrap_or_else(|| Glyph::outside(neighbours.after));
        total += glyph.surprise + transition_cost(previous.class, glyph.class) + position_cost(previous, glyph, next);
        if following.is_none() {
            return total + transition_cost(glyph.class, next.class);
        }
        previous = glyph;
        glyph = next;
    }
}

/// Returns whether `piece` consists of letters of one non-Latin script, as words do.
pub(super) fn is_of_one_script(piece: &str) -> bool {
    let mut scripts = piece.chars().map(|char| classify(char).0.script());
    let first = scripts.next().flatten().filter(|script| *script != Script::Latin);
    first.is_some() && scripts.all(|script| script == first)
}

/// Returns the cost of `piece` without its context: its characters and the transitions between them, in bits.
pub(super) fn inner_surprisal(piece: &str) -> i32 {
    let mut total = 0;
    let mut previous: Option<CharClass> = None;
    for char in piece.chars() {
        let (kind, surprise) = classify(char);
        total += surprise + previous.map_or(0, |previous| transition_cost(previous, kind));
        previous = Some(kind);
    }
    total
}

/// A character with its class.
#[derive(Clone, Copy)]
struct Glyph {
    char: char,
    class: CharClass,
    surprise: i32,
}

impl Glyph {
    fn new(char: char) -> Self {
        let (kind, surprise) = classify(char);
        Self { char, class: kind, surprise }
    }

    /// Returns the glyph beside the piece; at the edge, it has no class of its own.
    fn outside(char: Option<char>) -> Self {
        char.map_or(Self { char: ' ', class: CharClass::Edge, surprise: 0 }, Self::new)
    }
}

/// Returns the cost of `right` after `left`.
fn transition_cost(left: CharClass, right: CharClass) -> i32 {
    use CharClass::*;
    match (left, right) {
        (Lower(a), Upper(b)) if a == b => 6,
        // A word of one script is likelier than the sum of its letters.
        (Lower(a), Lower(b)) | (Letter(a), Letter(b)) if a == b && a != Script::Latin => -1,
        (Upper(a), Upper(b)) if a == b && a != Script::Latin => -2,
        (Lower(a) | Upper(a) | Letter(a), Lower(b) | Upper(b) | Letter(b)) => script_change_cost(a, b),
        (Drawing, Drawing) => -1,
        (Drawing, Space | Edge) | (Space | Edge, Drawing) => 0,
        (Drawing, _) if right.is_letter() => 4,
        (_, Drawing) if left.is_letter() => 4,
        (Accent, Accent) => 2,
        (_, Accent) if !left.is_letter() => 5,
        (_, Joiner) => match left {
            Emoji | Symbol | Joiner | Digit | Letter(_) => 0,
            Suffix | Prefix | Punctuation => 2,
            _ => 5,
        },
        (Joiner, _) => 0,
        (Digit, Lower(_) | Upper(_)) => 2,
        (Digit, Rare) => 2,
        (NoBreakSpace, NoBreakSpace) => 7,
        (Space, NoBreakSpace) | (NoBreakSpace, Space) => 4,
        (Math, Math) => -2,
        (Math, Lower(Script::Greek)) => -3,
        (_, Prefix) if left.is_letter() => 4,
        (_, Rare) if left.is_letter() => 3,
        (_, Math) if left.is_letter() => 2,
        (_, Symbol | Emoji) if left.is_letter() => 2,
        (Suffix | Rare | Symbol | Emoji, _) if right.is_letter() => 2,
        (Prefix | Math, _) if right.is_letter() => 1,
        (Suffix | Prefix | Rare | Symbol | Emoji, Suffix | Prefix | Rare | Symbol | Emoji) if left != right => 2,
        (Suffix, Suffix) | (Prefix, Prefix) | (Rare, Rare) => 2,
        (Quote, Quote) => 1,
        _ => 0,
    }
}

/// Returns the cost of adjacent letters of two scripts.
fn script_change_cost(left: Script, right: Script) -> i32 {
    match (left, right) {
        (a, b) if a == b => 0,
        (Script::EastAsian, _) | (_, Script::EastAsian) => 3,
        (Script::Greek, Script::Latin) | (Script::Latin, Script::Greek) => 4,
        _ => 8,
    }
}

/// Returns the cost of a character in this position: signs inside a word, accented letters that form no word.
fn position_cost(left: Glyph, glyph: Glyph, right: Glyph) -> i32 {
    use CharClass::*;
    let inside_word = left.class.is_letter() && right.class.is_letter();
    match glyph.class {
        Quote if inside_word => 6,
        // It opens a quotation.
        Quote if glyph.char == '«' && !left.class.is_letter() && matches!(right.class, Space | Edge) => 4,
        // `Ã’s` is more than the possessive of a letter.
        Apostrophe if matches!(left.class, Upper(_)) && right.char == 's' => -4,
        Prefix if !left.class.is_letter() && right.class.is_letter() => -1,
        Suffix | Prefix | Rare if inside_word => 4,
        Ellipsis | Math if inside_word => 1,
        Lower(Script::Latin) | Upper(Script::Latin) if !glyph.char.is_ascii() => {
            latin_position_cost(left, glyph, right)
        }
        Lower(_) | Upper(_) | Letter(_) if stands_alone(left, glyph, right) && !is_east_asian(glyph.class) => 1,
        _ => 0,
    }
}

/// Returns the position cost of a Latin letter beyond ASCII.
fn latin_position_cost(left: Glyph, glyph: Glyph, right: Glyph) -> i32 {
    let opens_word = !left.class.is_letter();
    let alone = stands_alone(left, glyph, right);
    let is_upper = matches!(glyph.class, CharClass::Upper(_));
    match glyph.char {
        // Hardly any word starts with it, and it is no word by itself.
        'Ã' if opens_word => 2 + 4 * i32::from(alone),
        'Â' if alone => 4,
        _ if alone && is_upper => 3,
        // As likely as the small letter, at the start of a sentence or name.
        _ if opens_word && is_upper && right.char.is_ascii_lowercase() => -2,
        'à' | 'á' | 'â' | 'ä' | 'å' | 'æ' | 'è' | 'é' | 'ê' | 'ì' | 'í' | 'ò' | 'ó' | 'ô' | 'ö' | 'ø' | 'ú'
            if alone =>
        {
            1
        }
        _ if alone => 3,
        // French has it after a plain consonant and before a vowel.
        'œ' | 'Œ' => {
            let after_accent = left.class.is_letter() && !left.char.is_ascii();
            4 * i32::from(after_accent) + 3 * i32::from(!right.class.is_letter())
        }
        _ => i32::from(
            matches!(left.class, CharClass::Lower(Script::Latin) | CharClass::Upper(Script::Latin))
                && !left.char.is_ascii(),
        ),
    }
}

/// Returns whether `glyph` is a whole word.
fn stands_alone(left: Glyph, glyph: Glyph, right: Glyph) -> bool {
    left.class != CharClass::Math && !left.class.is_letter() && !right.class.is_letter() && !glyph.char.is_ascii()
}

/// Returns whether each letter of this kind may be a word.
fn is_east_asian(kind: CharClass) -> bool {
    kind == CharClass::Letter(Script::EastAsian)
}
