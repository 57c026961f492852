//! The formats that schemas may name beside those of JSON Schema.

/// A format: its name, how a person would call it, and the test.
pub(super) struct Format {
    pub(super) name: &'static str,
    description: &'static str,
    pub(super) check: fn(&str) -> bool,
}

pub(super) const FORMATS: [Format; 5] = [
    Format { name: "date", description: "a date (YYYY-MM-DD)", check: is_day },
    Format { name: "datetime", description: "a date with a time (YYYY-MM-DDTHH:MM)", check: is_datetime },
    Format {
        name: "day",
        description: "a date (YYYY-MM-DD)",
        check: |text| is_day(text) || is_datetime(text) || !is_meant_as_day(text),
    },
    Format { name: "wikilink", description: "a link (`[[Name]]`)", check: is_wikilink },
    Format { name: "tag", description: "a tag", check: is_tag },
];

/// A format in words.
pub(super) fn describe(format: &str) -> String {
    let known = FORMATS.iter().find(|known| known.name == format);
    known.map_or_else(|| format!("of the format `{format}`"), |known| known.description.to_owned())
}

/// Whether a format wants a day.
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

/// Whether a value can only be a whole date: digits in three parts, or eight. What says less (`2025-11`, `04-03`) or
/// something else (`TBD`) is its owner's business.
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

/// A day whose spelling leaves no doubt: the year first, then month and day, of the calendar.
pub(super) fn unambiguous_date(text: &str) -> Option<String> {
    let digits: String = match text.len() {
        8 => text.to_owned(),
        10 => {
            let separator = text.chars().nth(4).filter(|separator| matches!(separator, '/' | '.' | '_' | ' '))?;
            let parts: Vec<&str> = text.split(separator).collect();
            (parts.iter().map(|part| part.len()).eq([4, 2, 2])).then(|| parts.concat())?
        }
        _ => return None,
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let day = format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]);
    let plausible = ("1900".."2200").contains(&&digits[..4]);
    (plausible && is_day(&day)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times() {
        assert!(is_day("2025-02-28") && !is_day("2025-02-30") && !is_day("2025-2-3") && !is_day("éé-éé"));
        assert!(is_datetime("2025-02-28T10:00") && is_datetime("2025-02-28 10:00:59"));
        assert!(!is_datetime("2025-02-28") && !is_datetime("2025-02-28T25:00"));
        assert!(is_tag("a/b") && !is_tag("2025") && !is_tag("a b"));
    }

    #[test]
    fn only_year_first_is_beyond_doubt() {
        assert_eq!(unambiguous_date("2025/11/07").as_deref(), Some("2025-11-07"));
        assert_eq!(unambiguous_date("2025.11.07").as_deref(), Some("2025-11-07"));
        assert_eq!(unambiguous_date("20251107").as_deref(), Some("2025-11-07"));
        for other in ["07/11/2025", "2025/13/07", "2025-13-05", "99999999", "2025/11.07"] {
            assert_eq!(unambiguous_date(other), None, "{other}");
        }
    }
}
