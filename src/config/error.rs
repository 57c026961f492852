//! Config errors with their location.

use std::fmt;

use crate::text::{LineColumn, LineIndex, Span};

/// Maximum number of characters of an excerpt.
const MAX_EXCERPT_CHARS: usize = 80;

/// An error in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The location.
    pub location: ConfigLocation,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The line with the error.
    excerpt: Option<Box<Excerpt>>,
}

/// A location in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigLocation {
    /// In a file, with the line and column if known.
    File(String, Option<LineColumn>),
    /// In a command-line option.
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

/// Part of a line, with the characters to underline.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Excerpt {
    line: String,
    /// Number of characters before the underline.
    before: usize,
    /// Number of underlined characters.
    marked: usize,
}

impl ConfigError {
    /// Replaces the path of the file by what `shown` returns for it.
    #[must_use]
    pub fn with_path(mut self, shown: impl FnOnce(&str) -> String) -> Self {
        if let ConfigLocation::File(path, _) = &mut self.location {
            *path = shown(path);
        }
        self
    }

    /// Creates an error in the file at `path`.
    pub fn in_file(path: &str, message: impl Into<String>) -> Self {
        Self {
            location: ConfigLocation::File(path.to_owned(), None),
            message: message.into(),
            help: None,
            excerpt: None,
        }
    }

    /// Creates an error in a command-line option.
    pub fn in_option(option: &'static str, message: impl Into<String>) -> Self {
        Self { location: ConfigLocation::Option(option), message: message.into(), help: None, excerpt: None }
    }

    /// Creates an error at byte `offset` of the file at `path`.
    pub fn at_offset(path: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        Self::at_span(path, text, Span::new(offset, offset), message)
    }

    /// Creates an error about the bytes of `span` in the file at `path`.
    pub fn at_span(path: &str, text: &str, span: Span, message: impl Into<String>) -> Self {
        let [start, end] = [span.start, span.end].map(|offset| boundary(text, offset));
        let index = LineIndex::new(text);
        let line = index.line(text, index.line_at(start));
        let before = text[line.start..start.max(line.start)].chars().count();
        let marked = text[start..end.min(line.end).max(start)].chars().count();
        // Of a long line, show the part with the error.
        let skipped =
            if before + marked > MAX_EXCERPT_CHARS { before.saturating_sub(MAX_EXCERPT_CHARS / 4) } else { 0 };
        let shown = line.slice(text).chars().skip(skipped).take(MAX_EXCERPT_CHARS).collect();
        let excerpt = Excerpt { line: shown, before: before - skipped, marked };
        let place = ConfigLocation::File(path.to_owned(), Some(index.line_column(text, start)));
        Self { location: place, excerpt: Some(Box::new(excerpt)), ..Self::in_file(path, message) }
    }

    /// Sets the help text.
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
    /// Formats the excerpt to follow a message: the line, and an underline below it.
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

/// Returns the last character boundary at or before byte `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
