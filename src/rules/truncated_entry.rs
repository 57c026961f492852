//! Entries whose text was truncated by the program that wrote them.

use crate::diagnostic::Diagnostic;
use crate::note::{LogEntry, Note};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::Span;
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(TruncatedEntry))
}

struct TruncatedEntry;

/// The minimum number of characters before the dots: people trail off earlier, programs truncate later.
const MIN_CUT_CHARS: usize = 60;

impl Rule for TruncatedEntry {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if note.is_template() {
            return;
        }
        for entry in note.entries().iter().filter(|entry| entry.link.is_some()) {
            if let Some(dots) = cut(note.text(), entry) {
                out.add(
                    Diagnostic::new(dots, "the text is truncated here")
                        .with_help("the linked note may have the full text"),
                );
            }
        }
    }
}

/// Returns the dots at the end of a truncated text, or of a part that was merged into it with ` / `.
fn cut(text: &str, entry: &LogEntry) -> Option<Span> {
    let mut start = entry.text.start;
    entry.text.slice(text).split_inclusive(" / ").find_map(|part| {
        let from = start;
        start += part.len();
        let words = part.strip_suffix(" / ").unwrap_or(part).trim_end();
        let bare = ["...", "…"].iter().find_map(|dots| words.strip_suffix(dots))?;
        let is_cut = bare.chars().count() >= MIN_CUT_CHARS || bare.ends_with(' ') || leaves_open(bare);
        let trails_off = ["etc", "so on", "etc."].iter().any(|words| bare.ends_with(words));
        let is_cut = is_cut && !trails_off;
        (is_cut && !bare.trim().is_empty()).then(|| Span::new(from + bare.len(), from + words.len()))
    })
}

/// Returns true if a bracket is left open.
fn leaves_open(text: &str) -> bool {
    let depth = |open: char, close: char| text.matches(open).count() > text.matches(close).count();
    depth('(', ')') || depth('[', ']') || depth('“', '”')
}
