//! Garbled text in code that was decoded with the wrong character encoding together with the rest of the note.

use super::repair_diagnostic::diagnostic;
use crate::mojibake::{self, Codec, Confidence, Repair};
use crate::note::{Encoding, Note, Verbatim, VerbatimKind};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::Span;
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(MojibakeInCode))
}

struct MojibakeInCode;

impl Rule for MojibakeInCode {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let text = note.text();
        if *note.encoding() != Encoding::Utf8 || !mojibake::may_be_damaged(text) || note.is_drawing() {
            return;
        }
        let code: Vec<Span> =
            note.verbatim().iter().filter(|part| self.may_write_into(part)).map(|part| part.span).collect();
        if code.iter().all(|area| area.slice(text).is_ascii()) {
            return;
        }
        let Some(chain) = chain_of_all(text, &note.prose()) else { return };
        let everything = Span::new(note.content_start(), text.len());
        let in_code = mojibake::find(text, &[everything]).into_iter().filter(|repair| {
            repair.chain == chain && repair.confidence == Confidence::Certain && repair.span.is_within_any(&code)
        });
        out.add_all(in_code.map(|repair| diagnostic(text, &repair, Confidence::Likely)));
    }

    /// Code and formulas.
    fn may_write_into(&self, part: &Verbatim) -> bool {
        match part.kind {
            VerbatimKind::Code | VerbatimKind::Query | VerbatimKind::Formula => true,
            VerbatimKind::MachineText => false,
        }
    }
}

/// Returns the chain of codecs that damaged all of `areas`, if every non-ASCII character in them is certainly its
/// result.
fn chain_of_all(text: &str, areas: &[Span]) -> Option<Vec<Codec>> {
    let repairs = mojibake::find(text, areas);
    let chain = repairs.first()?.chain.clone();
    let is_its_work = |repair: &Repair| repair.confidence == Confidence::Certain && repair.chain == chain;
    let rest_is_ascii = areas.iter().all(|area| {
        let first = repairs.partition_point(|repair| repair.span.end <= area.start);
        let rest = area.subtract(repairs[first..].iter().map(|repair| repair.span));
        rest.iter().all(|rest| rest.slice(text).is_ascii())
    });
    (rest_is_ascii && repairs.iter().all(is_its_work)).then_some(chain)
}
