//! Speaker labels of transcripts, in the shapes that programs and people write.
//!
//! `**Ada Byron**:`, `**Ada Byron (00:12):**`, `**[[Ada Byron]]:** `, `[00:12] Ada Byron:`, `[00:12]  Ada Byron  text`,
//! `Ada Byron (00:12): `, `Ada Byron  0:12` alone, `- Ada Byron: `, `<v Ada Byron>`. After a time, the space between the
//! name and the text may be missing: `[00:12]  Ada ByronThanks`.

use super::words_in_capitals;
use crate::names::joined_word;
use crate::text::Span;

/// A speaker label at the start of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpeakerLabel {
    /// The name, in the line.
    pub name: Span,
    /// Whether the first word of the text follows the name without a space.
    pub is_glued: bool,
    /// Whether a time or markup sets it apart from a sentence with a colon.
    pub is_marked: bool,
}

/// The maximum length of a time or an affiliation in parentheses after the name.
const MAX_ASIDE: usize = 40;

/// The maximum length of what may be a label, in bytes: the rest of the line is text.
const MAX_LABEL: usize = 160;

/// Returns the label at the start of `line`.
pub fn speaker_label(line: &str) -> Option<SpeakerLabel> {
    let start = &line.as_bytes()[..line.len().min(MAX_LABEL)];
    // Most lines are text: a time has a colon too.
    if memchr::memchr(b':', start).is_none() && !line.trim_start().starts_with('<') {
        return None;
    }
    let mut head = Cursor { line, at: 0 };
    head.skip_blanks();
    let _ = head.skip("- ") || head.skip("* ") || head.skip("+ ");
    let (mut has_time, mut is_bold) = (false, false);
    loop {
        let start = head.at;
        has_time |= head.skip_time();
        is_bold |= head.skip("**") || head.skip("__");
        head.skip_blanks();
        if has_time {
            let _ = head.skip("- ") || head.skip("– ") || head.skip("— ") || head.skip("| ");
        }
        if head.at == start {
            break;
        }
    }
    let is_cue = head.skip("<v ");
    let is_link = head.skip("[[");
    let is_marked = has_time || is_bold || is_link || is_cue;
    let label = |name: Span, is_glued| Some(SpeakerLabel { name, is_glued, is_marked });
    if is_cue || is_link {
        let inner = head.rest();
        let end = inner.find(if is_cue { ">" } else { "]]" }).filter(|end| *end <= MAX_LABEL)?;
        // `[[People/Ada Byron|Ada]]` shows what is after the bar.
        let start = inner[..end].rfind(['|', '/']).filter(|_| is_link).map_or(0, |at| at + 1);
        let name = Span::new(head.at + start, head.at + end);
        head.at += end + if is_cue { 1 } else { 2 };
        return (is_cue || head.ends_label(has_time)).then(|| label(name, false))?;
    }
    if is_bold {
        let inner = head.rest();
        let end = inner.find(['*', '_', '(', '[', ':']).filter(|end| *end <= MAX_LABEL)?;
        let name = Span::new(head.at, head.at + inner[..end].trim_end().len());
        head.at = name.end;
        return head.ends_label(has_time).then(|| label(name, false))?;
    }
    let words = words_in_capitals(head.rest());
    let at = head.at;
    let word = |word: &Span| Span::new(at + word.start, at + word.end);
    if has_time {
        let glued = words.iter().skip(1).map(word).find_map(|word| {
            let name_length = joined_word(word.slice(line))?;
            Some(Span::new(at, word.start + name_length))
        });
        if let Some(name) = glued {
            return label(name, true);
        }
    }
    let [first, .., last] = words[..] else { return None };
    let name = Span::new(word(&first).start, word(&last).end);
    head.at = name.end;
    head.ends_label(has_time).then(|| label(name, false))?
}

/// A position in a line.
struct Cursor<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }

    fn skip(&mut self, what: &str) -> bool {
        let is_here = self.rest().starts_with(what);
        self.at += if is_here { what.len() } else { 0 };
        is_here
    }

    fn skip_blanks(&mut self) -> usize {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        self.at += blanks;
        blanks
    }

    /// Skips a time, in brackets or not: `[00:02:35.06]`, `(0:12)`, `00:12`.
    fn skip_time(&mut self) -> bool {
        let rest = self.rest();
        let inner = rest.trim_start_matches(['[', '(']);
        let opened = rest.len() - inner.len();
        let digits = inner.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(inner.len());
        let time = inner[..digits].trim_end_matches(':');
        let is_time = time.len() <= 14 && time.starts_with(|c: char| c.is_ascii_digit()) && time.contains(':');
        let after = &inner[time.len()..];
        let closed = after.len() - after.trim_start_matches([']', ')']).len();
        let is_whole = is_time && opened <= 1 && opened == closed;
        self.at += if is_whole { opened + time.len() + closed } else { 0 };
        is_whole
    }

    /// Returns whether a label ends here: with a colon, with a time and nothing else, or, if a time is before it, with a
    /// gap before the text.
    fn ends_label(&mut self, has_time: bool) -> bool {
        let _ = self.skip("]]");
        let mut is_closed = self.skip("**") || self.skip("__");
        if self.skip(":") || self.skip("：") {
            return true;
        }
        let gap = self.skip_blanks();
        if has_time && (gap > 1 || is_closed || self.rest().is_empty() || self.line[..self.at].ends_with('\t')) {
            return true;
        }
        if has_time && ["- ", "– ", "— "].iter().any(|dash| self.rest().starts_with(dash)) {
            return true;
        }
        let has_time_after = self.skip_time();
        if !has_time_after
            && let Some(close) = self.rest().strip_prefix(['(', '[']).and_then(|in_it| in_it.find([')', ']']))
        {
            self.at += if close <= MAX_ASIDE { close + 2 } else { return false };
        }
        self.skip_blanks();
        is_closed |= self.skip("**") || self.skip("__");
        if self.skip(":") || self.skip("：") {
            return true;
        }
        has_time_after && (is_closed || self.rest().trim_end().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(line: &str) -> Option<(&str, bool)> {
        speaker_label(line).map(|label| (label.name.slice(line), label.is_glued))
    }

    #[test]
    fn labels_are_read_in_all_shapes() {
        for line in [
            "**Ada Byron**: hi",
            "**Ada Byron**:Hello",
            "**Ada Byron:** hi",
            "__Ada Byron__: hi",
            "**Ada Byron** (00:12): hi",
            "**Ada Byron (00:12):** hi",
            "**Ada Byron** 00:12",
            "**Ada Byron** [0:00:12]: hi",
            "**[[Ada Byron]]:** hi",
            "**[[People/Ada Byron|Ada Byron]]**: hi",
            "[[Ada Byron]]: hi",
            "- **Ada Byron**: hi",
            "- [00:12] **Ada Byron**: hi",
            "[00:12] Ada Byron: hi",
            "[00:02:35.06]  Ada Byron  Okay, thanks.",
            "[00:02:35.06]\tAda Byron\tOkay, thanks.",
            "(00:12) Ada Byron: hi",
            "00:12 Ada Byron: hi",
            "00:12:01 - Ada Byron: hi",
            "00:12:01 | Ada Byron - hi",
            "[00:12] Ada Byron",
            "Ada Byron: hi",
            "Ada Byron (00:12): hi",
            "Ada Byron (Acme Corp): hi",
            "Ada Byron  0:12",
            "Ada Byron [00:12:31]",
            "<v Ada Byron>hi</v>",
        ] {
            assert_eq!(name(line), Some(("Ada Byron", false)), "{line}");
        }
        assert_eq!(name("**Ludwig van Buren**: hi"), Some(("Ludwig van Buren", false)));
    }

    #[test]
    fn text_may_follow_without_a_space_after_a_time() {
        for line in ["[00:12]  Ada ByronI’d wait.", "[00:12] Ada ByronCompared notes", "00:12 Ada ByronThe Team"] {
            assert_eq!(name(line), Some(("Ada Byron", true)), "{line}");
        }
        assert_eq!(name("[00:12]  Ada McByron  Hi"), Some(("Ada McByron", false)));
        assert_eq!(name("[00:12]  JoAnn ByronHi"), Some(("JoAnn Byron", true)));
    }

    #[test]
    fn sentences_are_not_labels() {
        for line in [
            "Ada Byron said: hi",
            "Ada Byron",
            "Ada Byron and Bo Falk: hi",
            "ada byron: hi",
            "Note: Ada Byron",
            "**Ada Byron** is here",
            "[00:12] Ada Byron said so",
            "Ada Byron 1815",
            "",
            "**",
            "[[",
            "- ",
        ] {
            assert_eq!(name(line), None, "{line}");
        }
    }
}
