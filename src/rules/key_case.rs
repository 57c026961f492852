//! Properties whose names differ only in case.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::note::{Note, Pair};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(KeyCase))
}

struct KeyCase;

impl Rule for KeyCase {
    /// Checks templates too: each note created from one gets both spellings.
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(properties) = note.filled_properties() else { return };
        let is_lower = |pair: &Pair| pair.key.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        if properties.pairs.iter().all(is_lower) {
            return;
        }
        let mut by_name: HashMap<String, &Pair> = HashMap::new();
        for pair in &properties.pairs {
            let first = *by_name.entry(pair.key.to_lowercase()).or_insert(pair);
            if first.key == pair.key {
                continue;
            }
            let message = format!("`{}` differs from `{}` only in case", pair.key, first.key);
            out.add(
                Diagnostic::new(pair.key_span, message)
                    .with_related(first.key_span, "first here")
                    .with_help("Obsidian treats both as one property, other programs as two; keep one spelling"),
            );
        }
    }
}
