//! Finds names of people in the text of a note, outside links and properties.

use std::cell::Cell;
use std::collections::BTreeSet;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use crate::names::{PersonName, glued_word, is_given_name, is_letter, is_opener, is_stopword};
use crate::note::{Note, RegionKind};
use crate::text::Span;

mod label;
mod name_pairs;
mod other_texts;

pub use label::{SpeakerLabel, speaker_label};
use name_pairs::name_pairs;
use other_texts::{bibliographies, is_citation as is_citation_line, is_imported};

/// A name that may be a person's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mention {
    /// The name as written.
    pub form: String,
    /// The kind of mention.
    pub kind: MentionKind,
}

/// The syntax of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MentionKind {
    /// `(via NAME)`.
    Via,
    /// A speaker label of a transcript at the start of a line, such as `**NAME**:` or `[00:12] NAME:`.
    Speaker,
    /// `@NAME`.
    At,
    /// `1:1 with NAME`.
    OneOnOne,
    /// In a task.
    Task,
    /// A run of capitalised words in plain text. It counts only if it shares a word with a person.
    Prose,
}

/// The maximum number of labels that are remembered while a note is read.
const MAX_KNOWN_LABELS: usize = 8;

/// The maximum number of names in plain text that are kept of one note: an index of people has more.
const MAX_PROSE: usize = 128;

/// The maximum number of characters after `(via ` that are searched for names.
const LONGEST_VIA: usize = 300;

/// The words before [`WITH`] and a name that mark a one-on-one meeting.
const ONE_ON_ONE: &[&str] = &["1:1", "1-1", "1on1", "One-on-one", "one-on-one"];
const WITH: &str = " with ";

/// The mentions of a note.
pub(super) struct Mentions {
    pub(super) all: Vec<Mention>,
    /// The names in each `(via A, B)`, which are different people.
    pub(super) groups: Vec<Vec<String>>,
}

/// Returns the mentions of a note, each form once per kind.
pub(super) fn mentions(note: &Note) -> Mentions {
    let text = note.text();
    let mut found = Found { note, mentions: BTreeSet::new(), groups: BTreeSet::new() };
    for (sign, kind) in [("(via ", MentionKind::Via), ("@", MentionKind::At)] {
        for at in memmem::find_iter(text.as_bytes(), sign) {
            let after = &text[at + sign.len()..];
            match kind {
                MentionKind::Via => {
                    let after = after.char_indices().nth(LONGEST_VIA).map_or(after, |(end, _)| &after[..end]);
                    let names = after.split([')', '\n']).next().unwrap_or_default();
                    found.each(at, names, kind);
                }
                _ if text[..at].ends_with(char::is_alphanumeric) => {}
                _ => found.first(at, after, kind),
            }
        }
    }
    for at in memmem::find_iter(text.as_bytes(), WITH) {
        let before = &text[..at];
        if ONE_ON_ONE.iter().any(|sign| before.ends_with(sign)) {
            found.first(at, text[at + WITH.len()..].trim_start_matches("[["), MentionKind::OneOnOne);
        }
    }
    for item in note.body().items.iter().filter(|item| item.task.is_some()) {
        found.all_in_task(item.text);
    }
    found.in_lines();
    let elsewhere = found.mentions.iter().filter(|(_, kind)| *kind != MentionKind::Prose);
    let named: BTreeSet<&str> = elsewhere.map(|(form, _)| *form).collect();
    found.mentions.retain(|(form, kind)| *kind != MentionKind::Prose || !named.contains(form));
    let mention = |(form, kind): (&str, MentionKind)| Mention { form: form.to_owned(), kind };
    Mentions { all: found.mentions.into_iter().map(mention).collect(), groups: found.groups.into_iter().collect() }
}

/// Returns whether a label without a time or markup names a person: `Key Facts: ` does not.
fn is_label(label: SpeakerLabel, line: &str) -> bool {
    let given = label.name.slice(line).split([' ', ',']).next().unwrap_or_default();
    label.is_marked || is_given_name(given) && !is_citation_line(line)
}

struct Found<'a> {
    note: &'a Note,
    mentions: BTreeSet<(&'a str, MentionKind)>,
    groups: BTreeSet<Vec<String>>,
}

impl<'a> Found<'a> {
    /// Adds `form` at byte `at`, unless it is in a comment or a verbatim part. Returns whether it may be a name there.
    fn add(&mut self, at: usize, form: &'a str, kind: MentionKind) -> bool {
        let form = form.trim();
        if self.mentions.contains(&(form, kind)) {
            return true;
        }
        let in_comment = self.note.body().region_at(at).is_some_and(|zone| zone.kind == RegionKind::Comment);
        let is_hidden = in_comment || self.note.verbatim_at(Span::new(at, at + 1)).is_some();
        // Only a cheap test: the form is parsed when the facts are used.
        let is_name = !is_hidden && PersonName::is_plausible(form);
        if is_name {
            self.mentions.insert((form, kind));
        }
        is_name
    }

    /// Adds the speaker labels and the names in plain text, line by line. Headings, tasks, quotes and citations have none.
    fn in_lines(&mut self) {
        let (note, text) = (self.note, self.note.text());
        let start = note.frontmatter().map_or(note.content_start(), |block| block.block.end);
        let (lines, bibliographies, is_imported) = (note.lines(), bibliographies(note), is_imported(note));
        let mut names: BTreeSet<&str> = BTreeSet::new();
        // The starts of lines with a label, up to what ends it: few people speak in many lines.
        let mut known_labels: Vec<&str> = Vec::new();
        for line in lines.line_at(start)..lines.len() {
            let line = lines.line(text, line);
            let words = line.slice(text).trim_start();
            let is_cited = || bibliographies.iter().any(|section| section.contains(line));
            if line.start < start || words.starts_with(['>', '#']) || words.is_empty() || is_cited() {
                continue;
            }
            let known = known_labels.iter().find(|label| line.slice(text).starts_with(**label));
            let after_label = match known {
                Some(label) => line.start + label.len(),
                None => {
                    let label = speaker_label(line.slice(text)).filter(|label| label.is_marked || !is_imported);
                    let label = label.filter(|label| is_label(*label, line.slice(text)));
                    if let Some(label) = label {
                        let name = label.name.slice(line.slice(text));
                        self.add(line.start + label.name.start, name, MentionKind::Speaker);
                        if known_labels.len() < MAX_KNOWN_LABELS && !label.is_glued && label.is_marked {
                            known_labels.extend(line.slice(text).get(..label.name.end + 3));
                        }
                    }
                    label.map_or(line.start, |label| line.start + label.name.end)
                }
            };
            if is_imported || names.len() >= MAX_PROSE || words.starts_with("- [") {
                continue;
            }
            let is_citation = Cell::new(None);
            name_pairs(text, Span::new(after_label, line.end), |span| {
                let form = span.slice(text);
                let is_cited = || {
                    let known = is_citation.get().unwrap_or_else(|| is_citation_line(words));
                    is_citation.set(Some(known));
                    known
                };
                if !names.contains(form) && !is_cited() && self.add(span.start, form, MentionKind::Prose) {
                    names.insert(form);
                }
            });
        }
    }

    /// Adds each name of a list such as `Ada Byron, Bo Falk and Cy Dahl`.
    fn each(&mut self, at: usize, names: &'a str, kind: MentionKind) {
        if !names.contains([',', '&', '/', ';']) && !names.contains(" and ") {
            self.add(at, names.trim(), kind);
            return;
        }
        // `Byron, Ada` is one name, `Ada Byron, Bo Falk` are two.
        let is_part = |part: &str| PersonName::parse(part).is_none();
        if PersonName::parse(names).is_some() && (!names.contains(',') || names.split(',').any(is_part)) {
            self.add(at, names, kind);
            return;
        }
        let names: Vec<&str> =
            names.split([',', '&', '/', ';']).flat_map(|names| names.split(" and ")).map(str::trim).collect();
        for name in &names {
            self.add(at, name, kind);
        }
        let group = names.into_iter().filter(|name| PersonName::parse(name).is_some()).map(str::to_owned);
        self.groups.insert(group.collect());
    }

    /// Adds the name at the start of `text`, including the form `Byron, Ada`.
    fn first(&mut self, at: usize, text: &'a str, kind: MentionKind) {
        let words = words_in_capitals(text);
        let end = match words[..] {
            [only] if text[only.end..].starts_with(", ") => match words_in_capitals(&text[only.end + 2..])[..] {
                [first] => only.end + 2 + first.end,
                _ => return,
            },
            [_, .., last] => last.end,
            _ => return,
        };
        self.add(at, &text[..end], kind);
    }

    /// Adds the names in the task at `span`: runs of capitalised words, without leading words such as verbs.
    fn all_in_task(&mut self, span: Span) {
        let (start, text) = (span.start, span.slice(self.note.text()));
        let mut at = 0;
        while let Some(step) = text[at..].find(char::is_uppercase) {
            at += step;
            let alone =
                text[at..].find(|c: char| !(is_letter(c) || c.is_numeric() || matches!(c, '-' | '\'' | '’' | '.')));
            let alone = alone.unwrap_or(text.len() - at);
            let next = text[at + alone..].trim_start_matches(',').strip_prefix(' ');
            if !next.is_some_and(|next| next.starts_with(char::is_uppercase)) {
                at += alone;
                continue;
            }
            let before = text[..at].chars().next_back();
            let starts = before.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '@' | '/' | '-' | '\'' | '’')));
            let words = words_in_capitals(&text[at..]);
            if !starts {
                at += words.last().map_or(alone, |last| last.end);
                continue;
            }
            let is_other = |word: &Span| is_stopword(word.slice(&text[at..]));
            let from = words.iter().rposition(is_other).map_or(0, |verb| verb + 1);
            let words = &words[from..];
            let openers = words.iter().take_while(|word| is_opener(word.slice(&text[at..]))).count();
            let words = &words[openers..];
            if let [first, .., last] = words {
                let form = &text[at..][first.start..last.end];
                self.add(start + at, glued_word(form).map_or(form, |glued| glued.before), MentionKind::Task);
            }
            let comma = words.last().filter(|last| words.len() == 1 && text[at + last.end..].starts_with(", "));
            let after_comma = comma.map_or_else(Vec::new, |last| words_in_capitals(&text[at + last.end + 2..]));
            if let (Some(last), [first]) = (comma, &after_comma[..])
                && is_given_name(first.slice(&text[at + last.end + 2..]))
            {
                self.add(start + at, &text[at..][words[0].start..last.end + 2 + first.end], MentionKind::Task);
            }
            at += words.last().map_or_else(|| text[at..].chars().next().map_or(1, char::len_utf8), |last| last.end);
        }
    }
}

/// The maximum number of capitalised words in a row that are read.
const MAX_WORDS: usize = 6;

/// Returns the spans of the capitalised words at the start of `text`, including initials; a possessive ends them.
fn words_in_capitals(text: &str) -> Vec<Span> {
    let mut words: Vec<Span> = Vec::new();
    let mut at = 0;
    for word in text.split(' ').take(MAX_WORDS) {
        let letters = word.find(|c: char| !(is_letter(c) || matches!(c, '-' | '\'' | '’'))).unwrap_or(word.len());
        let bare = word[..letters].trim_end_matches(['\'', '’', '-']);
        let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
        let is_initial = bare.chars().count() == 1 && &word[bare.len()..] == ".";
        let length = if is_initial { bare.len() + 1 } else { bare.len() };
        if !bare.starts_with(char::is_uppercase) {
            break;
        }
        words.push(Span::new(at, at + length));
        if length < word.len() {
            break;
        }
        at += word.len() + 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, MentionKind)> {
        mentions(&Note::new("n.md", text)).all.into_iter().map(|mention| (mention.form, mention.kind)).collect()
    }

    #[test]
    fn accents_may_stand_behind_their_letters() {
        let name = "Jose\u{301} Mun\u{303}oz";
        let text = format!("@{name}: hi\n- [ ] Call {name}, then rest\n");
        let named = |kind| (name.to_owned(), kind);
        assert_eq!(found(&text), [named(MentionKind::At), named(MentionKind::Task)]);
    }

    #[test]
    fn who_is_named_and_how() {
        let text = "**Ada Byron**: hi (via Bo Falk, Cy Dahl)\n@Grace Hopp's list, x@Eve Moe\n\
                    1:1 with [[Di Noon]] today, 1:1 with J. Moe\n- [ ] Call Pat Quill's office\n`(via No One)`\n(via Byron, Ada)\n";
        assert_eq!(
            found(text),
            [
                ("Ada Byron", MentionKind::Speaker),
                ("Bo Falk", MentionKind::Via),
                ("Byron, Ada", MentionKind::Via),
                ("Cy Dahl", MentionKind::Via),
                ("Di Noon", MentionKind::OneOnOne),
                ("Grace Hopp", MentionKind::At),
                ("J. Moe", MentionKind::OneOnOne),
                ("Pat Quill", MentionKind::Task),
            ]
            .map(|(form, kind)| (form.to_owned(), kind))
        );
    }
}
