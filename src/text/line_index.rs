//! Conversion of byte offsets to lines and columns for display.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::Span;

/// The start of each line of a text.
///
/// A line ends after `\n`; `\r` belongs to its line. A text that ends in `\n` has no further, empty line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<usize>,
    length: usize,
    /// The widths of the text before each block of [`BLOCK`] bytes; computed when an offset far into a long line is first
    /// looked up.
    widths: OnceLock<Vec<Width>>,
}

/// Size of a block in bytes.
const BLOCK: usize = 512;

/// A line and column for display, both from 1. A byte-order mark takes no column, because no editor shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Column in UTF-16 code units, from 1, as editors count.
    pub column_utf16: usize,
}

/// The width of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Width {
    characters: u32,
    /// How many of them are two code units in UTF-16.
    surrogate_pairs: u32,
}

impl Width {
    /// Returns the width of `bytes`, which may begin or end within a character: it counts where it begins.
    fn new(bytes: &[u8]) -> Self {
        // Each character has exactly one byte that is not a continuation byte, and is four bytes long if it is a pair in
        // UTF-16.
        let count = |is_counted: fn(u8) -> bool| {
            let counted = bytes.iter().filter(|byte| is_counted(**byte)).count();
            u32::try_from(counted).expect("a note has fewer than 4 GiB")
        };
        Self { characters: count(|byte| !(0x80..0xc0).contains(&byte)), surrogate_pairs: count(|byte| byte >= 0xf0) }
    }

    fn plus(self, more: Self) -> Self {
        Self {
            characters: self.characters + more.characters,
            surrogate_pairs: self.surrogate_pairs + more.surrogate_pairs,
        }
    }

    fn minus(self, less: Self) -> Self {
        Self {
            characters: self.characters - less.characters,
            surrogate_pairs: self.surrogate_pairs - less.surrogate_pairs,
        }
    }
}

impl LineIndex {
    /// Indexes the lines of `text`.
    pub fn new(text: &str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
        let mut starts = Vec::with_capacity(breaks.clone().count() + 1);
        starts.push(0);
        starts.extend(breaks.map(|at| at + 1).filter(|&at| at < text.len()));
        Self { starts, length: text.len(), widths: OnceLock::new() }
    }

    /// Returns the number of lines; an empty text has one.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Returns false: even an empty text has a line.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// Returns the line, from 0, that contains the byte at `offset`; the end of the text belongs to the last line.
    pub fn line_at(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// Returns the span of `line`, from 0, with its line break.
    ///
    /// # Panics
    /// If there is no such line.
    pub fn full_line(&self, line: usize) -> Span {
        let end = self.starts.get(line + 1).copied().unwrap_or(self.length);
        Span::new(self.starts[line], end)
    }

    /// Returns the span of `line`, from 0, without its line break.
    ///
    /// # Panics
    /// If there is no such line, or `text` is not the indexed text.
    pub fn line(&self, text: &str, line: usize) -> Span {
        let full = self.full_line(line);
        let line_break = match text.as_bytes()[full.start..full.end] {
            [.., b'\r', b'\n'] => 2,
            [.., b'\n'] => 1,
            _ => 0,
        };
        Span::new(full.start, full.end - line_break)
    }

    /// Returns the line and column of `offset` for display.
    ///
    /// # Panics
    /// If `offset` is not a character boundary of the indexed `text`.
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let line = self.line_at(offset);
        let before = &text[self.starts[line]..offset];
        let has_mark = line == 0 && before.starts_with('\u{feff}');
        let width = match before.len() <= 2 * BLOCK {
            true => Width::new(before.as_bytes()),
            false => self.width_before(text, offset).minus(self.width_before(text, self.starts[line])),
        };
        let column = width.characters as usize - usize::from(has_mark) + 1;
        LineColumn { line: line + 1, column, column_utf16: column + width.surrogate_pairs as usize }
    }

    /// Returns the width of the text before the byte at `offset`.
    fn width_before(&self, text: &str, offset: usize) -> Width {
        let known = self.widths.get_or_init(|| {
            let mut before = Width::default();
            let blocks = text.as_bytes().chunks(BLOCK).map(|block| {
                let start = before;
                before = before.plus(Width::new(block));
                start
            });
            blocks.collect()
        });
        let block = (offset / BLOCK).min(known.len().saturating_sub(1));
        let start = known.get(block).copied().unwrap_or_default();
        start.plus(Width::new(&text.as_bytes()[block * BLOCK..offset]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_after_the_break() {
        let text = "añb\r\n\nç";
        let index = LineIndex::new(text);
        assert_eq!(index.len(), 3);
        assert_eq!(index.line(text, 0).slice(text), "añb");
        assert_eq!(index.line_column(text, 3), LineColumn { line: 1, column: 3, column_utf16: 3 });
        assert_eq!(index.line_column(text, text.len()), LineColumn { line: 3, column: 2, column_utf16: 2 });
    }

    #[test]
    fn columns_in_long_lines_are_exact() {
        let text = "\u{feff}".to_owned() + &"aé日\u{10400}".repeat(2_000) + "\n" + &"日é".repeat(1_000);
        let index = LineIndex::new(&text);
        for (offset, _) in text.char_indices().step_by(7).chain([(text.len(), ' ')]) {
            let start = text[..offset].rfind('\n').map_or(3, |at| at + 1).min(offset);
            let found = index.line_column(&text, offset);
            assert_eq!(found.column, text[start..offset].chars().count() + 1, "{offset}");
            assert_eq!(found.column_utf16, text[start..offset].encode_utf16().count() + 1, "{offset}");
        }
    }

    #[test]
    fn utf16_columns_count_emoji_twice_and_combining_characters_once() {
        let text = "e\u{301}\u{1f469}\u{200d}\u{1f4bb}x\r\na\rb\u{1f600}c";
        let index = LineIndex::new(text);
        let columns = |part: &str| {
            let found = index.line_column(text, text.find(part).expect("it is in the text"));
            (found.line, found.column, found.column_utf16)
        };
        assert_eq!(columns("\u{301}"), (1, 2, 2));
        assert_eq!(columns("x"), (1, 6, 8));
        assert_eq!(columns("\n"), (1, 8, 10), "a carriage return is a character");
        assert_eq!(columns("b"), (2, 3, 3), "a carriage return alone ends no line");
        assert_eq!(columns("c"), (2, 5, 6));
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let text = "\u{feff}ab\n\u{feff}c";
        let index = LineIndex::new(text);
        let columns = [0, 3, 4].map(|offset| index.line_column(text, offset).column);
        assert_eq!(columns, [1, 1, 2]);
        assert_eq!(index.line_column(text, 9).column, 2, "elsewhere it is an ordinary character");
    }

    #[test]
    fn a_final_line_break_starts_no_line() {
        let index = LineIndex::new("a\n");
        assert_eq!(index.len(), 1);
        assert_eq!(index.line_column("a\n", 2), LineColumn { line: 1, column: 3, column_utf16: 3 });
    }
}
