//! Table rows with another number of cells than their table, and rows outside it.

use std::collections::HashMap;

use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::note::{Note, RegionKind, is_delimiter};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(TableCells))
}

struct TableCells;

impl Rule for TableCells {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if note.is_drawing() {
            return;
        }
        let mut rows = Rows { note, links: bare_bars(note), tables: HashMap::new() };
        let tables: Vec<Span> = note.tables().into_iter().filter(|table| is_visible(note, *table)).collect();
        let mut outside = note.lines().line_at(body_start(note));
        for table in &tables {
            let first = note.lines().line_at(table.start);
            rows.outside(outside..first, out);
            outside = rows.end(first + 2, note.lines().line_at(table.end - 1) + 1);
            rows.table(first, outside, out);
        }
        if !tables.is_empty() {
            rows.outside(outside..note.lines().len(), out);
        }
    }
}

/// The rows of one note.
struct Rows<'a> {
    note: &'a Note,
    /// The unescaped `|` in links, in order.
    links: Vec<Span>,
    /// The last row of the last table with so many cells.
    tables: HashMap<usize, Span>,
}

impl Rows<'_> {
    /// Returns the first of the lines `line..end` that has no `|`, where Obsidian ends a table, or `end`.
    fn end(&self, line: usize, end: usize) -> usize {
        (line..end).find(|line| !self.row(*line).slice(self.note.text()).contains('|')).unwrap_or(end)
    }

    /// Checks the lines `first..end` of a table.
    fn table(&mut self, first: usize, end: usize, out: &mut Findings) {
        let [header, delimiter] = [first, first + 1].map(|line| self.row(line));
        let expected = cells(delimiter.slice(self.note.text()));
        let in_header = cells(header.slice(self.note.text()));
        if let Some(found) = self.bare_bar(header, in_header, expected) {
            out.add(found);
        } else if in_header != expected {
            let message =
                format!("the header has {}, but this line {expected}: this is not a table", counted(in_header));
            out.add(
                Diagnostic::new(delimiter, message)
                    .with_related(header, "the header")
                    .with_help("write as many `---` as there are cells in the header"),
            );
        }
        let is_table = in_header == expected;
        if is_table {
            (first + 2..end).for_each(|line| out.add_all(self.check(self.row(line), expected)));
            self.tables.insert(expected, self.row(end - 1));
        }
    }

    fn check(&self, row: Span, expected: usize) -> Option<Diagnostic> {
        let found = cells(row.slice(self.note.text()));
        if let Some(bar) = self.bare_bar(row, found, expected) {
            return Some(bar);
        }
        if found == expected {
            return None;
        }
        let message = format!("this row has {}, the header {expected}", counted(found));
        let help = if found < expected {
            "add a `|` for each missing cell"
        } else {
            "write `\\|` for a `|` in a cell, also in code: what follows the last cell of the header is not displayed"
        };
        Some(Diagnostic::new(row, message).with_help(help))
    }

    /// Reports the unescaped `|` of the links in `row`.
    fn bare_bar(&self, row: Span, found: usize, expected: usize) -> Option<Diagnostic> {
        let first = self.links.partition_point(|bar| bar.start < row.start);
        let bars: Vec<Span> = self.links[first..].iter().copied().take_while(|bar| bar.end <= row.end).collect();
        let bar = *bars.first()?;
        let edits = bars.iter().map(|bar| Edit::insert(bar.start, "\\"));
        let edits = Edits::new(edits.collect()).expect("each bar is its own character");
        let is_proven = found - bars.len() == expected;
        let applicability = if is_proven { Applicability::Safe } else { Applicability::Unsafe };
        let fix = Fix::safe_fix("write `\\|`", edits).with_applicability(applicability);
        Some(Diagnostic::new(bar, "this `|` ends the cell, so the link is cut in two").with_fix(fix))
    }

    /// Reports each group of rows among `lines` that has as many cells as a table above it.
    fn outside(&self, lines: std::ops::Range<usize>, out: &mut Findings) {
        let text = self.note.text();
        let mut is_in_group = false;
        for line in lines {
            let row = self.row(line);
            let written = row.slice(text);
            let is_row = written.len() > 1 && written.starts_with('|') && written.ends_with('|');
            let is_first = !std::mem::replace(&mut is_in_group, is_row);
            if !is_row || !is_first || is_delimiter(written) || !is_visible(self.note, row) {
                continue;
            }
            let found = cells(written);
            let Some(last_row) = self.tables.get(&found).filter(|_| found > 1) else {
                continue;
            };
            out.add(
                Diagnostic::new(row, "this row is outside its table, so it is displayed as text")
                    .with_related(*last_row, "a row with as many cells")
                    .with_help("move it below the last row of the table, without an empty line between them"),
            );
        }
    }

    /// Returns the text of `line`, without `>` and spaces around it.
    fn row(&self, line: usize) -> Span {
        let span = self.note.lines().line(self.note.text(), line);
        let written = span.slice(self.note.text()).trim_end();
        let content = written.trim_start_matches(['>', ' ', '\t']);
        Span::new(span.start + written.len() - content.len(), span.start + written.len())
    }
}

fn body_start(note: &Note) -> usize {
    note.frontmatter().map_or(note.content_start(), |block| block.block.end).min(note.text().len().saturating_sub(1))
}

/// Returns true if `part` begins in the body, outside blocks of code, comments, formulas and templates.
fn is_visible(note: &Note, part: Span) -> bool {
    let is_block = |kind| {
        matches!(kind, RegionKind::Comment | RegionKind::Math | RegionKind::Template | RegionKind::FencedCode)
            || matches!(kind, RegionKind::Query | RegionKind::IndentedCode | RegionKind::HtmlCode)
    };
    part.start >= body_start(note) && note.body().region_at(part.start).is_none_or(|region| !is_block(region.kind))
}

/// Returns the unescaped `|` of the wikilinks of `note`, in order.
fn bare_bars(note: &Note) -> Vec<Span> {
    let text = note.text();
    let links = note.body().links.iter().filter(|link| link.span.slice(text).ends_with("]]"));
    let bars = links.flat_map(|link| {
        let inner = link.span.slice(text);
        bars(inner).map(move |at| Span::new(link.span.start + at, link.span.start + at + 1))
    });
    bars.collect()
}

/// Returns the number of cells of a row (GitHub Flavored Markdown, 4.10).
fn cells(row: &str) -> usize {
    let row = row.strip_prefix('|').unwrap_or(row);
    let count = bars(row).count();
    let is_closed = bars(row).last().is_some_and(|last| last + 1 == row.len());
    count + 1 - usize::from(is_closed)
}

/// Returns the positions of each `|` that no backslash escapes.
fn bars(row: &str) -> impl Iterator<Item = usize> {
    let mut is_escaped = false;
    row.bytes().enumerate().filter_map(move |(at, byte)| {
        let was_escaped = is_escaped;
        is_escaped = byte == b'\\' && !was_escaped;
        (byte == b'|' && !was_escaped).then_some(at)
    })
}

fn counted(cells: usize) -> String {
    if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_bars_separate_no_cells() {
        for (row, count) in [
            ("| a | b |", 2),
            ("a|b", 2),
            (r"| a \| b |", 1),
            (r"| a \\| b |", 2),
            ("|", 1),
            ("a", 1),
            ("| `a|b` |", 2),
        ] {
            assert_eq!(cells(row), count, "{row}");
        }
    }
}
