//! Names of daily, weekly and other periodic notes.

use jiff::civil::Date;

use super::date::MONTHS;

/// Words for days of the week.
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Returns whether `name` is a day, week, month, quarter or year, and nothing else: `2025-01-31`, `2025-W05`,
/// `March 2nd, 2020, Monday`, `Q1 2021`. A date that does not exist is none.
pub fn is_period(name: &str) -> bool {
    let (mut year, mut month, mut weeks, mut numbers) = (None, None, 0, Vec::new());
    let mut is_year_last = false;
    for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(&word);
        let number = digits.parse::<i16>().ok();
        let abbreviates = |full: &str| word.len() >= 3 && full.starts_with(word.as_str());
        match (number, digits.len()) {
            (Some(number), 4) if (1900..2200).contains(&number) && year.is_none() => {
                year = Some(number);
                is_year_last = !numbers.is_empty();
            }
            (Some(number), 1 | 2) => numbers.push(number),
            _ if word.len() == 8 && word.parse::<Date>().is_ok() && year.is_none() => {
                return name.trim().len() == 8;
            }
            _ if MONTHS.iter().any(|full| abbreviates(full)) && month.is_none() => {
                month = MONTHS.iter().position(|full| abbreviates(full));
            }
            _ if WEEKDAYS.iter().any(|full| abbreviates(full)) || word == "week" => {
                weeks += usize::from(word == "week");
            }
            _ if is_numbered(&word, 'w', 53) || is_numbered(&word, 'q', 4) => weeks += 1,
            _ => return false,
        }
    }
    let Some(year) = year else { return false };
    let is_day = |month: i16, day: i16| {
        i8::try_from(month)
            .ok()
            .zip(i8::try_from(day).ok())
            .is_some_and(|(month, day)| Date::new(year, month, day).is_ok())
    };
    match (month, numbers[..].as_ref(), weeks) {
        (Some(month), [], 0) => month < 12,
        (Some(month), [day], 0) => is_day(month as i16 + 1, *day),
        (None, [], 0 | 1) => true,
        (None, [number], 0) => (1..=12).contains(number),
        (None, [number], 1) => (1..=53).contains(number),
        (None, [one, other], 0) => is_day(*one, *other) || is_year_last && is_day(*other, *one),
        _ => false,
    }
}

/// Returns whether `word` is `letter` with a number up to `most`: `w05`, `q1`.
fn is_numbered(word: &str, letter: char, most: u8) -> bool {
    let number = word.strip_prefix(letter).and_then(|number| number.parse::<u8>().ok());
    number.is_some_and(|number| (1..=most).contains(&number))
}

/// The formats of periodic notes in the settings of a vault, as Obsidian writes them: `YYYY-MM-DD`.
#[derive(Clone, Debug, Default)]
pub struct PeriodicFormats(Vec<Vec<Part>>);

/// A part of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// From one to so many digits.
    Digits(usize),
    /// Letters, as in the name of a month.
    Word,
    /// A number and the letters or the dot after it: `2nd`, `2.`.
    Ordinal,
    /// Itself.
    Char(char),
}

impl PeriodicFormats {
    /// Parses formats. Only what is behind the last `/` counts: the rest is folders.
    pub fn new<'a>(formats: impl IntoIterator<Item = &'a str>) -> Self {
        let names = formats.into_iter().map(|format| format.rsplit('/').next().unwrap_or(format));
        Self(names.map(parts).filter(|parts| parts.iter().any(|part| !matches!(part, Part::Char(_)))).collect())
    }

    /// Returns whether `name` has one of the formats.
    pub fn matches(&self, name: &str) -> bool {
        self.0.iter().any(|parts| has_format(name, parts))
    }
}

fn parts(format: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        if let Some((literal, after)) = rest.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
            parts.extend(literal.chars().map(Part::Char));
            rest = after;
            continue;
        }
        let length = rest.chars().take_while(|c| *c == first).count();
        let after = &rest[length * first.len_utf8()..];
        match first {
            'D' | 'Q' | 'M' | 'W' | 'w' if after.starts_with('o') => {
                parts.push(Part::Ordinal);
                rest = &after[1..];
                continue;
            }
            'M' if length > 2 => parts.push(Part::Word),
            'd' | 'E' => parts.push(Part::Word),
            'Y' | 'G' | 'g' | 'M' | 'D' | 'W' | 'w' | 'Q' | 'H' | 'h' | 'm' | 's' => {
                parts.push(Part::Digits(length.max(2)));
            }
            other => parts.extend(std::iter::repeat_n(Part::Char(other), length)),
        }
        rest = after;
    }
    parts
}

fn has_format(name: &str, parts: &[Part]) -> bool {
    let mut rest = name.trim();
    for part in parts {
        let is_letter = |c: char| c.is_alphabetic() || c == '.';
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let length = match part {
            Part::Digits(most) => digits.min(*most),
            Part::Word => rest.len() - rest.trim_start_matches(is_letter).len(),
            Part::Ordinal if digits == 0 => 0,
            Part::Ordinal => rest.len() - rest[digits..].trim_start_matches(is_letter).len(),
            Part::Char(wanted) => rest.chars().next().filter(|c| c == wanted).map_or(0, char::len_utf8),
        };
        if length == 0 {
            return false;
        }
        rest = &rest[length..];
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_periods() {
        for name in [
            "2025-01-31",
            "20250131",
            "2025-W05",
            "2025-01",
            "2025",
            "March 2nd, 2020, Monday",
            "Q1 2021",
            "2021-Q1",
            "Week 5 2021",
            "31.01.2025",
            "Fri 31 Jan 2025",
        ] {
            assert!(is_period(name), "{name}");
        }
        for name in
            ["2025-02-30", "2025-13-01", "2025-01-31 Call", "Monday", "12", "Plan 2025", "February 30 2020", "20250231"]
        {
            assert!(!is_period(name), "{name}");
        }
    }

    #[test]
    fn formats_of_obsidian() {
        let formats = PeriodicFormats::new(["YYYY/MM/dddd, D. MMMM YYYY", "[Woche] w"]);
        assert!(formats.matches("Freitag, 31. Januar 2025") && formats.matches("Woche 5"));
        assert!(!formats.matches("Freitag, Januar 2025") && !formats.matches("Woche fünf") && !formats.matches(""));
        assert!(!PeriodicFormats::new(["", "[x]"]).matches("x"));
    }
}
