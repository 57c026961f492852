//! Tables, whose cells are separated by `|`.

use super::Note;
use crate::text::Span;

/// Returns the tables of `note` in order: each from the line above the delimiter row (`|---|:-:|`) to the next empty line.
pub(super) fn tables(note: &Note) -> Vec<Span> {
    let text = note.text();
    let mut tables: Vec<Span> = Vec::new();
    let mut is_open = false;
    let mut above = Span::empty(0);
    for line in (0..note.lines().len()).map(|line| note.lines().full_line(line)) {
        let written = line.slice(text).trim();
        is_open &= !written.is_empty();
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

/// Returns whether a line is the delimiter row of a table (GitHub Flavored Markdown, 4.10).
fn is_delimiter(line: &str) -> bool {
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
        let note = Note::new("t.md", "a|b\n|--|:-:|\nc | d\n\n| e |\nf | g\n\n> | h |\n> | - |\n> | i |\n");
        let tables: Vec<&str> = tables(&note).iter().map(|table| table.slice(note.text())).collect();
        assert_eq!(tables, ["a|b\n|--|:-:|\nc | d\n", "> | h |\n> | - |\n> | i |\n"]);
    }
}
