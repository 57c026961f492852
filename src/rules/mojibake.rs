//! Text that was decoded with the wrong codec and saved again.

use serde_json::json;

use crate::diagnostic::{Diagnostic, Fix};
use crate::mojibake::{self, Confidence, Evidence, Repair};
use crate::note::{Encoding, Link, Note};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

mod example;

use example::Examples;

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(Mojibake))
}

struct Mojibake;

impl Rule for Mojibake {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let text = note.text();
        if *note.encoding() != Encoding::Utf8 || !mojibake::may_be_damaged(text) || note.is_drawing() {
            return;
        }
        let repairs = mojibake::find(text, &note.prose());
        let links = note.links();
        let examples = Examples::of(note, &repairs);
        for repair in &repairs {
            if repair.replacement.is_none() && repair.evidence == Evidence::Mention {
                continue;
            }
            let after = links.partition_point(|link| link.span.start <= repair.span.start);
            let link = links[..after].last().filter(|link| link.path.overlaps(repair.span));
            let damaged_file = link.and_then(|link| file_of_damaged_name(note, vault, link, &repairs));
            let is_example = examples.hold(note, repair);
            let confidence = if is_example { repair.confidence.min(Confidence::Likely) } else { repair.confidence };
            out.add(diagnostic(text, repair, confidence, damaged_file));
        }
    }
}

/// The file that `link` opens because its name is damaged too: the link must not be repaired alone.
fn file_of_damaged_name<'a>(note: &Note, vault: &'a VaultIndex, link: &Link, repairs: &[Repair]) -> Option<&'a str> {
    let file = vault.resolve(&link.path(note.text()), note.path())?;
    let from = repairs.partition_point(|repair| repair.span.start < link.path.start);
    let within = repairs[from..].iter().take_while(|repair| link.path.contains(repair.span));
    let edits = within.filter_map(|repair| {
        let span = Span::new(repair.span.start - link.path.start, repair.span.end - link.path.start);
        Some(Edit::replace(span, repair.replacement.clone()?))
    });
    let repaired = Edits::new(edits.collect()).ok()?.apply(link.path.of(note.text()));
    (vault.resolve(&repaired, note.path()) != Some(file)).then(|| vault.path(file))
}

fn diagnostic(text: &str, repair: &Repair, confidence: Confidence, damaged_file: Option<&str>) -> Diagnostic {
    let found = repair.span.of(text);
    let chain: Vec<String> = repair.chain.iter().map(ToString::to_string).collect();
    let evidence = json!({
        "found": found,
        "repaired": repair.replacement,
        "chain": chain,
        "layers": chain.len(),
        "confidence": repair.confidence,
    });
    let Some(replacement) = &repair.replacement else {
        let message = format!("`{}` is what is left of a character that was read with the wrong codec", visible(found));
        return Diagnostic::new(repair.span, message)
            .help("what it was cannot be known from here: look at an older version of the note")
            .evidence(evidence);
    };
    let times = match chain.len() {
        0 | 1 => String::new(),
        layers => format!(", {layers} times"),
    };
    let codec = chain.first().map_or("the wrong codec", String::as_str);
    let message = format!("`{}` is `{}`, read as {codec}{times}", visible(found), visible(replacement));
    let title = format!("write `{}`", visible(replacement));
    let edits = Edits::one(Edit::replace(repair.span, replacement.clone()));
    let found = Diagnostic::new(repair.span, message).evidence(evidence);
    match (damaged_file, confidence) {
        (Some(file), _) => found.fix(Fix::manual(format!(
            "rename `{file}` first: the link opens it by its damaged name, and would be dead"
        ))),
        (None, Confidence::Report) => found,
        (None, Confidence::Likely) => found.fix(Fix::needs_judgement(title, edits)),
        (None, Confidence::Certain) => found.fix(Fix::safe(title, edits)),
    }
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
