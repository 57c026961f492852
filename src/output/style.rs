//! Colours by the meaning of the text.

use anstyle::AnsiColor;

use crate::diagnostic::Severity;

/// The meaning of a piece of text, which determines its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
    /// A path, or a header of a patch.
    Path,
    /// Secondary text.
    Dim,
    /// An unchanged line of a patch.
    Context,
    /// Removed text.
    Removed,
    /// Added text.
    Added,
    /// The header of a hunk.
    Hunk,
    /// A rule name, by the severity of its finding.
    Severity(Severity),
}

impl TextStyle {
    fn ansi(self) -> anstyle::Style {
        match self {
            Self::Path => anstyle::Style::new().bold(),
            Self::Dim => anstyle::Style::new().dimmed(),
            Self::Context => anstyle::Style::new(),
            Self::Removed => AnsiColor::Red.on_default(),
            Self::Added => AnsiColor::Green.on_default(),
            Self::Hunk => AnsiColor::Cyan.on_default(),
            Self::Severity(Severity::Error) => AnsiColor::Red.on_default().bold(),
            Self::Severity(Severity::Warning) => AnsiColor::Yellow.on_default(),
            Self::Severity(Severity::Info) => AnsiColor::Blue.on_default(),
        }
    }

    pub(super) fn start(self, is_coloured: bool) -> String {
        if is_coloured { self.ansi().render().to_string() } else { String::new() }
    }

    pub(super) fn reset(self, is_coloured: bool) -> String {
        if is_coloured { self.ansi().render_reset().to_string() } else { String::new() }
    }
}

/// Splits a drawing into pairs of a colour (`ESC [ 1;31 m`), which may be empty, and the text after it.
pub(super) fn split_colours(drawing: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = drawing;
    let next = move || {
        let (colour, after) = rest.split_at(colour_length(rest));
        let end = after.match_indices('\u{1b}').map(|(at, _)| at).find(|&at| colour_length(&after[at..]) > 0);
        let (text, behind) = after.split_at(end.unwrap_or(after.len()));
        let is_end = rest.is_empty();
        rest = behind;
        (!is_end).then_some((colour, text))
    };
    std::iter::from_fn(next)
}

/// Returns the length in bytes of the colour at the start of `text`, or 0.
fn colour_length(text: &str) -> usize {
    let Some(inside) = text.strip_prefix("\u{1b}[") else { return 0 };
    let digits = inside.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    if inside[digits..].starts_with('m') { digits + 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_colours_and_text() {
        let found: Vec<_> = split_colours("a\u{1b}[1;31mb\u{1b}[2Jc\u{1b}[0m").collect();
        assert_eq!(found, [("", "a"), ("\u{1b}[1;31m", "b\u{1b}[2Jc"), ("\u{1b}[0m", "")]);
        assert_eq!(split_colours("").count(), 0);
    }
}
