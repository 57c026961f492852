//! The date at the start of an entry: full, partial or unknown.

use std::fmt;

/// The English names of the months, in lower case.
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryDate {
    /// `2025-11-07`.
    Day(jiff::civil::Date),
    /// `2025-11`.
    Month(i16, i8),
    /// `2025`.
    Year(i16),
    /// `2025-13-40`: written like a date, but not a valid one.
    Invalid,
    /// The word `unknown`.
    Unknown,
}

impl EntryDate {
    /// Parses the date at the start of `text`; also returns its length in bytes. The character after the date must not be
    /// alphanumeric or `-`.
    pub fn at_start(text: &str) -> Option<(Self, usize)> {
        let word = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len());
        let found = Self::parse(&text[..word])?;
        Some((found, word))
    }

    /// Parses the whole of `text` as a date.
    pub fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("unknown") {
            return Some(Self::Unknown);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return None;
        }
        let part = |range: std::ops::Range<usize>| text[range].parse::<i16>().expect("four digits fit");
        let mut lengths = text.split('-').map(str::len);
        match [lengths.next(), lengths.next(), lengths.next(), lengths.next()].map(Option::unwrap_or_default) {
            [4, 0, 0, 0] => plausible_year(part(0..4)).map(Self::Year),
            [4, 2, 0, 0] => {
                let month = i8::try_from(part(5..7)).expect("two digits fit");
                (1..=12).contains(&month).then_some(Self::Month(part(0..4), month))
            }
            [4, 2, 2, 0] => {
                let two = |range| i8::try_from(part(range)).expect("two digits fit");
                let day = jiff::civil::Date::new(part(0..4), two(5..7), two(8..10));
                match day {
                    Ok(day) => Some(Self::Day(day)),
                    Err(_) => plausible_year(part(0..4)).map(|_| Self::Invalid),
                }
            }
            _ => None,
        }
    }

    /// Returns year, month and day; zero for those that are not known.
    fn parts(self) -> [i16; 3] {
        match self {
            Self::Day(day) => [day.year(), day.month().into(), day.day().into()],
            Self::Month(year, month) => [year, month.into(), 0],
            Self::Year(year) => [year, 0, 0],
            Self::Invalid | Self::Unknown => [0; 3],
        }
    }

    /// Returns whether both can mean the same day: they are equal, one is unknown, or one is a prefix of the other.
    pub fn is_compatible_with(self, other: Self) -> bool {
        if self == Self::Invalid || other == Self::Invalid {
            return self == other;
        }
        let common = self.precision().min(other.precision());
        self.parts()[..common] == other.parts()[..common]
    }

    /// Returns the number of known parts: 3 for a day, 2 for a month, 1 for a year, else 0.
    pub fn precision(self) -> usize {
        match self {
            Self::Day(_) => 3,
            Self::Month(..) => 2,
            Self::Year(_) => 1,
            Self::Invalid | Self::Unknown => 0,
        }
    }

    /// Compares two dates, newest first; a partial date comes after the full dates of its period. None if either date
    /// is unknown or invalid.
    pub fn cmp_newest_first(self, other: Self) -> Option<std::cmp::Ordering> {
        let common = self.precision().min(other.precision());
        let by_parts = || other.parts()[..common].cmp(&self.parts()[..common]);
        (common > 0).then(|| by_parts().then(other.precision().cmp(&self.precision())))
    }
}

impl fmt::Display for EntryDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Invalid => f.write_str("an invalid date"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// Returns `name` without a date at its start: `2025-10 - Ada Byron` becomes `Ada Byron`.
pub(crate) fn without_date(name: &str) -> &str {
    EntryDate::at_start(name).map_or(name, |(_, length)| name[length..].trim_start_matches([' ', '-', '–', '—']))
}

/// Returns `year` if it is between 1900 and 2099: any other bare number is not taken for a year.
fn plausible_year(year: i16) -> Option<i16> {
    (1900..2100).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    fn date(text: &str) -> EntryDate {
        EntryDate::parse(text).unwrap()
    }

    #[test]
    fn dates_are_full_partial_or_unknown() {
        assert_eq!(date("2025-11-07").precision(), 3);
        assert_eq!(date("2025-11"), EntryDate::Month(2025, 11));
        assert_eq!(date("Unknown"), EntryDate::Unknown);
        assert_eq!(date("2025-02-30"), EntryDate::Invalid);
        assert_eq!(EntryDate::parse("0171-55-12"), None);
        assert_eq!(EntryDate::parse("2025-13"), None);
        assert_eq!(EntryDate::parse("0042"), None);
        assert_eq!(EntryDate::parse("1234-5"), None);
    }

    #[test]
    fn a_date_ends_at_a_word_boundary() {
        assert_eq!(EntryDate::at_start("2025-11: x"), Some((EntryDate::Month(2025, 11), 7)));
        assert_eq!(EntryDate::at_start("2025-11-07T10"), None);
        assert_eq!(EntryDate::at_start("unknowns"), None);
    }

    #[test]
    fn a_prefix_and_an_unknown_date_are_compatible() {
        assert!(date("2025-11").is_compatible_with(date("2025-11-07")));
        assert!(date("unknown").is_compatible_with(date("2025")));
        assert!(!date("2025-11-06").is_compatible_with(date("2025-11-07")));
    }

    #[test]
    fn a_partial_date_follows_its_period() {
        assert_eq!(date("2025-11-01").cmp_newest_first(date("2025-11")), Some(Ordering::Less));
        assert_eq!(date("2025-10-31").cmp_newest_first(date("2025-11")), Some(Ordering::Greater));
        assert_eq!(date("unknown").cmp_newest_first(date("2025")), None);
    }
}
