//! Pairs of names of one person, and of two people.

use std::collections::HashMap;

use vaultlint::names::training::{self, SpokenWord};

use super::random::Random;
use super::typos::{respelt, slip};

/// The maximum number of similar-sounding names that are examined for one name.
const MAX_HEARD: usize = 300;

/// The tables of names, with indices of similar ones.
pub(super) struct World {
    given: Table,
    surnames: Table,
    nicknames: Vec<(&'static str, &'static str)>,
}

struct Table {
    names: Vec<(&'static str, u8)>,
    heard: Vec<SpokenWord>,
    /// The cumulative weights with which the names are drawn.
    sums: Vec<u64>,
    by_skeleton: HashMap<Vec<u8>, Vec<usize>>,
    by_letters: HashMap<String, Vec<usize>>,
}

impl Table {
    fn new(names: Vec<(&'static str, u8)>) -> Self {
        let mut sums = Vec::new();
        let mut sum = 0;
        let (mut by_skeleton, mut by_letters) =
            (HashMap::<Vec<u8>, Vec<usize>>::new(), HashMap::<String, Vec<usize>>::new());
        let heard: Vec<SpokenWord> = names.iter().map(|(name, _)| SpokenWord::new(name)).collect();
        for (at, (name, frequency)) in names.iter().enumerate() {
            // Rare names are drawn more often than they occur, as there are many of them.
            sum += 4 + (1 << (u32::from(*frequency) * 2 / 3));
            sums.push(sum);
            by_skeleton.entry(heard[at].skeleton()).or_default().push(at);
            for close in deletions(name) {
                by_letters.entry(close).or_default().push(at);
            }
        }
        Self { names, heard, sums, by_skeleton, by_letters }
    }

    fn draw(&self, random: &mut Random) -> String {
        let at = random.next() % self.sums.last().expect("there are names");
        self.names[self.sums.partition_point(|sum| *sum <= at)].0.to_owned()
    }

    /// Returns a name that sounds like `word`; closer and more frequent names are likelier.
    fn sounding_like(&self, word: &str, random: &mut Random) -> Option<String> {
        let spoken = SpokenWord::new(word);
        let skeleton = spoken.skeleton();
        let mut candidates = self.by_skeleton.get(&skeleton).cloned().unwrap_or_default();
        for at in 0..skeleton.len() {
            let mut shorter = skeleton.clone();
            shorter.remove(at);
            candidates.extend(self.by_skeleton.get(&shorter).into_iter().flatten());
        }
        candidates.sort_unstable();
        candidates.dedup();
        // For skeletons that many names have, a sample is enough.
        let (step, from) = (candidates.len() / MAX_HEARD + 1, random.below(MAX_HEARD));
        let candidates: Vec<usize> = candidates.into_iter().skip(from % step).step_by(step).collect();
        let weigh = |at: usize| {
            let (_, frequency) = self.names[at];
            let distance = f64::from(spoken.distance(&self.heard[at]));
            (1.0 + f64::from(frequency)) * (-distance / 70.0).exp()
        };
        let weights: Vec<f64> =
            candidates.iter().map(|at| if self.names[*at].0 == word { 0.0 } else { weigh(*at) }).collect();
        let sum: f64 = weights.iter().sum();
        if sum < 1e-4 {
            return None;
        }
        let mut left = random.fraction() * sum;
        let found = weights.iter().position(|weight| {
            left -= weight;
            left <= 0.0
        });
        found.map(|at| self.names[candidates[at]].0.to_owned())
    }

    /// Returns another name with nearly the same letters.
    fn spelt_like(&self, word: &str, random: &mut Random) -> Option<String> {
        let close = deletions(word);
        let mut found: Vec<usize> =
            close.iter().filter_map(|key| self.by_letters.get(key)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|at| self.names[*at].0 != word);
        (!found.is_empty()).then(|| self.names[found[random.below(found.len())]].0.to_owned())
    }

    /// Returns another name with the same beginning.
    fn beginning_like(&self, word: &str, random: &mut Random) -> Option<String> {
        let start: String = word.chars().take(2 + random.below(2)).collect();
        let from = self.names.partition_point(|(name, _)| *name < start.as_str());
        let length = self.names[from..].iter().take_while(|(name, _)| name.starts_with(&start)).count();
        (length > 0).then(|| self.names[from + random.below(length)].0.to_owned()).filter(|name| name != word)
    }
}

/// Returns the word, and the word without one or two of its letters.
fn deletions(word: &str) -> Vec<String> {
    let without = |word: &str, at: usize| word.chars().enumerate().filter(|(n, _)| *n != at).map(|(_, c)| c).collect();
    let length = word.chars().count();
    let once: Vec<String> = (0..length).map(|at| without(word, at)).collect();
    let twice = once.iter().filter(|_| length > 5).flat_map(|word| (0..length - 1).map(|at| without(word, at)));
    let mut all: Vec<String> = twice.chain(once.iter().cloned()).chain([word.to_owned()]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl World {
    pub(super) fn new() -> Self {
        let [given, surnames] = training::names();
        let nicknames = training::nicknames();
        Self { given: Table::new(given), surnames: Table::new(surnames), nicknames }
    }

    /// Returns a given name and a surname; some are not in the tables, as in any vault.
    fn person(&self, random: &mut Random) -> (String, String) {
        (drawn(&self.given, 8, random), drawn(&self.surnames, 14, random))
    }

    pub(super) fn same(&self, random: &mut Random) -> (String, String) {
        let (given, surname) = self.person(random);
        let whole = written(&given, &surname);
        let other = match random.below(100) {
            0..12 => self.slipped(&given, &surname, 1, random),
            12..19 => self.slipped(&given, &surname, 2, random),
            19..40 => {
                let surname = respelt(&surname, random);
                let given = if random.chance(15) { respelt(&given, random) } else { given };
                written(&given, &surname)
            }
            40..57 => match self.surnames.sounding_like(&surname, random) {
                Some(surname) => written(&given, &surname),
                None => written(&given, &respelt(&surname, random)),
            },
            57..71 => {
                let heard = random.chance(60).then(|| self.given.sounding_like(&given, random)).flatten();
                written(&heard.unwrap_or_else(|| respelt(&given, random)), &surname)
            }
            71..78 => {
                let surname = if random.chance(10) { respelt(&surname, random) } else { surname };
                match random.chance(70) {
                    true => format!("{}. {}", capital(&given[..1]), capital(&surname)),
                    false => format!("{} {}.", capital(&given), capital(&surname[..1])),
                }
            }
            78..85 => {
                let middle = self.given.draw(random);
                let middle = if random.chance(70) { format!("{}.", capital(&middle[..1])) } else { capital(&middle) };
                format!("{} {middle} {}", capital(&given), capital(&surname))
            }
            85..96 => {
                let (full, short) = self.nicknames[random.below(self.nicknames.len())];
                return (written(full, &surname), written(short, &surname));
            }
            _ => format!("{}, {}", capital(&surname), capital(&given)),
        };
        (whole, other)
    }

    pub(super) fn different(&self, random: &mut Random) -> (String, String) {
        let (given, surname) = self.person(random);
        let (other_given, other_surname) = self.person(random);
        let whole = written(&given, &surname);
        let other = match random.below(100) {
            0..4 => written(&other_given, &other_surname),
            // Among the many pairs of a vault, some are similar in both words by chance.
            4..14 => {
                let close = |table: &Table, word: &str, random: &mut Random| match random.chance(50) {
                    true => table.spelt_like(word, random),
                    false => table.sounding_like(word, random),
                };
                match (close(&self.given, &given, random), close(&self.surnames, &surname, random)) {
                    (Some(given), Some(surname)) => written(&given, &surname),
                    _ => written(&other_given, &other_surname),
                }
            }
            14..26 => written(&given, &other_surname),
            26..36 => match self.surnames.beginning_like(&surname, random) {
                Some(close) => written(&given, &close),
                None => written(&given, &other_surname),
            },
            36..56 => written(&other_given, &surname),
            56..72 => match self.surnames.spelt_like(&surname, random) {
                Some(close) => written(&given, &close),
                None => written(&other_given, &other_surname),
            },
            72..78 => match self.surnames.sounding_like(&surname, random) {
                Some(close) => written(&given, &close),
                None => written(&other_given, &other_surname),
            },
            78..92 => match self.given.spelt_like(&given, random) {
                Some(close) => written(&close, &surname),
                None => written(&other_given, &other_surname),
            },
            92..94 => format!("{}. {}", capital(&other_given[..1]), capital(&surname)),
            94..96 => format!("{} {}.", capital(&given), capital(&other_surname[..1])),
            96..97 => match self.surnames.beginning_like(&surname, random) {
                Some(close) => format!("{} {}.", capital(&given), capital(&close[..1])),
                None => format!("{} {}.", capital(&other_given), capital(&surname[..1])),
            },
            _ => {
                let close = match random.chance(50) {
                    true => self.surnames.spelt_like(&surname, random),
                    false => self.surnames.sounding_like(&surname, random),
                };
                format!("{}. {}", capital(&given[..1]), capital(&close.unwrap_or(other_surname)))
            }
        };
        // A typo in one word does not mean that the difference in the other word is one.
        match other.split_once(' ').filter(|_| random.chance(20)) {
            Some((given, surname)) if random.chance(35) && given.len() > 2 => {
                (whole, written(&slip(&given.to_lowercase(), random), surname))
            }
            Some((given, surname)) if surname.len() > 2 => {
                (whole, written(given, &slip(&surname.to_lowercase(), random)))
            }
            _ => (whole, other),
        }
    }

    /// Returns the name with typos.
    fn slipped(&self, given: &str, surname: &str, times: usize, random: &mut Random) -> String {
        let (mut given, mut surname) = (given.to_owned(), surname.to_owned());
        for _ in 0..times {
            if random.chance(35) {
                given = slip(&given, random);
            } else {
                surname = slip(&surname, random);
            }
        }
        written(&given, &surname)
    }
}

/// Returns a name from the table; in `percent` of the cases, the halves of two names, which form a name that is not in
/// the table.
fn drawn(table: &Table, percent: u64, random: &mut Random) -> String {
    let name = table.draw(random);
    if !random.chance(percent) {
        return name;
    }
    let other = table.draw(random);
    let (end, start) = (name.chars().count().div_ceil(2), other.chars().count() / 2);
    name.chars().take(end).chain(other.chars().skip(start)).collect()
}

fn written(given: &str, surname: &str) -> String {
    format!("{} {}", capital(given), capital(surname))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
