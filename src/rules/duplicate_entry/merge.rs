//! Merges two duplicate entries: which one is kept, and which parts of the other.

use super::obstacle::Dividers;
use super::repeated_text::comparable;
use super::target::EntryTarget;
use super::worth::{SEPARATOR, Worth, parts, worth};
use super::{Action, EntryLinkFormat};
use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::mojibake;
use crate::note::{EntryDate, ListItem, LogEntry, Note, stem, without_date};
use crate::rules::shared::word_count;
use crate::text::{Edit, Edits, Span};
use crate::vault::fold;

/// A pair of duplicate entries: the one to keep and the one to remove.
pub(super) struct DuplicatePair<'a> {
    pub(super) note: &'a Note,
    pub(super) kept: &'a LogEntry,
    pub(super) removed: &'a LogEntry,
    /// Whether the kept entry already contains the text of the removed one.
    is_redundant: bool,
    /// Whether the two are certainly one meeting: the link has two forms, or the target is the note of one meeting. Two
    /// texts about one project on one day are two log entries.
    is_certain: bool,
    /// How the texts differ, if the two are a pair by their texts and not by their links.
    by_text: Option<TextDifference>,
}

/// How the removed entry differs from the kept one, which has the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextDifference {
    /// Not at all.
    Nothing,
    /// In dashes, quotes or spaces.
    Signs,
    /// It ends early, with dots.
    Cut,
    /// It lacks a link.
    Link,
}

impl<'a> DuplicatePair<'a> {
    /// Chooses which of two entries to keep. `first` is above `second`.
    pub(super) fn choose(
        note: &'a Note,
        first: (&'a LogEntry, &EntryTarget),
        second: (&'a LogEntry, &EntryTarget),
        prevailing: EntryLinkFormat,
    ) -> Self {
        let (first_is_covered, second_is_covered) =
            (is_covered_by(note, first.0, second.0), is_covered_by(note, second.0, first.0));
        let first_stays = if first_is_covered == second_is_covered {
            prefers_first_by_format(note, first, second, prevailing)
        } else {
            second_is_covered
        };
        let (stays, goes) = if first_stays { (first.0, second.0) } else { (second.0, first.0) };
        let is_redundant = if first_stays { second_is_covered } else { first_is_covered };
        let is_certain = first.1.is_dated || form(note, stays) != form(note, goes);
        Self { note, kept: stays, removed: goes, is_redundant, is_certain, by_text: None }
    }

    /// Creates a pair of entries with the same text. `is_certain` is false if they may be two events.
    pub(super) fn with_same_text(
        note: &'a Note,
        kept: &'a LogEntry,
        removed: &'a LogEntry,
        difference: TextDifference,
        is_certain: bool,
    ) -> Self {
        Self { note, kept, removed, is_redundant: true, is_certain, by_text: Some(difference) }
    }

    /// Returns the two items, as indices into the body's items.
    pub(super) fn items(&self) -> [usize; 2] {
        [self.kept.item, self.removed.item]
    }

    /// Returns true if both entries are about one meeting.
    pub(super) fn is_one_meeting(&self) -> bool {
        self.is_redundant || self.is_certain
    }

    /// Returns true if the fix writes the text of one entry into the line of the other.
    pub(super) fn joins_text(&self, action: Action) -> bool {
        action == Action::Merge && !self.is_redundant
    }

    /// Returns true if the removed entry is above the kept one.
    pub(super) fn removed_is_first(&self) -> bool {
        self.removed.item < self.kept.item
    }

    /// Returns the span of the removed entry's first line, where the finding is reported.
    pub(super) fn removed_span(&self) -> Span {
        self.span(self.removed)
    }

    pub(super) fn diagnostic(&self, action: Action, dividers: &Dividers) -> Diagnostic {
        let line = self.note.lines().line_at(self.item(self.kept).span.start) + 1;
        let message = match self.by_text {
            Some(TextDifference::Nothing) => format!("same date and text as line {line}"),
            Some(TextDifference::Signs) => {
                format!("same date and text as line {line}, with other dashes, quotes or spaces")
            }
            Some(TextDifference::Cut) => format!("same date and text as line {line}, cut short"),
            Some(TextDifference::Link) => format!("same date and text as line {line}, without the link"),
            None => format!("same note as line {line}{}", self.difference()),
        };
        let found =
            Diagnostic::new(self.span(self.removed), message).with_related(self.span(self.kept), "this entry is kept");
        let obstacle = || self.obstacle(self.joins_text(action), dividers);
        match action {
            Action::Report => found,
            Action::Merge | Action::Keep if let Some(obstacle) = obstacle() => {
                found.with_fix(Fix::manual_fix(format!("merge the two by hand: {obstacle}")))
            }
            Action::Merge if self.is_redundant => {
                let fix = Fix::safe_fix("remove the repeated entry", self.edits(false));
                let applicability = if self.may_be_counted() { Applicability::Unsafe } else { Applicability::Safe };
                found.with_fix(fix.with_applicability(applicability))
            }
            Action::Keep => found.with_fix(Fix::unsafe_fix("remove the less complete entry", self.edits(false))),
            Action::Merge => {
                found.with_fix(Fix::safe_fix(format!("merge the text into line {line}"), self.edits(true)))
            }
        }
    }

    /// Returns how two entries with the same target differ, for the message.
    fn difference(&self) -> &'static str {
        let text = self.note.text();
        match () {
            () if form(self.note, self.removed) != form(self.note, self.kept) => ", different link form",
            () if self.removed.date != self.kept.date => ", different date",
            () if self.removed.text.slice(text) != self.kept.text.slice(text) => ", different text",
            () => "",
        }
    }

    /// Returns true if the entry may be repeated because it happened twice: `[[Coffee]] - 3 €` in a log of expenses.
    fn may_be_counted(&self) -> bool {
        if self.by_text.is_some() {
            return !self.is_certain;
        }
        let removed_text = self.removed.text.slice(self.note.text());
        let is_same = removed_text == self.kept.text.slice(self.note.text());
        !self.is_certain
            && is_same
            && (removed_text.is_empty() || removed_text.contains(|char: char| char.is_ascii_digit()))
    }

    pub(super) fn item(&self, entry: &LogEntry) -> &'a ListItem {
        &self.note.body().items[entry.item]
    }

    /// Returns the span from the bullet to the end of the first line.
    fn span(&self, entry: &LogEntry) -> Span {
        let item = self.item(entry);
        Span::new(item.marker.start, item.text.end)
    }

    fn edits(&self, join_text: bool) -> Edits {
        let mut edits: Vec<Edit> = self.fuller_date().into_iter().collect();
        edits.extend(self.additions(join_text));
        for edit in self.moves() {
            // If the text has no final line break, the line and the block below it are extended at the same offset.
            match edits.iter_mut().find(|known| known.span == edit.span) {
                Some(known) => known.text.push_str(&edit.text),
                None => edits.push(edit),
            }
        }
        Edits::new(edits).expect("the two entries do not overlap, and each edit has its own place in them")
    }

    /// Returns the edits that remove the item and move the lines below it under the kept one.
    fn moves(&self) -> Vec<Edit> {
        let removal = self.removal();
        let below = self.below();
        if below.is_empty() {
            return vec![Edit::delete(removal)];
        }
        let end = self.item(self.kept).span.end;
        let line_break = self.line_break();
        if removal.start < end && end <= removal.end {
            // The last line has no line break and its item follows the kept one: only its first line is removed.
            return vec![Edit::replace(removal, format!("{line_break}{below}"))];
        }
        let block = match self.note.text()[..end].ends_with('\n') {
            true => format!("{below}{line_break}"),
            false => format!("{line_break}{below}"),
        };
        vec![Edit::delete(removal), Edit::insert(end, block)]
    }

    /// Returns the span of the whole item. At the end of a text without a final line break, includes the preceding line
    /// break instead.
    fn removal(&self) -> Span {
        let span = self.item(self.removed).span;
        let text = self.note.text();
        if text[..span.end].ends_with('\n') {
            return span;
        }
        let before = &text[..span.start];
        let bare = before.strip_suffix('\n').map_or(before, |bare| bare.strip_suffix('\r').unwrap_or(bare));
        Span::new(bare.len(), span.end)
    }

    /// Returns the lines below the removed entry, without the last line break.
    fn below(&self) -> &'a str {
        let item = self.item(self.removed);
        let first_line = self.note.lines().full_line(item.line);
        let below = Span::new(first_line.end.min(item.span.end), item.span.end);
        below.slice(self.note.text()).trim_end_matches(['\r', '\n'])
    }

    fn line_break(&self) -> &'static str {
        let line = self.note.lines().full_line(self.item(self.removed).line.min(self.item(self.kept).line));
        if line.slice(self.note.text()).ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    fn fuller_date(&self) -> Option<Edit> {
        let (goes, stays) = (self.removed.date, self.kept.date);
        let is_fuller = goes.precision() > stays.precision() && stays != EntryDate::Invalid;
        is_fuller.then(|| Edit::replace(self.kept.date_span, self.removed.date_span.slice(self.note.text())))
    }

    /// Returns the edits that add the other entry's text, `via` names and block id to the kept line.
    fn additions(&self, join_text: bool) -> Vec<Edit> {
        let text = self.note.text();
        let line_end = self.item(self.kept).text.end;
        let via_end = self.kept.via.last().map(|via| via.end + 1);
        let mut after_text = String::new();
        if join_text {
            after_text.push_str(if self.kept.text.is_empty() { " - " } else { SEPARATOR });
            after_text.push_str(&self.text_to_merge());
        }
        // Behind a link without text, the dash or colon that stands there is replaced.
        let text_place = match self.kept.link(self.note).filter(|_| self.kept.text.is_empty()) {
            Some(link) if join_text => Span::new(link.span.end, self.kept.text.start),
            Some(link) => Span::empty(link.span.end),
            None => Span::empty(self.kept.text.end),
        };
        let is_followed = !self.kept.via.is_empty() || self.kept.block_id.is_some();
        if is_followed && !text_place.is_empty() {
            after_text.push(' ');
        }
        let mut after_via = String::new();
        let known: Vec<&str> = self.kept.via.iter().map(|via| via.slice(text)).collect();
        for via in self.removed.via.iter().map(|via| via.slice(text)).filter(|via| !known.contains(via)) {
            after_via.push_str(&format!(" (via {via})"));
        }
        let block_id = self.removed.block_id.filter(|_| self.kept.block_id.is_none());
        let after_line = block_id.map(|id| format!(" {}", id.slice(text))).unwrap_or_default();

        let via_place = via_end.map_or(Span::empty(text_place.end), Span::empty);
        let places = [(text_place, after_text), (via_place, after_via), (Span::empty(line_end), after_line)];
        let mut edits: Vec<Edit> = Vec::new();
        for (place, words) in places.into_iter().filter(|(_, words)| !words.is_empty()) {
            match edits.last_mut() {
                Some(last) if last.span.end == place.start => last.text.push_str(&words),
                _ => edits.push(Edit::replace(place, words)),
            }
        }
        edits
    }

    /// Returns the first part of the removed text that is no sentence.
    pub(super) fn fragment(&self) -> Option<&'a str> {
        let parts = parts_of(self.note, self.removed).into_iter();
        parts.filter(|(_, worth)| *worth == Worth::Fragment).map(|(part, _)| part).next()
    }

    /// Returns the text of the removed entry without its noise, prefixed with its link's alias if that appears nowhere else.
    fn text_to_merge(&self) -> String {
        let parts = parts_of(self.note, self.removed).into_iter().filter(|(_, worth)| *worth != Worth::Noise);
        let removed_text = parts.map(|(part, _)| part).collect::<Vec<_>>().join(SEPARATOR);
        match new_alias(self.note, self.removed, self.kept) {
            Some(alias) if removed_text.is_empty() => alias.to_owned(),
            Some(alias) => format!("{alias} — {removed_text}"),
            None => removed_text,
        }
    }
}

/// Returns the alias of the link of `entry`, unless its target's name or one of the two entries contains it.
fn new_alias<'a>(note: &'a Note, entry: &LogEntry, other: &LogEntry) -> Option<&'a str> {
    let text = note.text();
    let link = entry.link(note)?;
    let alias = link.alias?.slice(text).trim();
    let path = link.path(text);
    let others_alias = other.link(note).and_then(|link| link.alias).map_or("", |alias| alias.slice(text));
    let known = [stem(&path), entry.text.slice(text), other.text.slice(text), others_alias];
    let is_known = known.iter().any(|known| fold(known).contains(&fold(alias)));
    (!alias.is_empty() && !is_known).then_some(alias)
}

/// Returns the form of the link that an entry begins with.
fn form(note: &Note, entry: &LogEntry) -> Option<EntryLinkFormat> {
    entry.link(note).map(|link| EntryLinkFormat::new(note, link))
}

/// Breaks a tie between two texts: prefers a link that resolves, then the prevailing form, then the first entry.
fn prefers_first_by_format(
    note: &Note,
    first: (&LogEntry, &EntryTarget),
    second: (&LogEntry, &EntryTarget),
    prevailing: EntryLinkFormat,
) -> bool {
    if first.1.file.is_some() != second.1.file.is_some() {
        return first.1.file.is_some();
    }
    let prevails = |entry: &LogEntry| form(note, entry) == Some(prevailing);
    prevails(first.0) || !prevails(second.0)
}

/// Returns true if `other` contains everything in `entry`: its text is part of the other's (up to a truncation), or is
/// the beginning of the target's title.
fn is_covered_by(note: &Note, entry: &LogEntry, other: &LogEntry) -> bool {
    let text = note.text();
    let entry_text = mojibake::repaired(entry.text.slice(text));
    let (entry_text, is_cut) = without_ellipsis(&entry_text);
    let path = entry.link(note).map(|link| link.path(text)).unwrap_or_default();
    let path = mojibake::repaired(&path).into_owned();
    let name = stem(&path);
    if new_alias(note, entry, other).is_some() {
        return false;
    }
    if entry_text.is_empty() {
        return true;
    }
    let title = without_date(name);
    let rest_of_title = title.strip_prefix(entry_text.trim_end_matches(['.', ' ']));
    let is_answer = word_count(entry_text) < 2 && entry_text.ends_with(['.', '!', '?']);
    if rest_of_title
        .is_some_and(|rest| rest.is_empty() || !is_answer && (is_cut || !rest.starts_with(char::is_alphanumeric)))
    {
        return true;
    }
    let (entry_text, other) = (comparable(entry_text), comparable(other.text.slice(text)));
    let other_parts = parts(&other);
    parts(&entry_text).into_iter().all(|part| {
        let is_last = entry_text.ends_with(part);
        other_parts.iter().any(|other| covers(other, part, is_cut && is_last)) || worth(part, title) == Worth::Noise
    })
}

/// Returns the parts of an entry's text, each with its worth.
fn parts_of<'a>(note: &'a Note, entry: &LogEntry) -> Vec<(&'a str, Worth)> {
    let path = entry.link(note).map(|link| link.path(note.text()).into_owned()).unwrap_or_default();
    let title = without_date(stem(&path));
    parts(entry.text.slice(note.text())).into_iter().map(|part| (part, worth(part, title))).collect()
}

/// The minimum number of words of a cut text that is the beginning of another.
const MIN_CUT_WORDS: usize = 2;

/// Returns true if `whole` contains all of `part`: it is equal, or begins with `part` and `part` is truncated or a full
/// sentence. Anything looser would lose words: `$50` is not part of `$50,000`, nor `approved` of `not approved`.
fn covers(whole: &str, part: &str, is_cut: bool) -> bool {
    if part.strip_suffix('.') == Some(whole) {
        return true;
    }
    let Some(rest) = whole.strip_prefix(part) else { return false };
    let is_sentence = part.ends_with(['.', '!', '?']) && rest.starts_with(' ');
    is_cut && word_count(part) >= MIN_CUT_WORDS || rest.is_empty() || is_sentence || matches!(rest, "." | "...")
}

fn without_ellipsis(text: &str) -> (&str, bool) {
    let bare = text.strip_suffix("...").or_else(|| text.strip_suffix('…'));
    (bare.unwrap_or(text).trim_end(), bare.is_some())
}
