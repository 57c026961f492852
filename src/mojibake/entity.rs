//! Mojibake written as HTML entities, `&acirc;&euro;&trade;` for `’`: a converter wrote damaged text as HTML.
//!
//! Runs of entities are repaired only as a whole: an entity that is not part of the damage is left untouched.

use super::{Confidence, Repair, find};
use crate::text::Span;

/// The HTML 4 entities, by name, for the characters of latin-1 and windows-1252, which damage is made of.
/// <https://www.w3.org/TR/html401/sgml/entities.html>
const NAMES: [(&str, &str); 5] = [
    (
        "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro \
         para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest",
        "\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿",
    ),
    (
        "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde \
         Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig",
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß",
    ),
    (
        "agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde \
         ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml",
        "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
    ),
    (
        "euro sbquo fnof bdquo hellip dagger Dagger circ permil Scaron lsaquo OElig lsquo rsquo ldquo rdquo bull ndash mdash",
        "€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—",
    ),
    ("tilde trade scaron rsaquo oelig Yuml", "˜™š›œŸ"),
];
/// The maximum length of an entity, in bytes.
const MAX_ENTITY_BYTES: usize = 10;
/// How much text around a run is taken into account, in characters.
const CONTEXT_CHARS: usize = 24;

/// Finds the damage in `areas` of `text` that is written as HTML entities: [`Repair`]s whose spans cover whole runs of
/// them.
///
/// Sorted and disjoint; each lies within one area. A replacement is plain text.
pub fn find_entities(text: &str, areas: &[Span]) -> Vec<Repair> {
    let mut repairs = Vec::new();
    for &area in areas {
        let mut at = area.start;
        while let Some(found) = memchr::memchr(b'&', &text.as_bytes()[at..area.end]) {
            let start = at + found;
            let run = EntityRun::at_start(&text[start..area.end]);
            at = start + run.len.max(1);
            repairs.extend((run.entities > 1).then(|| repair(text, area, start, &run)).flatten());
        }
    }
    repairs
}

/// A run of adjacent entities.
struct EntityRun {
    /// The length in the text, in bytes.
    len: usize,
    entities: usize,
    /// The characters that the entities stand for.
    chars: String,
}

impl EntityRun {
    /// Reads the run at the start of `text`; empty if there is none.
    fn at_start(text: &str) -> EntityRun {
        let mut run = EntityRun { len: 0, entities: 0, chars: String::new() };
        while let Some((char, len)) = entity(&text[run.len..]) {
            run.chars.push(char);
            run.len += len;
            run.entities += 1;
        }
        run
    }
}

/// Returns the non-ASCII character of the entity at the start of `text`, and the length of the entity.
fn entity(text: &str) -> Option<(char, usize)> {
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(MAX_ENTITY_BYTES).position(|byte| byte == b';')?;
    let body = &body[..end];
    let char = match body.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            // Browsers read the numbers of C1 controls as windows-1252, as their authors intended.
            match code {
                0x80..=0x9f => super::codec::Codec::Windows1252.high_half()[code as usize - 0x80],
                _ => char::from_u32(code)?,
            }
        }
        None => NAMES.iter().find_map(|(names, chars)| {
            let at = names.split_whitespace().position(|name| name == body)?;
            chars.chars().nth(at)
        })?,
    };
    (!char.is_ascii()).then_some((char, end + 2))
}

/// Returns the repair of the whole of `run`, which starts at `start`, if all of it is damage.
fn repair(text: &str, area: Span, start: usize, run: &EntityRun) -> Option<Repair> {
    let end = start + run.len;
    let before = text[area.start..start]
        .char_indices()
        .rev()
        .take(CONTEXT_CHARS)
        .last()
        .map_or(start, |(at, _)| area.start + at);
    let after = text[end..area.end].char_indices().nth(CONTEXT_CHARS).map_or(area.end, |(at, _)| end + at);
    let around = format!("{}{}{}", &text[before..start], run.chars, &text[end..after]);
    let spelt = Span::new(start - before, start - before + run.chars.len());
    let found = find(&around, &[Span::new(0, around.len())]);
    let whole = found.into_iter().find(|repair| repair.span == spelt && repair.confidence > Confidence::Report)?;
    Some(Repair { span: Span::new(start, end), ..whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = find_entities(text, &[Span::new(0, text.len())]);
        let seen: Vec<_> =
            found.iter().map(|repair| (repair.span.slice(text), repair.replacement.as_deref().unwrap())).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn entities_that_spell_damage_are_one_repair() {
        check("it&acirc;&euro;&trade;s", &[("&acirc;&euro;&trade;", "’")]);
        check("caf&Atilde;&copy; cr&Atilde;&uml;me", &[("&Atilde;&copy;", "é"), ("&Atilde;&uml;", "è")]);
        check("it&#226;&#8364;&#8482;s", &[("&#226;&#8364;&#8482;", "’")]);
        check("it&#226;&#128;&#153;s", &[("&#226;&#128;&#153;", "’")]);
        check("it&#xE2;&#x20AC;&#x2122;s", &[("&#xE2;&#x20AC;&#x2122;", "’")]);
    }

    #[test]
    fn other_entities_are_left_untouched() {
        for text in [
            "&eacute;t&eacute; &laquo;&nbsp;so&nbsp;&raquo;",
            "&amp;&lt;&gt; &mdash;&mdash;",
            "&Eacute;&Egrave;",
            "&",
            "&;&;",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn every_name_has_a_character() {
        for (names, chars) in NAMES {
            assert_eq!(names.split_whitespace().count(), chars.chars().count(), "{names}");
        }
        assert_eq!(NAMES.iter().map(|(_, chars)| chars.chars().count()).sum::<usize>(), 96 + 25);
    }
}
