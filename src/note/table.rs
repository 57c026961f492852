//! Tables, whose cells are separated by `|`.

use super::list::is_thematic_break;
use super::{Note, Region, RegionKind};
use crate::text::Span;

/// Returns the tables of `note` in order: each from the line above the delimiter row (`|---|:-:|`) to the next empty
/// line, or to the heading, list, quote or block of code, comment or template that begins before it.
pub(super) fn tables(note: &Note) -> Vec<Span> {
    let text = note.text();
    let mut tables: Vec<Span> = Vec::new();
    let mut is_open = false;
    let mut above = Span::empty(0);
    for number in 0..note.lines().len() {
        let line = note.lines().full_line(number);
        let written = line.slice(text).trim_start_matches(['>', ' ', '\t']).trim();
        is_open = is_open && !written.is_empty() && !begins_a_block(note, number);
        match tables.last_mut().filter(|_| is_open) {
            Some(table) => table.end = line.end,
            None if is_delimiter(written) && above.slice(text).contains('|') => {
                tables.push(Span::new(above.start, line.end));
                is_open = true;
            }
            None => {}
        }
        above = line;
    }
    tables
}

/// Returns whether a heading, a list item, a quote or a block that is not prose begins on `line`, or a quote ends before it.
fn begins_a_block(note: &Note, line: usize) -> bool {
    let body = note.body();
    let [above, span] = [line - 1, line].map(|line| note.lines().line(note.text(), line));
    let is_block = |region: Region| match region.kind {
        RegionKind::FencedCode | RegionKind::Query | RegionKind::IndentedCode => true,
        _ => region.span.start < span.start || region.span.end > span.end,
    };
    let content = span.slice(note.text()).trim_start_matches(['>', ' ', '\t']);
    content.starts_with("<!--")
        || is_thematic_break(content.trim_end())
        || quote_depth(above.slice(note.text())) != quote_depth(span.slice(note.text()))
        || body.headings.binary_search_by_key(&line, |heading| heading.line).is_ok()
        || body.items.binary_search_by_key(&line, |item| item.line).is_ok()
        || body.region_at(span.start).is_some_and(is_block)
}

fn quote_depth(line: &str) -> usize {
    line.chars().take_while(|c| matches!(c, '>' | ' ' | '\t')).filter(|c| *c == '>').count()
}

/// Returns whether a line is the delimiter row of a table (GitHub Flavored Markdown, 4.10).
pub(crate) fn is_delimiter(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ']);
    let mut cells = line.trim_matches('|').split('|').map(str::trim);
    let is_cell = |cell: &str| {
        let dashes = cell.trim_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    line.contains('|') && cells.all(is_cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_the_rows_around_its_delimiter_row() {
        let spans = |text: &str| -> Vec<String> {
            let note = Note::new("t.md", text);
            tables(&note).iter().map(|table| table.slice(text).to_owned()).collect()
        };
        let text = "a|b\n|--|:-:|\nc | d\n\n| e |\nf | g\n\n> | h |\n> | - |\n> | i |\n";
        assert_eq!(spans(text), ["a|b\n|--|:-:|\nc | d\n", "> | h |\n> | - |\n> | i |\n"]);
        assert_eq!(spans("> |a|b|\n> |-|-|\n>\n> c\n"), ["> |a|b|\n> |-|-|\n"]);
        for block in ["# h", "- i", "```\n|j|\n```", "> k", "<%*\nl\n%>", "<!-- m\n-->", "<!-- n -->", "***"] {
            let table = "|a|b|\n|-|-|\n`c`|d\n$e$|<!-- f -->\n";
            assert_eq!(spans(&format!("{table}{block}\n{table}")), [table, table], "{block}");
        }
    }
}
