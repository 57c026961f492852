//! Three-way merge by lines.

use std::ops::Range;

use similar::{Algorithm, DiffOp};

use super::diff;

/// Merges the changes from `base` to `ours` and from `base` to `theirs`. Returns None on a conflict: both changed the same or
/// adjacent lines in different ways. Lines end with `\n`.
pub fn merge(base: &[u8], ours: &[u8], theirs: &[u8]) -> Option<Vec<u8>> {
    let [base, ours, theirs] = [base, ours, theirs].map(lines);
    let (mine, other) = (Hunk::all(&base, &ours), Hunk::all(&base, &theirs));
    let mut merged = Vec::new();
    let mut done = 0;
    let (mut mine, mut other) = (mine.into_iter().peekable(), other.into_iter().peekable());
    loop {
        let hunk = match (mine.peek(), other.peek()) {
            (None, None) => break,
            (Some(one), Some(two)) if one == two => {
                other.next();
                mine.next()
            }
            (Some(one), Some(two)) if one.touches(two) => return None,
            (Some(one), Some(two)) if two.old.start < one.old.start => other.next(),
            (Some(_), _) => mine.next(),
            (None, Some(_)) => other.next(),
        };
        let Some(hunk) = hunk else { break };
        merged.extend(base[done..hunk.old.start].concat());
        merged.extend(hunk.new.concat());
        done = hunk.old.end;
    }
    merged.extend(base[done..].concat());
    Some(merged)
}

/// Returns `text`, whose lines end with `\n`, with the line breaks of `model`: a line in both keeps the line break it has in
/// `model`, and a changed line takes that of the line it replaces. This keeps the line breaks of a note that mixes `\r\n` and
/// `\n`.
pub fn with_line_breaks_of(text: &[u8], model: &[u8]) -> Vec<u8> {
    let (text, model) = (lines(text), lines(model));
    let bare: Vec<Vec<u8>> = model.iter().map(|line| without_return(line)).collect();
    let bare: Vec<&[u8]> = bare.iter().map(Vec::as_slice).collect();
    let mut out = Vec::new();
    for op in diff(Algorithm::Myers, &bare, &text) {
        if let DiffOp::Equal { old_index, len, .. } = op {
            out.extend(model[old_index..old_index + len].concat());
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        for (at, line) in text[new].iter().enumerate() {
            let like = (old.start + at).min(model.len().saturating_sub(1));
            let has_return = model.get(like).is_some_and(|line| line.ends_with(b"\r\n"));
            match line.strip_suffix(b"\n") {
                Some(bare) if has_return => out.extend([bare, b"\r\n"].concat()),
                Some(_) | None => out.extend_from_slice(line),
            }
        }
    }
    out
}

/// Returns the line with `\r\n` replaced by `\n`.
fn without_return(line: &[u8]) -> Vec<u8> {
    match line.strip_suffix(b"\r\n") {
        Some(bare) => [bare, b"\n"].concat(),
        None => line.to_owned(),
    }
}

/// Returns the text with every `\r\n` replaced by `\n`.
pub fn without_returns(text: &[u8]) -> Vec<u8> {
    lines(text).into_iter().flat_map(without_return).collect()
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|&byte| byte == b'\n').collect()
}

/// Lines of the base and their replacement.
#[derive(PartialEq, Eq)]
struct Hunk<'a> {
    old: Range<usize>,
    new: &'a [&'a [u8]],
}

impl<'a> Hunk<'a> {
    fn all(base: &[&[u8]], changed: &'a [&'a [u8]]) -> Vec<Self> {
        let mut joined: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        for op in diff(Algorithm::Myers, base, changed) {
            if matches!(op, DiffOp::Equal { .. }) {
                continue;
            }
            match joined.last_mut() {
                Some((old, new)) if old.end == op.old_range().start && new.end == op.new_range().start => {
                    old.end = op.old_range().end;
                    new.end = op.new_range().end;
                }
                _ => joined.push((op.old_range(), op.new_range())),
            }
        }
        joined.into_iter().map(|(old, new)| Self { old, new: &changed[new] }).collect()
    }

    fn touches(&self, other: &Self) -> bool {
        self.old.start <= other.old.end && other.old.start <= self.old.end
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn merged(base: &str, ours: &str, theirs: &str) -> Option<String> {
        merge(base.as_bytes(), ours.as_bytes(), theirs.as_bytes()).map(|merged| String::from_utf8(merged).unwrap())
    }

    #[test]
    fn changes_of_different_lines_are_merged() {
        assert_eq!(merged("a\nb\nc\nd\n", "A\nb\nc\nd\n", "a\nb\nc\nD\n").as_deref(), Some("A\nb\nc\nD\n"));
        assert_eq!(merged("a\nb\nc", "a\nb\nc\nnew\n", "A\nb\nc").as_deref(), Some("A\nb\nc\nnew\n"));
        assert_eq!(merged("a\nb\nc\n", "c\n", "a\nb\nC\n"), None, "adjacent lines");
        assert_eq!(merged("a\nb\n", "A\nb\n", "A\nb\n").as_deref(), Some("A\nb\n"), "the same change");
        assert_eq!(merged("a\n", "b\n", "c\n"), None);
        assert_eq!(merged("", "a\n", "b\n"), None, "both insert at the same place");
    }

    #[test]
    fn line_breaks_are_taken_from_the_model() {
        let with = |text: &str, model: &str| {
            String::from_utf8(with_line_breaks_of(text.as_bytes(), model.as_bytes())).unwrap()
        };
        assert_eq!(with("a\nB\nc\n", "a\r\nb\nc\r\n"), "a\r\nB\nc\r\n");
        assert_eq!(with("a\nb\nnew\n", "a\r\nb\r\n"), "a\r\nb\r\nnew\r\n");
        assert_eq!(with("A\nb", "a\r\nb"), "A\r\nb");
        assert_eq!(with("", "a\r\n"), "");
        assert_eq!(with("a\n", ""), "a\n");
    }

    fn text() -> impl Strategy<Value = String> {
        prop::collection::vec("[abc]{1,2}\n", 0..9).prop_map(|lines| lines.concat())
    }

    proptest! {
        #[test]
        fn a_change_on_one_side_is_taken_over((base, changed) in (text(), text())) {
            prop_assert_eq!(merged(&base, &changed, &base), Some(changed.clone()));
            prop_assert_eq!(merged(&base, &base, &changed), Some(changed.clone()));
            prop_assert_eq!(merged(&base, &changed, &changed), Some(changed));
        }

        #[test]
        fn nothing_but_line_breaks_changes((text, model) in (text(), "[abc\r\n]{0,20}")) {
            let written = with_line_breaks_of(text.as_bytes(), model.as_bytes());
            prop_assert_eq!(without_returns(&written), text.into_bytes());
            let (model, bare) = (model.as_bytes(), without_returns(model.as_bytes()));
            prop_assert_eq!(with_line_breaks_of(&bare, model), model);
        }

        #[test]
        fn merging_is_symmetric((base, ours, theirs) in (text(), text(), text())) {
            prop_assert_eq!(merged(&base, &ours, &theirs), merged(&base, &theirs, &ours));
        }
    }
}
