//! The string formats that schemas may use in addition to those of JSON Schema.

use crate::note::MONTHS;

/// A string format: its name, its description in messages, and its check.
pub(super) struct SchemaFormat {
    pub(super) name: &'static str,
    description: &'static str,
    pub(super) check: fn(&str) -> bool,
}

pub(super) const FORMATS: [SchemaFormat; 5] = [
    SchemaFormat { name: "date", description: "a date (YYYY-MM-DD)", check: is_day },
    SchemaFormat { name: "datetime", description: "a date with a time (YYYY-MM-DDTHH:MM)", check: is_datetime },
    SchemaFormat { name: "day", description: "a date (YYYY-MM-DD)", check: is_day_if_meant },
    SchemaFormat { name: "wikilink", description: "a link (`[[Name]]`)", check: is_wikilink },
    SchemaFormat { name: "tag", description: "a tag", check: is_tag },
];

/// All formats that are checked: these and those of JSON Schema.
pub(crate) const KNOWN_FORMATS: [&str; 23] = [
    "date",
    "datetime",
    "day",
    "wikilink",
    "tag",
    "date-time",
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// Returns the format that a text unambiguously has: `date`, `datetime` or `wikilink`.
pub(crate) fn format_of(text: &str) -> Option<&'static str> {
    let known = FORMATS.iter().filter(|format| matches!(format.name, "date" | "datetime" | "wikilink"));
    known.into_iter().find(|format| (format.check)(text)).map(|format| format.name)
}

/// Describes a format for a message.
pub(super) fn describe(format: &str) -> String {
    let known = FORMATS.iter().find(|known| known.name == format);
    known.map_or_else(|| format!("of the format `{format}`"), |known| known.description.to_owned())
}

/// Returns true if the format expects a date.
pub(super) fn is_date(format: &str) -> bool {
    matches!(format, "date" | "day")
}

fn is_day(text: &str) -> bool {
    let digits = text
        .bytes()
        .enumerate()
        .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    text.len() == 10 && digits && text.parse::<jiff::civil::Date>().is_ok()
}

/// Returns false if a value can only be meant as a date but is not a valid one.
pub(super) fn is_day_if_meant(text: &str) -> bool {
    is_day(text) || is_datetime(text) || !is_meant_as_day(text)
}

/// Returns true if a value can only be a full date: digits in three parts, or eight digits. Less precise (`2025-11`,
/// `04-03`) or other values (`TBD`) are left to the user.
fn is_meant_as_day(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let separators = text.bytes().filter(|byte| matches!(byte, b'-' | b'/' | b'.')).count();
    digits + separators == text.len()
        && (6..=8).contains(&digits)
        && (separators == 2 || (separators == 0 && digits == 8))
}

fn is_datetime(text: &str) -> bool {
    let Some((day, time)) = text.split_at_checked(10) else { return false };
    let time = time.strip_prefix(['T', ' ']).unwrap_or_default();
    let clock = time.split(['.', 'Z', '+', '-']).next().unwrap_or_default();
    let parts: Vec<&str> = clock.split(':').collect();
    let two_digits = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    is_day(day) && (2..=3).contains(&parts.len()) && parts.iter().all(two_digits) && parts[0] < "24" && parts[1] < "60"
}

fn is_wikilink(text: &str) -> bool {
    text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).is_some_and(|inner| !inner.trim().is_empty())
}

fn is_tag(text: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/') || !c.is_ascii();
    !text.is_empty() && text.chars().all(allowed) && text.chars().any(|c| !c.is_ascii_digit())
}

/// Parses a date with only one possible reading: the year first (`2025/11/7`, `20251107`), a named month (`7 Nov 2025`,
/// `November 7th, 2025`), or a number above twelve that can only be the day (`25.11.2025`).
pub(super) fn unambiguous_date(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split([' ', ',', '/', '.', '_', '-']).filter(|word| !word.is_empty()).collect();
    let (year, month, day) = match words[..] {
        [digits] if digits.len() == 8 => (digits.get(..4)?, number(digits.get(4..6)?)?, digits.get(6..)?),
        [year, month, day] if year.len() == 4 => (year, number(month)?, day),
        [day, month, year] if month_named(month).is_some() => (year, month_named(month)?, ordinal(day)),
        [month, day, year] if month_named(month).is_some() => (year, month_named(month)?, ordinal(day)),
        [day, month, year] if number(day)? > 12 || number(day) == number(month) => (year, number(month)?, day),
        [month, day, year] if number(day)? > 12 => (year, number(month)?, day),
        _ => return None,
    };
    let separators = text.chars().filter(|c| !c.is_alphanumeric());
    let is_mixed = separators.clone().any(|c| c == '/') && separators.clone().any(|c| c != '/');
    if is_mixed || !year.bytes().all(|byte| byte.is_ascii_digit()) || !("1900".."2200").contains(&year) {
        return None;
    }
    let day = format!("{year}-{month:02}-{:02}", number(day)?);
    (year.len() == 4 && is_day(&day)).then_some(day)
}

/// Parses one or two digits.
fn number(word: &str) -> Option<u8> {
    if word.len() > 2 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    word.parse().ok()
}

/// Strips an ordinal suffix: `7th` becomes `7`.
fn ordinal(word: &str) -> &str {
    ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
}

/// Returns the month with this English name, in full or abbreviated to three letters.
fn month_named(word: &str) -> Option<u8> {
    let word = word.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|month| *month == word || word == month[..3] || (word == "sept" && *month == "september"))?;
    u8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_of_ours_is_known() {
        assert!(FORMATS.iter().all(|format| KNOWN_FORMATS.contains(&format.name)));
    }

    #[test]
    fn days_and_times() {
        assert!(is_day("2025-02-28") && !is_day("2025-02-30") && !is_day("2025-2-3") && !is_day("éé-éé"));
        assert!(is_datetime("2025-02-28T10:00") && is_datetime("2025-02-28 10:00:59"));
        assert!(!is_datetime("2025-02-28") && !is_datetime("2025-02-28T25:00"));
        assert!(is_tag("a/b") && !is_tag("2025") && !is_tag("a b"));
    }

    #[test]
    fn only_some_spellings_are_beyond_doubt() {
        assert_eq!(unambiguous_date("2025/11/07").as_deref(), Some("2025-11-07"));
        assert_eq!(unambiguous_date("2025.11.07").as_deref(), Some("2025-11-07"));
        assert_eq!(unambiguous_date("20251107").as_deref(), Some("2025-11-07"));
        assert_eq!(unambiguous_date("2025-1-7").as_deref(), Some("2025-01-07"));
        assert_eq!(unambiguous_date("7 Nov 2025").as_deref(), Some("2025-11-07"));
        assert_eq!(unambiguous_date("November 7th, 2025").as_deref(), Some("2025-11-07"));
        assert_eq!(unambiguous_date("25.11.2025").as_deref(), Some("2025-11-25"));
        assert_eq!(unambiguous_date("12/12/2025").as_deref(), Some("2025-12-12"));
        assert_eq!(unambiguous_date("11/25/2025").as_deref(), Some("2025-11-25"));
        for other in [
            "07/11/2025",
            "2025/13/07",
            "2025-13-05",
            "99999999",
            "2025/11.07",
            "12.12.25",
            "30 Feb 2025",
            "May 2025",
            "2025",
            "31/31/2025",
            "1/2/3",
            "7 Mai 2025",
            "é/é/2025",
            "2025/11/07 10:00",
        ] {
            assert_eq!(unambiguous_date(other), None, "{other}");
        }
    }
}
