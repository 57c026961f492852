//! Tables, where `|` parts cells.

use super::Note;

/// Whether the byte at `offset` stands in a row of a table: between it and the last empty line, or in the line below, is one
/// like `|---|:-:|`.
pub(super) fn holds(note: &Note, offset: usize) -> bool {
    let at = note.lines().line_at(offset);
    let text = |line: usize| note.lines().line(note.text(), line).of(note.text()).trim();
    let above = (0..=at).rev().map(text).take_while(|line| !line.is_empty());
    let below = (at + 1 < note.lines().len()).then(|| text(at + 1));
    text(at).contains('|') && above.chain(below).any(is_delimiter)
}

/// Whether a line parts the head of a table from its rows (GitHub Flavored Markdown, 4.10).
fn is_delimiter(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ']);
    let cells = line.trim_matches('|').split('|').map(str::trim);
    let is_cell = |cell: &str| {
        let dashes = cell.trim_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    line.contains('|') && cells.clone().all(is_cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_around_the_line_of_dashes() {
        let note = Note::new("t.md", "a|b\n|--|:-:|\nc | d\n\n| e |\nf | g\n");
        let found: Vec<&str> = "abcdefg"
            .split("")
            .filter(|name| !name.is_empty())
            .filter(|name| holds(&note, note.text().find(name).unwrap_or_default()))
            .collect();
        assert_eq!(found, ["a", "b", "c", "d"]);
    }
}
