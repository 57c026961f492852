//! Names that are known, ready to be asked whose a name may be.

use super::blocking::Blocks;
use super::compare::Words;
use super::model::Logit;
use super::pair::{Compared, Pair};
use super::person::PersonName;

/// Known names, by their words and sounds.
pub struct KnownNames {
    names: Vec<PersonName>,
    words: Vec<Words>,
    blocks: Blocks,
}

impl KnownNames {
    /// Of all forms, those that are names of people, each once.
    pub fn of<'a>(forms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: Vec<PersonName> = forms.into_iter().filter_map(PersonName::parse).collect();
        names.sort_unstable();
        names.dedup();
        let words: Vec<Words> = names.iter().map(Words::of).collect();
        let blocks = Blocks::of(&names.iter().zip(&words).collect::<Vec<_>>());
        Self { names, words, blocks }
    }

    /// The other names that `form` may stand for, at these odds at least by the names alone, the likeliest first. None where
    /// `form` is no name.
    pub fn near(&self, form: &str, least: Logit) -> Option<Vec<(&str, Pair)>> {
        let name = PersonName::parse(form)?;
        let words = Words::of(&name);
        let compared = self.blocks.near((&name, &words)).into_iter().map(|at| at as usize).filter_map(|at| {
            let compared = Compared::of((&self.names[at], &self.words[at]), (&name, &words));
            (compared.logit() >= least && self.names[at].form() != name.form()).then(|| (at, compared.pair()))
        });
        let mut near: Vec<(usize, Pair)> = compared.collect();
        near.sort_by(|(one, first), (other, second)| second.logit.cmp(&first.logit).then(one.cmp(other)));
        Some(near.into_iter().map(|(at, pair)| (self.names[at].form(), pair)).collect())
    }
}
