//! A silencer that silences nothing.
//!
//! Which silencers were used is known only when every other rule has spoken, so the engine finds these. Here stands
//! that the rule exists.

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
