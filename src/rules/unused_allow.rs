//! Unused suppression comments.
//!
//! The engine reports these findings: which suppressions are used is known only after all other rules have run. This
//! file only registers the rule.

use crate::note::Note;
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(UnusedAllow))
}

struct UnusedAllow;

impl Rule for UnusedAllow {
    fn check(&self, _: &Note, _: &VaultIndex, _: &mut Findings) {}
}
