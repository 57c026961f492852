//! Escapes characters that a terminal acts on or does not show.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use std::ops::Add;

use super::Output;
use crate::text::is_invisible;

/// Text without hidden characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct VisibleText(String);

impl VisibleText {
    /// Escapes `text` on one line.
    pub(crate) fn new(text: &str) -> Self {
        Self(escape_line(text))
    }

    /// Escapes `text` and keeps its line breaks.
    pub(crate) fn lines(text: &str) -> Self {
        Self(text.lines().map(escape_line).collect::<Vec<_>>().join("\n"))
    }

    /// Escapes a piece of source on one line; tabs are kept, line breaks become spaces.
    pub(crate) fn source(text: &str) -> Self {
        Self(escape_text(&text.replace(['\r', '\n'], " ")).into_owned())
    }

    /// Returns the text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Add for VisibleText {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + &other.0)
    }
}

impl fmt::Display for VisibleText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Escapes hidden characters, line breaks and tabs in `text` as in Rust: `\u{1b}`, `\n`.
pub(crate) fn escape_line(text: &str) -> String {
    let shown = escape_text(text);
    if shown.contains(['\n', '\t']) { shown.replace('\n', "\\n").replace('\t', "\\t") } else { shown.into_owned() }
}

/// Escapes hidden characters in `text`, as `\u{1b}`, except line breaks and tabs.
pub(super) fn escape_text(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut before = HiddenScan::default();
    for c in text.chars() {
        if matches!(c, '\n' | '\t') || !before.hides(c) {
            shown.push(c);
        } else {
            shown.extend(c.escape_unicode());
        }
    }
    Cow::Owned(shown)
}

/// Whether `c` is hidden, without regard to the characters before it.
pub(super) fn is_hidden(c: char) -> bool {
    HiddenScan::default().hides(c)
}

/// The context of a character: some are hidden alone but join emoji or letters, or spell a flag.
#[derive(Default)]
struct HiddenScan {
    last: Option<char>,
    is_in_flag: bool,
}

impl HiddenScan {
    /// Whether `c` is invisible here, or a terminal would act on it.
    fn hides(&mut self, c: char) -> bool {
        let last = self.last.replace(c);
        self.is_in_flag = c == '\u{1f3f4}' || (self.is_in_flag && matches!(c, '\u{e0020}'..='\u{e007f}'));
        match c {
            // Joiners of emoji, and of letters in some scripts.
            '\u{200c}' | '\u{200d}' => {
                last.is_none_or(|last| last.is_ascii() || matches!(last, '\u{200c}' | '\u{200d}'))
            }
            // A regional flag is a black flag followed by its name in these characters.
            '\u{e0020}'..='\u{e007f}' => !self.is_in_flag,
            c => is_invisible(c),
        }
    }
}

/// A writer of JSON that writes hidden characters as JSON escapes, which mean the same.
pub(super) struct JsonWriter<'a>(pub(super) &'a mut Output);

impl Write for JsonWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // serde_json writes whole characters.
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        if bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
            self.0.put_json(text);
            return Ok(bytes.len());
        }
        let mut shown = String::with_capacity(text.len() + 16);
        let mut before = HiddenScan::default();
        for c in text.chars() {
            match c {
                '\n' => shown.push(c),
                c if before.hides(c) => {
                    c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| shown.push_str(&format!("\\u{unit:04x}")));
                }
                c => shown.push(c),
            }
        }
        self.0.put_json(&shown);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(escape_line("a\u{1b}]0;x\u{7}\r\n\tb\u{7f}\u{9b}2J"), r"a\u{1b}]0;x\u{7}\u{d}\n\tb\u{7f}\u{9b}2J");
        assert_eq!(
            escape_line("\u{202e}gnp.exe\u{2069} \u{feff}\u{200b}\u{ad}"),
            r"\u{202e}gnp.exe\u{2069} \u{feff}\u{200b}\u{ad}"
        );
        assert_eq!(escape_text("a\n\tb\u{2028}"), "a\n\tb\\u{2028}");
        assert!(matches!(escape_text("plain\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn joiners_of_letters_and_emoji_are_kept() {
        for text in [
            "👩\u{200d}💻",
            "❤\u{fe0f}",
            "می\u{200c}خواهم",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "é\u{301}",
        ] {
            assert_eq!(escape_line(text), text);
        }
        assert_eq!(escape_line("pay\u{200d}pal \u{e0041}"), r"pay\u{200d}pal \u{e0041}");
    }

    #[test]
    fn escaped_json_means_the_same() {
        let text = "a\u{1b}\u{9b}\u{202e}\u{e0041}é👩\u{200d}💻";
        let mut out = Output::byte_exact_memory();
        out.write_json(&text).unwrap();
        let written = out.into_text();
        assert!(written.contains(r"\u009b\u202e\udb40\udc41é👩"), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
