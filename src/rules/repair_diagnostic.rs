//! How damaged text is told of, wherever it stands.

use serde_json::json;

use crate::diagnostic::{Diagnostic, Fix};
use crate::mojibake::{Confidence, Repair, RepairEvidence};
use crate::text::{Edit, Edits};

/// What to say of `repair`. `confidence` may be less than its own; it decides how the fix may be applied.
pub(super) fn diagnostic(text: &str, repair: &Repair, confidence: Confidence) -> Diagnostic {
    let found = repair.span.slice(text);
    let chain: Vec<String> = repair.chain.iter().map(ToString::to_string).collect();
    let evidence = json!({
        "found": found,
        "repaired": repair.replacement,
        "chain": chain,
        "layers": chain.len(),
        "confidence": repair.confidence,
        "proof": repair.evidence,
        "lossless": is_lossless(text, repair),
        "others": repair.others,
    });
    let told = |message: String| Diagnostic::new(repair.span, message).with_evidence(&evidence);
    let Some(replacement) = &repair.replacement else {
        let what_is_left = visible(found);
        return match (repair.evidence, repair.others.as_slice()) {
            (RepairEvidence::Ambiguous, [first, second, ..]) => {
                let (first, second) = (visible(first), visible(second));
                told(format!("`{what_is_left}` was read with the wrong codec: it was `{first}` or `{second}`"))
                    .with_help("write what was meant; an older version of the note may have it")
            }
            _ => told(format!("`{what_is_left}` is what is left of a character that was read with the wrong codec"))
                .with_help("what it was cannot be known from here: look at an older version of the note"),
        };
    };
    let times = match chain.len() {
        0 | 1 => String::new(),
        layers => format!(", {layers} times"),
    };
    let codec = chain.first().map_or("the wrong codec", String::as_str);
    let proof = if repair.evidence == RepairEvidence::History { "; the note had it before" } else { "" };
    let message = format!("`{}` is `{}`, read as {codec}{times}{proof}", visible(found), visible(replacement));
    let (message, title) = match replacement.as_str() {
        "" => (
            format!("`{}` is a byte-order mark, read as {codec}{times}{proof}", visible(found)),
            "remove it".to_owned(),
        ),
        _ => (message, format!("write `{}`", visible(replacement))),
    };
    let edits = Edits::from_edit(Edit::replace(repair.span, replacement.clone()));
    match confidence {
        Confidence::Report => told(message),
        Confidence::Likely => told(message).with_fix(Fix::unsafe_fix(title, edits)),
        Confidence::Certain => told(message).with_fix(Fix::safe_fix(title, edits)),
    }
}

/// Whether damaging the replacement gives exactly what stands there.
fn is_lossless(text: &str, repair: &Repair) -> bool {
    let damage = |text: String, codec: &crate::mojibake::Codec| crate::mojibake::damage(&text, *codec);
    let again = repair.replacement.clone().and_then(|meant| repair.chain.iter().rev().try_fold(meant, damage));
    again.as_deref() == Some(repair.span.slice(text))
}

/// The text with the characters that nobody sees by name: `Â + no-break space + ðŸ”¼`.
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
