//! A silencer that silences nothing.
//!
//! Which silencers were used is known only when every other rule has spoken, so the engine finds these. Here stands
//! that the rule exists.

use crate::note::Note;
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::vault::VaultIndex;

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(UnusedAllow))
}

struct UnusedAllow;

impl Rule for UnusedAllow {
    fn check(&self, _: &Note, _: &VaultIndex, _: &mut Findings) {}
}
