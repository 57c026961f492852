//! Known names, looked up by forms that may stand for them.

use super::blocking::BlockingIndex;
use super::compare::Words;
use super::model::Logit;
use super::pair::{NamePair, ScoredPair};
use super::person::PersonName;

/// Known names, indexed by their words and sounds.
pub struct NameLookup {
    names: Vec<PersonName>,
    words: Vec<Words>,
    index: BlockingIndex,
}

impl NameLookup {
    /// Creates the lookup from those of `forms` that are names of people, without duplicates.
    pub fn new<'a>(forms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: Vec<PersonName> = forms.into_iter().filter_map(PersonName::parse).collect();
        names.sort_unstable();
        names.dedup();
        let words: Vec<Words> = names.iter().map(Words::new).collect();
        let blocks = BlockingIndex::new(&names.iter().zip(&words).collect::<Vec<_>>());
        Self { names, words, index: blocks }
    }

    /// Returns the other names that `form` may stand for with at least the odds `least` by the names alone, the
    /// likeliest first. `None` if `form` is not a name.
    pub fn candidates(&self, form: &str, least: Logit) -> Option<Vec<(&str, NamePair)>> {
        let name = PersonName::parse(form)?;
        let words = Words::new(&name);
        let compared = self.index.candidates((&name, &words)).into_iter().map(|at| at as usize).filter_map(|at| {
            let compared = ScoredPair::best((&self.names[at], &self.words[at]), (&name, &words));
            (compared.logit() >= least && self.names[at].form() != name.form()).then(|| (at, compared.pair()))
        });
        let mut near: Vec<(usize, NamePair)> = compared.collect();
        near.sort_by(|(one, first), (other, second)| second.logit.cmp(&first.logit).then(one.cmp(other)));
        Some(near.into_iter().map(|(at, pair)| (self.names[at].form(), pair)).collect())
    }
}
