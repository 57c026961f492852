//! Mojibake: UTF-8 text that was read as a legacy codec and saved again, found and undone.
//!
//! Text in, byte spans with replacements out. Knows nothing of notes, Markdown, files or Git, and does no I/O: the caller
//! says which parts of the text may be read, and decides what to do with a [`Repair`].
//!
//! How it works, one file a step: `scan` asks cheaply which codecs could have left signs; `survey` walks the text in the
//! light of one of them and collects what decodes (`sequence`; `gbk` for two bytes a character) and what speaks against it;
//! `mend` fills what lost bytes, as `spelling` advises; `layers` undoes damage of damage; `weigh` compares by `oddness`
//! what stands there with what it would become (a `reading`); `meant` and `symbols` keep letters that stand beside signs on
//! purpose; `note` and `judge` add the vote of the whole note; `settle`
//! looks again until nothing is left. Beside that way, `history` asks older versions of the text, and `entity` and `control`
//! find what has no sequences.
//!
//! A repair of whole sequences is the exact inverse of [`damage`], which is necessary but proves nothing: the evidence is
//! what makes it certain. Where bytes were lost, the candidates that damage could have left so are all that is considered.
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
mod word_context;

use std::borrow::Cow;

use serde::Serialize;

pub use self::codec::{Codec, damage};
pub(crate) use self::control::is_apostrophe;
pub use self::entity::find_entities;
pub use self::history::{proved_by_history, restored_from_history};
use crate::text::Span;

/// One damaged place: a run of sequences that belong together.
///
/// Invariant: `replacement` is `None` exactly when `confidence` is [`Confidence::MietteReport`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// The damaged characters, in bytes of the text.
    pub span: Span,
    /// What was meant; `None` when that is lost or in doubt.
    pub replacement: Option<String>,
    /// The codecs that the text was read as, outermost (the last one to do damage) first: one for each layer.
    pub chain: Vec<Codec>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why.
    pub evidence: RepairEvidence,
    /// Whether plain spaces were taken for no-break spaces, or for them and a blank: damaging the replacement gives other spaces.
    pub flattened: bool,
    /// What else the same characters could mean, less likely; for a repair in doubt all that it could be.
    pub others: Vec<String>,
}

/// How sure a repair is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Something is wrong here, but what was meant is lost or in doubt.
    Report,
    /// A reader should look at it before it is taken.
    Likely,
    /// Safe to take unseen.
    Certain,
}

/// What a finding rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RepairEvidence {
    /// The run itself: what stands there is far less likely than what it decodes to.
    Own,
    /// The rest of the note is damaged in the same way.
    Document,
    /// An older version of the text has what was meant.
    History,
    /// It is a control character that no text has, and windows-1252 has a sign for its byte.
    Control,
    /// Not enough: it decodes to something likely, but may as well be meant.
    Weak,
    /// Two repairs are about equally likely.
    Ambiguous,
    /// An example in quotes or beside its meaning.
    Mention,
    /// Only a part of the run decodes.
    Torn,
    /// A sequence was cut off.
    Truncated,
    /// The text was lost before the damage was done: it decodes to U+FFFD.
    Destroyed,
}

/// Whether `text` may hold damage: `false` when it certainly holds none that [`find`] would speak of.
pub fn may_be_damaged(text: &str) -> bool {
    scan::has_suspect_chars(text) || control::has_controls(text)
}

/// Finds the damage in `areas` of `text`: sorted, disjoint spans on character boundaries. What lies outside of them (code,
/// examples) is neither repaired nor read as evidence.
///
/// The result is sorted and disjoint, and every span lies within one area. Once its repairs from
/// [`Confidence::Likely`] on are made, there are none to be found again.
pub fn find(text: &str, areas: &[Span]) -> Vec<Repair> {
    fixpoint::find_to_fixpoint(text, areas, find_once)
}

/// All that can be found: what `older` versions of the text prove (see [`proved_by_history`]), then what [`find`] sees, then the damage
/// that is spelt in entities (see [`find_entities`]). What is found first has a place to itself.
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

/// `text` with all [`Confidence::Certain`] repairs made, and those that are certain once these are made.
pub fn repaired(text: &str) -> Cow<'_, str> {
    let mut repaired = Cow::Borrowed(text);
    for _ in 0..fixpoint::MAX_ROUNDS {
        let Some(next) = with_certain_repairs(&repaired) else { break };
        repaired = Cow::Owned(next);
    }
    repaired
}

/// `text` with its [`Confidence::Certain`] repairs made; `None` when there are none.
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

/// The damage that shows in `text` as it stands.
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
