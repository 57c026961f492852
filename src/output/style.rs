//! Colours by meaning.

use anstyle::AnsiColor;

use crate::diagnostic::Severity;

/// What a piece of text is, as far as its colour tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
    /// A path, or a header of a patch.
    Path,
    /// What matters less.
    Dim,
    /// A line of a patch that stays as it is.
    Context,
    /// What goes.
    Removed,
    /// What comes.
    Added,
    /// The header of a hunk.
    Hunk,
    /// A rule, by how much its findings matter.
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

/// Splits a drawing into pairs of a colour (`ESC [ 1;31 m`), or nothing, and the text behind it.
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

/// The length in bytes of the colour that `text` begins with; 0 where it begins with none.
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
