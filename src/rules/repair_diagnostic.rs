//! Builds the findings for garbled text.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Fix};
use crate::mojibake::{Confidence, Repair, RepairEvidence};
use crate::text::{Edit, Edits};

/// The details of a repair, for programs.
#[derive(Serialize)]
struct RepairDetails<'a> {
    found: &'a str,
    repaired: Option<&'a str>,
    chain: &'a [String],
    layers: usize,
    confidence: Confidence,
    proof: RepairEvidence,
    lossless: bool,
    others: &'a [String],
}

/// Returns the finding for `repair`. `confidence` may be lower than the repair's own, and decides the applicability of
/// the fix.
pub(super) fn diagnostic(text: &str, repair: &Repair, confidence: Confidence) -> Diagnostic {
    let found = repair.span.slice(text);
    let chain: Vec<String> = repair.chain.iter().map(ToString::to_string).collect();
    let evidence = RepairDetails {
        found,
        repaired: repair.replacement.as_deref(),
        chain: &chain,
        layers: chain.len(),
        confidence: repair.confidence,
        proof: repair.evidence,
        lossless: is_lossless(text, repair),
        others: &repair.others,
    };
    let finding = |message: String| Diagnostic::new(repair.span, message).with_evidence(&evidence);
    let Some(replacement) = &repair.replacement else {
        let what_is_left = visible(found);
        return match (repair.evidence, repair.others.as_slice()) {
            (RepairEvidence::Ambiguous, [first, second, ..]) => {
                let (first, second) = (visible(first), visible(second));
                finding(format!("`{what_is_left}` is garbled: it was `{first}` or `{second}`"))
                    .with_help("write the intended text; an older version of the note may have it")
            }
            _ => finding(format!("`{what_is_left}` is the rest of a garbled character"))
                .with_help("the original character cannot be recovered; look for it in an older version of the note"),
        };
    };
    let times = match chain.len() {
        0 | 1 => String::new(),
        layers => format!(", {layers} times"),
    };
    let codec = chain.first().map_or("the wrong encoding", String::as_str);
    let proof = if repair.evidence == RepairEvidence::History { ", as in an older version of the note" } else { "" };
    let message = format!("`{}` is `{}`, decoded as {codec}{times}{proof}", visible(found), visible(replacement));
    let (message, title) = match replacement.as_str() {
        "" => (
            format!("`{}` is a byte-order mark, decoded as {codec}{times}{proof}", visible(found)),
            "remove it".to_owned(),
        ),
        _ => (message, format!("write `{}`", visible(replacement))),
    };
    let edits = Edits::from_edit(Edit::replace(repair.span, replacement.clone()));
    match confidence {
        Confidence::Report => finding(message),
        Confidence::Likely => finding(message).with_fix(Fix::unsafe_fix(title, edits)),
        Confidence::Certain => finding(message).with_fix(Fix::safe_fix(title, edits)),
    }
}

/// Returns true if garbling the replacement again gives exactly the current text.
fn is_lossless(text: &str, repair: &Repair) -> bool {
    let damage = |text: String, codec: &crate::mojibake::Codec| crate::mojibake::damage(&text, *codec);
    let again = repair.replacement.clone().and_then(|meant| repair.chain.iter().rev().try_fold(meant, damage));
    again.as_deref() == Some(repair.span.slice(text))
}

/// Returns the text with invisible characters replaced by their names: `Â + no-break space + ðŸ”¼`.
fn visible(text: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut words = String::new();
    for c in text.chars() {
        let name = match c {
            '\u{a0}' => "no-break space".to_owned(),
            '\u{feff}' => "byte-order mark".to_owned(),
            '\u{ad}' => "soft hyphen".to_owned(),
            c if c.is_control() => format!("U+{:04X}", u32::from(c)),
            c => {
                words.push(c);
                continue;
            }
        };
        parts.extend((!words.is_empty()).then(|| std::mem::take(&mut words)));
        parts.push(name);
    }
    parts.extend((!words.is_empty()).then_some(words));
    parts.join(" + ")
}
