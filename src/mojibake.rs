//! Mojibake: finds and repairs UTF-8 text that was decoded with a legacy codec and saved again.
//!
//! Takes text and returns byte spans with replacements. Knows nothing of notes, Markdown, files or Git, and does no
//! I/O: the caller says which areas of the text may be read, and decides what to do with a [`Repair`].
//!
//! One file per step. `scan` finds the suspect codecs cheaply. For each of them, `decode` collects the sequences that
//! decode (`sequence`; `gbk` for double-byte text) and the characters that speak against the codec. `fill_holes`
//! restores lost bytes with the help of `language_model`, and `layers` decodes text that was damaged more than once.
//! `segment_scorer` compares the `surprisal` of the text with that of what it decodes to, and `reading` picks the best
//! result. `notation` and `symbols` recognise letters beside signs that are intentional. `scoring` adds the evidence
//! of the whole document (`document`, `document_style`), `overlaps` chooses between overlapping repairs, and
//! `fixpoint` repeats until nothing more is found. Independently, `history` compares with older versions of the text,
//! and `entity` and `control` find damage that is not made of such sequences.
//!
//! A repair of whole sequences is the exact inverse of [`damage`], which is necessary but not sufficient: the evidence
//! decides how certain it is. Where bytes were lost, only characters that the damage could have turned into the
//! remaining text are considered.
//!
//! ```
//! use vaultlint::mojibake::{Codec, Confidence, damage, find, repaired};
//! use vaultlint::text::Span;
//!
//! assert_eq!(repaired("the team’s cafÃ©â€¦"), "the team’s café…");
//!
//! let text = "Itâ€™s done";
//! let repairs = find(text, &[Span::new(0, text.len())]);
//! assert_eq!(repairs[0].span.slice(text), "â€™");
//! assert_eq!(repairs[0].replacement.as_deref(), Some("’"));
//! assert_eq!(repairs[0].chain, [Codec::Windows1252]);
//! assert_eq!(repairs[0].confidence, Confidence::Certain);
//! assert_eq!(damage("’", Codec::Windows1252).as_deref(), Some("â€™"));
//! ```

mod byte_roles;
mod char_class;
mod codec;
mod common_cjk;
mod control;
mod decode;
mod document;
mod document_style;
mod double_byte;
mod entity;
mod fill_holes;
mod fixpoint;
mod gbk;
mod history;
mod language_model;
mod layers;
mod mention;
mod notation;
mod overlaps;
mod reading;
mod scan;
mod scoring;
mod script_counts;
mod segment_scorer;
mod sequence;
mod surprisal;
mod symbols;
mod tables;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_correct_text;
#[cfg(test)]
mod tests_properties;
#[cfg(test)]
mod tests_repair;
mod thresholds;
mod word_context;

use std::borrow::Cow;

use serde::Serialize;

pub use self::codec::{Codec, damage};
pub(crate) use self::control::is_apostrophe;
pub use self::entity::find_entities;
pub use self::history::{proved_by_history, restored_from_history};
use crate::text::Span;

/// A repair of one damaged place: a run of sequences that belong together.
///
/// Invariant: `replacement` is `None` exactly when `confidence` is [`Confidence::Report`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Repair {
    /// The span of the damaged characters, in bytes.
    pub span: Span,
    /// The intended text; `None` when it is lost or in doubt.
    pub replacement: Option<String>,
    /// The codecs that the text was decoded with, one per layer of damage, outermost (most recent) first.
    pub chain: Vec<Codec>,
    /// The confidence in the replacement.
    pub confidence: Confidence,
    /// The evidence that the confidence rests on.
    pub evidence: RepairEvidence,
    /// Whether plain spaces were read as no-break spaces, so that damaging the replacement gives other spaces.
    pub flattened: bool,
    /// Less likely alternatives; for a repair in doubt, all candidates.
    pub others: Vec<String>,
}

/// The confidence in a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The text is damaged, but the original is lost or in doubt.
    Report,
    /// Should be reviewed before it is applied.
    Likely,
    /// Safe to apply without review.
    Certain,
}

/// The kind of evidence for a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RepairEvidence {
    /// The run itself: it is far less likely than what it decodes to.
    Own,
    /// The rest of the document is damaged in the same way.
    Document,
    /// An older version of the text contains the original.
    History,
    /// A control character that text does not contain, at a byte for which windows-1252 has a character.
    Control,
    /// Not enough: it decodes to something likely, but may be intentional.
    Weak,
    /// Two repairs are about equally likely.
    Ambiguous,
    /// An example in quotes or beside its decoded form.
    Mention,
    /// Only part of the run decodes.
    Torn,
    /// A sequence was cut off.
    Truncated,
    /// The text was lost before the damage: it decodes to U+FFFD.
    Destroyed,
}

/// Returns whether `text` may be damaged; `false` guarantees that [`find`] finds nothing.
pub fn may_be_damaged(text: &str) -> bool {
    scan::has_suspect_chars(text) || control::has_controls(text)
}

/// Finds the damage in `areas` of `text`, which are sorted, disjoint spans on character boundaries. Text outside of
/// them (code, examples) is neither repaired nor used as evidence.
///
/// The result is sorted and disjoint, and every span lies within one area. Applying all repairs of at least
/// [`Confidence::Likely`] leaves nothing more to repair.
pub fn find(text: &str, areas: &[Span]) -> Vec<Repair> {
    fixpoint::find_to_fixpoint(text, areas, find_once)
}

/// Finds damage in every way: first what `older` versions of the text prove (see [`proved_by_history`]), then what
/// [`find`] finds, then damage written as HTML entities (see [`find_entities`]). Earlier repairs win over later ones
/// that overlap them.
///
/// The result is sorted and disjoint, and every span lies within one area.
pub fn find_with_history(text: &str, areas: &[Span], older: &[&str]) -> Vec<Repair> {
    let mut all = proved_by_history(text, areas, older);
    for found in [find(text, areas), find_entities(text, areas)] {
        let is_new = |repair: &Repair| {
            let at = all.partition_point(|taken| taken.span.end <= repair.span.start);
            all.get(at).is_none_or(|taken| !taken.span.overlaps(repair.span))
        };
        let new: Vec<Repair> = found.into_iter().filter(is_new).collect();
        all.extend(new);
        all.sort_by_key(|repair| repair.span);
    }
    all
}

/// Applies all [`Confidence::Certain`] repairs to `text`, repeatedly until there are none left.
pub fn repaired(text: &str) -> Cow<'_, str> {
    let mut repaired = Cow::Borrowed(text);
    for _ in 0..fixpoint::MAX_ROUNDS {
        let Some(next) = with_certain_repairs(&repaired) else { break };
        repaired = Cow::Owned(next);
    }
    repaired
}

/// Applies the [`Confidence::Certain`] repairs of `text` once; returns `None` when there are none.
fn with_certain_repairs(text: &str) -> Option<String> {
    let mut repaired = String::new();
    let mut copied = 0;
    for repair in find(text, &[Span::new(0, text.len())]) {
        if let Some(replacement) = repair.replacement.filter(|_| repair.confidence == Confidence::Certain) {
            repaired.push_str(&text[copied..repair.span.start]);
            repaired.push_str(&replacement);
            copied = repair.span.end;
        }
    }
    (copied > 0).then(|| repaired + &text[copied..])
}

/// Finds the damage in `text` in a single pass.
fn find_once(text: &str, areas: &[Span]) -> Vec<Repair> {
    let suspects = scan::suspect_codecs(text, areas);
    let mut repairs = match suspects.all {
        0 => Vec::new(),
        _ => scoring::score_repairs(text, areas, &decode::decode_all(text, areas, suspects)),
    };
    let controls = control::find_controls(text, areas, &repairs);
    if !controls.is_empty() {
        repairs.extend(controls);
        repairs.sort_by_key(|repair| repair.span);
    }
    repairs
}
