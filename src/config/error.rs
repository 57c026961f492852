//! What is wrong with a config file, and where.

use std::fmt;

use crate::text::{LineColumn, LineIndex, Span};

/// The most characters of a line that are shown.
const MAX_EXCERPT_CHARS: usize = 80;

/// A config that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Where, as far as that is known.
    pub location: ConfigLocation,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The line that is wrong.
    excerpt: Option<Box<Excerpt>>,
}

/// Where something stands in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigLocation {
    /// In a file, at a line and column where they are known.
    File(String, Option<LineColumn>),
    /// On the command line, in this option.
    Option(&'static str),
}

impl fmt::Display for ConfigLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, Some(at)) => write!(f, "{path}:{}:{}", at.line, at.column),
            Self::File(path, None) => f.write_str(path),
            Self::Option(option) => f.write_str(option),
        }
    }
}

/// Part of a line, and what of it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Excerpt {
    line: String,
    /// How many characters stand before what is meant.
    before: usize,
    /// How many characters are meant.
    marked: usize,
}

impl ConfigError {
    /// An error in the file at `path`.
    pub fn in_file(path: &str, message: impl Into<String>) -> Self {
        Self {
            location: ConfigLocation::File(path.to_owned(), None),
            message: message.into(),
            help: None,
            excerpt: None,
        }
    }

    /// An error in an option of the command line.
    pub fn in_option(option: &'static str, message: impl Into<String>) -> Self {
        Self { location: ConfigLocation::Option(option), message: message.into(), help: None, excerpt: None }
    }

    /// An error at byte `offset` of the file at `path`.
    pub fn at_offset(path: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        Self::at_span(path, text, Span::new(offset, offset), message)
    }

    /// An error about the bytes of `span` in the file at `path`.
    pub fn at_span(path: &str, text: &str, span: Span, message: impl Into<String>) -> Self {
        let [start, end] = [span.start, span.end].map(|offset| boundary(text, offset));
        let index = LineIndex::new(text);
        let line = index.line(text, index.line_at(start));
        let before = text[line.start..start.max(line.start)].chars().count();
        let marked = text[start..end.min(line.end).max(start)].chars().count();
        // Of a long line, the part with what is meant.
        let skipped =
            if before + marked > MAX_EXCERPT_CHARS { before.saturating_sub(MAX_EXCERPT_CHARS / 4) } else { 0 };
        let shown = line.slice(text).chars().skip(skipped).take(MAX_EXCERPT_CHARS).collect();
        let excerpt = Excerpt { line: shown, before: before - skipped, marked };
        let place = ConfigLocation::File(path.to_owned(), Some(index.line_column(text, start)));
        Self { location: place, excerpt: Some(Box::new(excerpt)), ..Self::in_file(path, message) }
    }

    /// The same error with advice.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.location, self.message)?;
        if let Some(help) = &self.help {
            write!(f, "; {help}")?;
        }
        match (&self.location, &self.excerpt) {
            (ConfigLocation::File(_, Some(at)), Some(excerpt)) => write!(f, "{}", excerpt.below(at.line)),
            _ => Ok(()),
        }
    }
}

impl Excerpt {
    /// The line under a message, and under it a mark for what is meant.
    fn below(&self, number: usize) -> String {
        let Self { line, before, marked } = self;
        if line.trim().is_empty() {
            return String::new();
        }
        let shown = line.chars().count();
        let margin = " ".repeat(number.to_string().len());
        let mut below = format!("\n  {number} | {}", line.replace('\t', " "));
        if *before < shown {
            let marks = "^".repeat((*marked).clamp(1, shown - before));
            below.push_str(&format!("\n  {margin} | {}{marks}", " ".repeat(*before)));
        }
        below
    }
}

impl std::error::Error for ConfigError {}

/// The last start of a character at or before byte `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
