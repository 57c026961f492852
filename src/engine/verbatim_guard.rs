//! Keeps fixes out of verbatim parts: code, queries, formulas and addresses stay unchanged or move as a whole.
//!
//! Every fix of every rule passes through here. Only a fix that decodes a whole note is exempt: it changes no text that
//! was readable.

use std::cell::OnceCell;
use std::collections::HashMap;

use aho_corasick::AhoCorasick;

use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::note::{Encoding, Note, Verbatim, VerbatimKind};
use crate::rule::Rule;
use crate::text::{Edit, Edits, Span};

/// The verbatim parts of one note, protected from fixes.
pub(super) struct VerbatimGuard<'a> {
    note: &'a Note,
    /// The spans of the parts by their text.
    by_text: OnceCell<HashMap<&'a str, Vec<Span>>>,
}

impl<'a> VerbatimGuard<'a> {
    pub(super) fn new(note: &'a Note) -> Self {
        Self { note, by_text: OnceCell::new() }
    }

    /// Makes a fix of `rule` manual if it would write where it must not.
    pub(super) fn enforce(&self, rule: &dyn Rule, diagnostic: &mut Diagnostic) {
        let Some(fix) = diagnostic.fix.as_ref().filter(|fix| !fix.edits.is_empty()) else { return };
        if self.note.is_read_only() {
            let title = format!("{} by hand: the config of an inner vault sets `write: never`", fix.title);
            diagnostic.fix = Some(Fix::manual_fix(title));
            return;
        }
        if decodes_all(self.note, fix) {
            return;
        }
        if let Some(part) = self.written_into(rule, fix) {
            let what = match part.kind {
                VerbatimKind::Code => "code",
                VerbatimKind::Query => "queries",
                VerbatimKind::Formula => "formulas",
                VerbatimKind::MachineText => "addresses",
            };
            diagnostic.fix = Some(Fix::manual_fix(format!("{} by hand: fixes do not edit {what}", fix.title)));
        }
    }

    /// Returns the first part that `fix` changes and `rule` may not write into.
    fn written_into(&self, rule: &dyn Rule, fix: &Fix) -> Option<&'a Verbatim> {
        let parts = self.note.verbatim();
        let mut moved: Vec<&'a Verbatim> = Vec::new();
        for edit in fix.edits.iter() {
            let first = parts.partition_point(|part| part.span.end <= edit.span.start);
            let within =
                parts[first..].iter().take_while(|part| part.span.start < edit.span.end.max(edit.span.start + 1));
            for part in within.filter(|part| shares(edit.span, part.span) && !rule.may_write_into(part)) {
                let is_whole = edit.span.contains(part.span);
                let is_deleted = is_whole && edit.text.is_empty() && fix.applicability == Applicability::Unsafe;
                if is_deleted || !shares(difference(self.note.text(), edit), part.span) {
                    continue;
                }
                if !is_whole {
                    return Some(part);
                }
                moved.push(part);
            }
        }
        self.lost(&moved, &fix.edits)
    }

    /// Returns the first part of `moved` that the note no longer contains after `edits`.
    fn lost(&self, moved: &[&'a Verbatim], edits: &Edits) -> Option<&'a Verbatim> {
        let text = self.note.text();
        let elsewhere = |part: &Verbatim| {
            let same = self.by_text().get(part.span.slice(text)).into_iter().flatten();
            same.clone().any(|span| !edits.touches(*span))
        };
        let mut moved = moved.to_vec();
        moved.sort_unstable_by_key(|part| (part.span.slice(text), part.span));
        moved.dedup_by_key(|part| part.span.slice(text));
        moved.retain(|part| !elsewhere(part));
        if moved.is_empty() {
            return None;
        }
        // In single-quoted YAML, `'` is doubled.
        let written = moved.iter().flat_map(|part| {
            let text = part.span.slice(text);
            [text.to_owned(), text.replace('\'', "''")]
        });
        let Ok(finder) = AhoCorasick::new(written) else { return moved.first().copied() };
        let mut is_written = vec![false; moved.len()];
        for edit in edits.iter() {
            for found in finder.find_overlapping_iter(&edit.text) {
                is_written[found.pattern().as_usize() / 2] = true;
            }
        }
        is_written.iter().position(|is_written| !is_written).map(|at| moved[at])
    }

    fn by_text(&self) -> &HashMap<&'a str, Vec<Span>> {
        self.by_text.get_or_init(|| {
            let mut by_text: HashMap<&str, Vec<Span>> = HashMap::new();
            for part in self.note.verbatim() {
                by_text.entry(part.span.slice(self.note.text())).or_default().push(part.span);
            }
            by_text
        })
    }
}

/// Returns whether `fix` decodes a whole note that is not UTF-8: every non-ASCII byte of it.
fn decodes_all(note: &Note, fix: &Fix) -> bool {
    let Encoding::Broken(bad) = note.encoding() else { return false };
    let beyond_ascii = note.text().chars().filter(|char| !char.is_ascii()).count();
    beyond_ascii == bad.len() && bad.iter().all(|run| fix.edits.covers(run.span))
}

/// Returns whether replacing `edit` changes `part`: they overlap, or `edit` is an insertion inside `part`.
fn shares(edit: Span, part: Span) -> bool {
    match edit.is_empty() {
        true => part.start < edit.start && edit.start < part.end,
        false => edit.overlaps(part),
    }
}

/// Returns the part of `edit`'s span that changes: without the common prefix and suffix of the old and the new text.
fn difference(text: &str, edit: &Edit) -> Span {
    let (old, new) = (edit.span.slice(text), edit.text.as_str());
    let same = |(one, other): &(char, char)| one == other;
    let lead: usize = old.chars().zip(new.chars()).take_while(same).map(|(one, _)| one.len_utf8()).sum();
    let reversed = old[lead..].chars().rev().zip(new[lead..].chars().rev());
    let tail: usize = reversed.take_while(same).map(|(one, _)| one.len_utf8()).sum();
    Span::new(edit.span.start + lead, edit.span.end - tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Findings;
    use crate::vault::VaultIndex;

    struct Any;

    impl Rule for Any {
        fn check(&self, _: &Note, _: &VaultIndex, _: &mut Findings) {}
    }

    /// Returns whether a safe fix that replaces each of `edits` in `text` stays safe.
    fn passes(text: &str, edits: &[(&str, &str)]) -> bool {
        let edits = edits.iter().map(|(old, new)| {
            let at = text.find(old).expect("the text has it");
            Edit::replace(Span::new(at, at + old.len()), *new)
        });
        let fix = Fix::safe_fix("write it", Edits::new(edits.collect()).expect("they are apart"));
        let mut found = Diagnostic::new(Span::empty(0), "").with_fix(fix);
        VerbatimGuard::new(&Note::new("a.md", text)).enforce(&Any, &mut found);
        found.is_fixable(Applicability::Safe)
    }

    #[test]
    fn fix_inside_a_verbatim_part_is_refused() {
        assert!(!passes("a `b c` d", &[("c", "e")]));
        assert!(!passes("a $b$ d", &[("a $b", "a $c")]));
        assert!(!passes("see https://a.b/c d", &[("c d", "e d")]));
        assert!(passes("a `b` c", &[("c", "d")]));
    }

    #[test]
    fn verbatim_part_may_move_as_a_whole() {
        assert!(passes("a `b` c", &[("a `b` c", "a `b` d")]));
        assert!(passes("- `a` 1\n- `b` 2\n", &[("- `a` 1", "- `b` 2"), ("- `b` 2", "- `a` 1")]));
        assert!(!passes("- `a` 1\n- `b` 2\n", &[("- `a` 1", "- `b` 2")]), "`a` is lost");
    }

    #[test]
    fn repeated_verbatim_part_may_be_deleted() {
        assert!(passes("- x `a`\n- y `a`\n", &[("- x `a`\n", "")]));
        assert!(!passes("- x `a`\n- y `b`\n", &[("- x `a`\n", "")]));
    }
}
