//! Two entries that are one: which stays, and what of the other is kept.

use std::borrow::Cow;

use super::target::Target;
use super::{Action, Form};
use crate::diagnostic::{Diagnostic, Fix};
use crate::mojibake;
use crate::note::{Entry, EntryDate, ListItem, Note, stem};
use crate::text::{Edit, Edits, Span};
use crate::vault::fold;

/// The entry that stays and the one that goes.
pub(super) struct Pair<'a> {
    note: &'a Note,
    stays: &'a Entry,
    goes: &'a Entry,
    /// Whether the text of the entry that goes is in the other's already.
    says_nothing_new: bool,
}

impl<'a> Pair<'a> {
    /// Chooses of two entries, the first of which stands above.
    pub(super) fn choose(
        note: &'a Note,
        first: (&'a Entry, &Target),
        second: (&'a Entry, &Target),
        prevailing: Form,
    ) -> Self {
        let (first_told, second_told) = (is_told(note, first.0, second.0), is_told(note, second.0, first.0));
        let first_stays = if first_told == second_told {
            form_says_first_stays(note, first, second, prevailing)
        } else {
            second_told
        };
        let (stays, goes) = if first_stays { (first.0, second.0) } else { (second.0, first.0) };
        let says_nothing_new = if first_stays { second_told } else { first_told };
        Self { note, stays, goes, says_nothing_new }
    }

    /// Whether the entry that goes stands above the other.
    pub(super) fn goes_first(&self) -> bool {
        self.goes.item < self.stays.item
    }

    pub(super) fn diagnostic(&self, action: Action) -> Diagnostic {
        let text = self.note.text();
        let links = &self.note.body().links;
        let (goes, stays) = (&links[self.goes.link], &links[self.stays.link]);
        let line = self.note.lines().line_at(self.item(self.stays).span.start) + 1;
        let differs = match () {
            () if Form::of(self.note, goes) != Form::of(self.note, stays) => ", other link form",
            () if self.goes.date != self.stays.date => ", other date",
            () if self.goes.text.of(text) != self.stays.text.of(text) => ", other words",
            () => "",
        };
        let found = Diagnostic::new(self.span(self.goes), format!("same note as line {line}{differs}"))
            .related(self.span(self.stays), "this entry stays");
        match action {
            Action::Report => found,
            Action::Keep => found.fix(Fix::needs_judgement("remove the poorer entry", self.edits(false))),
            Action::Merge if self.goes.block_id.is_some() && self.stays.block_id.is_some() => {
                found.fix(Fix::manual("join the two by hand: both have a block id, and links may point to either"))
            }
            Action::Merge if self.says_nothing_new => {
                found.fix(Fix::safe("remove the repeated entry", self.edits(false)))
            }
            Action::Merge => found.fix(Fix::safe(format!("join the text to line {line}"), self.edits(true))),
        }
    }

    fn item(&self, entry: &Entry) -> &'a ListItem {
        &self.note.body().items[entry.item]
    }

    /// From the bullet to the end of the first line.
    fn span(&self, entry: &Entry) -> Span {
        let item = self.item(entry);
        Span::new(item.marker.start, item.text.end)
    }

    fn edits(&self, join_text: bool) -> Edits {
        let mut edits = vec![self.removal()];
        edits.extend(self.fuller_date());
        edits.extend(self.additions(join_text));
        edits.extend(self.moved_block());
        Edits::new(edits).expect("the two entries do not overlap, and each edit has its own place in them")
    }

    /// The whole item. At the end of a text without a final line break, the break before it goes instead.
    fn removal(&self) -> Edit {
        let span = self.item(self.goes).span;
        let text = self.note.text();
        if text[..span.end].ends_with('\n') {
            return Edit::delete(span);
        }
        let before = &text[..span.start];
        let bare = before.strip_suffix('\n').map_or(before, |bare| bare.strip_suffix('\r').unwrap_or(bare));
        Edit::delete(Span::new(bare.len(), span.end))
    }

    fn fuller_date(&self) -> Option<Edit> {
        let (goes, stays) = (self.goes.date, self.stays.date);
        let is_fuller = goes.precision() > stays.precision() && stays != EntryDate::Impossible;
        is_fuller.then(|| Edit::replace(self.stays.date_span, self.goes.date_span.of(self.note.text())))
    }

    /// What is written into the line that stays: the other text, names of `via`, a block id.
    fn additions(&self, join_text: bool) -> Vec<Edit> {
        let text = self.note.text();
        let line_end = self.item(self.stays).text.end;
        let via_end = self.stays.via.last().map(|via| via.end + 1);
        let text_end = if self.stays.text.is_empty() {
            self.note.body().links[self.stays.link].span.end
        } else {
            self.stays.text.end
        };
        let mut after_text = String::new();
        if join_text {
            after_text.push_str(if self.stays.text.is_empty() { " - " } else { " / " });
            after_text.push_str(&self.told_by_the_one_that_goes());
        }
        let mut after_via = String::new();
        let known: Vec<&str> = self.stays.via.iter().map(|via| via.of(text)).collect();
        for via in self.goes.via.iter().map(|via| via.of(text)).filter(|via| !known.contains(via)) {
            after_via.push_str(&format!(" (via {via})"));
        }
        let block_id = self.goes.block_id.filter(|_| self.stays.block_id.is_none());
        let after_line = block_id.map(|id| format!(" {}", id.of(text))).unwrap_or_default();

        let mut places = [(text_end, after_text), (via_end.unwrap_or(text_end), after_via), (line_end, after_line)];
        let mut edits: Vec<Edit> = Vec::new();
        for (at, words) in places.iter_mut().filter(|(_, words)| !words.is_empty()) {
            match edits.last_mut() {
                Some(last) if last.span.start == *at => last.text.push_str(words),
                _ => edits.push(Edit::insert(*at, std::mem::take(words))),
            }
        }
        edits
    }

    /// The text of the entry that goes, with the words its link showed where nothing else says them.
    fn told_by_the_one_that_goes(&self) -> String {
        let text = self.note.text();
        let said = self.goes.text.of(text);
        let link = &self.note.body().links[self.goes.link];
        let alias = link.alias.map(|alias| alias.of(text).trim()).filter(|alias| !alias.is_empty());
        let path = link.path(text);
        let is_new = |alias: &&str| {
            let known = [stem(&path), said, self.stays.text.of(text)];
            !known.iter().any(|known| fold(known).contains(&fold(alias)))
        };
        match alias.filter(is_new) {
            Some(alias) => format!("{alias} — {said}"),
            None => said.to_owned(),
        }
    }

    /// What stands under the entry that goes, put under the one that stays.
    fn moved_block(&self) -> Option<Edit> {
        let text = self.note.text();
        let item = self.item(self.goes);
        let first_line = self.note.lines().full_line(item.line);
        let below = text[first_line.end.min(item.span.end)..item.span.end].trim_end_matches(['\r', '\n']);
        if below.is_empty() {
            return None;
        }
        let end = self.item(self.stays).span.end;
        let line_break = if first_line.of(text).ends_with("\r\n") { "\r\n" } else { "\n" };
        let block = match text[..end].ends_with('\n') {
            true => format!("{below}{line_break}"),
            false => format!("{line_break}{below}"),
        };
        Some(Edit::insert(end, block))
    }
}

/// The form, the order and what opens decide where the words do not.
fn form_says_first_stays(note: &Note, first: (&Entry, &Target), second: (&Entry, &Target), prevailing: Form) -> bool {
    if first.1.file.is_some() != second.1.file.is_some() {
        return first.1.file.is_some();
    }
    let prevails = |entry: &Entry| Form::of(note, &note.body().links[entry.link]) == prevailing;
    prevails(first.0) || !prevails(second.0)
}

/// Whether `other` tells everything that `entry` tells: its text is part of the other's, up to where it was cut
/// off, or it is the beginning of the target's title.
fn is_told(note: &Note, entry: &Entry, other: &Entry) -> bool {
    let text = note.text();
    let said = repaired(entry.text.of(text));
    let (said, is_cut) = without_ellipsis(&said);
    if said.is_empty() {
        return true;
    }
    let path = note.body().links[entry.link].path(text);
    let path = repaired(&path).into_owned();
    let name = stem(&path);
    let title =
        EntryDate::at_start(name).map_or(name, |(_, length)| name[length..].trim_start_matches([' ', '-', '–', '—']));
    if title.starts_with(said.trim_end_matches(['.', ' '])) {
        return true;
    }
    let other = repaired(other.text.of(text));
    other.match_indices(said).any(|(start, found)| {
        let begins = !other[..start].ends_with(char::is_alphanumeric);
        let ends = is_cut || !other[start + found.len()..].starts_with(char::is_alphanumeric);
        begins && ends
    })
}

fn without_ellipsis(text: &str) -> (&str, bool) {
    let bare = text.strip_suffix("...").or_else(|| text.strip_suffix('…'));
    (bare.unwrap_or(text).trim_end(), bare.is_some())
}

fn repaired(text: &str) -> Cow<'_, str> {
    if mojibake::may_be_damaged(text) { mojibake::repaired(text) } else { Cow::Borrowed(text) }
}
