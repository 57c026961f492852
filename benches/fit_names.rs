//! Makes `rules/data/name-weights.txt`: how much each feature of two names says on whether they are one person's.
//!
//! `cargo run --release --example fit-names > rules/data/name-weights.txt`. It draws people from the tables of names, makes
//! pairs of one person's name and what becomes of it (slips of the keyboard, of the ear, other names that sound alike, short
//! forms, initials, order), and pairs of two people whose names are close; and fits a logistic model to them. The same tables
//! make the same bytes.

use std::collections::HashMap;

use vaultlint::names::fitting::{self, FEATURES, Heard};

/// How many pairs are made.
const PAIRS: usize = 300_000;
/// How many names that sound alike are looked at for one.
const MOST_HEARD: usize = 300;
/// How often the fit goes through them.
const ROUNDS: usize = 10;
/// What keeps a weight small that few pairs speak for.
const RIDGE: f64 = 4.0;

fn main() {
    let world = World::new();
    let mut random = Random(0x5EED);
    let mut pairs: Vec<(Vec<usize>, f64)> = Vec::with_capacity(PAIRS);
    while pairs.len() < PAIRS {
        let is_same = random.chance(45);
        let (one, other) = if is_same { world.same(&mut random) } else { world.different(&mut random) };
        if one == other {
            continue;
        }
        if let Some(features) = fitting::features(&one, &other) {
            pairs.push((features, f64::from(u8::from(is_same))));
        }
    }
    let weights = fit(&pairs);
    println!(
        "# Made by benches/fit_names.rs. A feature of two names, and what it adds to the odds of one person: thousandths"
    );
    println!("# of a natural logarithm. Features that no pair had are not listed: they add nothing.");
    for (at, weight) in weights.iter().enumerate() {
        let name = if at == FEATURES { "constant".to_owned() } else { fitting::feature_name(at) };
        let thousandths = (weight * 1000.0).round();
        if thousandths != 0.0 {
            println!("{name} {thousandths}");
        }
    }
}

/// Logistic regression with a ridge, by Adam: a step for each small heap of pairs.
fn fit(pairs: &[(Vec<usize>, f64)]) -> Vec<f64> {
    const HEAP: usize = 256;
    let count = FEATURES + 1;
    let (mut weights, mut mean, mut square) = (vec![0.0; count], vec![0.0; count], vec![0.0; count]);
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    let mut random = Random(7);
    let mut step = 0;
    for round in 0..ROUNDS {
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        let rate = 0.02 * 0.7_f64.powi(i32::try_from(round).expect("a few"));
        for heap in order.chunks(HEAP) {
            step += 1;
            let mut gradient = vec![0.0; count];
            for &at in heap {
                let (features, wanted) = &pairs[at];
                let sum: f64 = weights[FEATURES] + features.iter().map(|feature| weights[*feature]).sum::<f64>();
                let error = 1.0 / (1.0 + (-sum).exp()) - wanted;
                features.iter().chain([&FEATURES]).for_each(|feature| gradient[*feature] += error);
            }
            for at in 0..count {
                let ridge = if at == FEATURES { 0.0 } else { RIDGE * weights[at] / pairs.len() as f64 };
                let slope: f64 = gradient[at] / heap.len() as f64 + ridge;
                mean[at] = 0.9 * mean[at] + 0.1 * slope;
                square[at] = 0.999 * square[at] + 0.001 * slope * slope;
                let (first, second) = (1.0 - 0.9_f64.powi(step), 1.0 - 0.999_f64.powi(step));
                weights[at] -= rate * (mean[at] / first) / ((square[at] / second).sqrt() + 1e-8);
            }
        }
    }
    weights
}

/// The tables, and what lies close in them.
struct World {
    given: Table,
    surnames: Table,
    nicknames: Vec<(&'static str, &'static str)>,
}

struct Table {
    names: Vec<(&'static str, u8)>,
    heard: Vec<Heard>,
    /// Sums of how often each is drawn.
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
        let heard: Vec<Heard> = names.iter().map(|(name, _)| Heard::new(name)).collect();
        for (at, (name, frequency)) in names.iter().enumerate() {
            // Rare names are drawn more often than they are had: there are many of them.
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

    /// A name that sounds like `word`, the closer and the more frequent the likelier.
    fn sounding_like(&self, word: &str, random: &mut Random) -> Option<String> {
        let said = Heard::new(word);
        let skeleton = said.skeleton();
        let mut candidates = self.by_skeleton.get(&skeleton).cloned().unwrap_or_default();
        for at in 0..skeleton.len() {
            let mut shorter = skeleton.clone();
            shorter.remove(at);
            candidates.extend(self.by_skeleton.get(&shorter).into_iter().flatten());
        }
        candidates.sort_unstable();
        candidates.dedup();
        // Of the skeletons that many names have, some are enough.
        let (step, from) = (candidates.len() / MOST_HEARD + 1, random.below(MOST_HEARD));
        let candidates: Vec<usize> = candidates.into_iter().skip(from % step).step_by(step).collect();
        let weigh = |at: usize| {
            let (_, frequency) = self.names[at];
            let distance = f64::from(said.distance(&self.heard[at]));
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

    /// Another name of nearly the same letters.
    fn spelt_like(&self, word: &str, random: &mut Random) -> Option<String> {
        let close = deletions(word);
        let mut found: Vec<usize> =
            close.iter().filter_map(|key| self.by_letters.get(key)).flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|at| self.names[*at].0 != word);
        (!found.is_empty()).then(|| self.names[found[random.below(found.len())]].0.to_owned())
    }

    /// Another name with the same beginning.
    fn beginning_like(&self, word: &str, random: &mut Random) -> Option<String> {
        let start: String = word.chars().take(2 + random.below(2)).collect();
        let from = self.names.partition_point(|(name, _)| *name < start.as_str());
        let length = self.names[from..].iter().take_while(|(name, _)| name.starts_with(&start)).count();
        (length > 0).then(|| self.names[from + random.below(length)].0.to_owned()).filter(|name| name != word)
    }
}

/// The word, and without one or two of its letters.
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
    fn new() -> Self {
        let [given, surnames] = fitting::names();
        let nicknames = fitting::nicknames();
        Self { given: Table::new(given), surnames: Table::new(surnames), nicknames }
    }

    /// A given name and a surname; some stand in no table, as everywhere.
    fn person(&self, random: &mut Random) -> (String, String) {
        (drawn(&self.given, 8, random), drawn(&self.surnames, 14, random))
    }

    fn same(&self, random: &mut Random) -> (String, String) {
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
                format!("{}. {}", capital(&given[..1]), capital(&surname))
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

    fn different(&self, random: &mut Random) -> (String, String) {
        let (given, surname) = self.person(random);
        let (other_given, other_surname) = self.person(random);
        let whole = written(&given, &surname);
        let other = match random.below(100) {
            0..4 => written(&other_given, &other_surname),
            // Among the many pairs of a vault some are close in both words by chance.
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
            92..96 => format!("{}. {}", capital(&other_given[..1]), capital(&surname)),
            _ => {
                let close = match random.chance(50) {
                    true => self.surnames.spelt_like(&surname, random),
                    false => self.surnames.sounding_like(&surname, random),
                };
                format!("{}. {}", capital(&given[..1]), capital(&close.unwrap_or(other_surname)))
            }
        };
        (whole, other)
    }

    /// Slips of the keyboard.
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

/// A name of the table; in `percent` of the cases the halves of two, which is a name that the table does not have.
fn drawn(table: &Table, percent: u64, random: &mut Random) -> String {
    let name = table.draw(random);
    if !random.chance(percent) {
        return name;
    }
    let other = table.draw(random);
    let (end, start) = (name.chars().count().div_ceil(2), other.chars().count() / 2);
    name.chars().take(end).chain(other.chars().skip(start)).collect()
}

fn slip(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<u8> = word.bytes().collect();
    if letters.len() < 3 {
        return word.to_owned();
    }
    let at = random.below(letters.len());
    match random.below(4) {
        0 if at + 1 < letters.len() => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = beside(letters[at], random),
    }
    String::from_utf8(letters).expect("it was ASCII")
}

/// A key beside that of `letter`.
fn beside(letter: u8, random: &mut Random) -> u8 {
    const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    let place =
        ROWS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.iter().position(|key| *key == letter)?)));
    let Some((row, column)) = place else { return b'e' };
    let close = [(row, column.wrapping_sub(1)), (row, column + 1), (row.wrapping_sub(1), column), (row + 1, column)];
    let close: Vec<u8> = close.iter().filter_map(|(row, column)| ROWS.get(*row)?.get(*column).copied()).collect();
    close[random.below(close.len())]
}

/// Other letters for the same sound, or nearly.
const SPELLINGS: &[(&str, &str)] = &[
    ("c", "k"),
    ("k", "c"),
    ("ck", "k"),
    ("k", "ck"),
    ("ph", "f"),
    ("f", "ph"),
    ("ff", "f"),
    ("ie", "y"),
    ("y", "ie"),
    ("y", "i"),
    ("i", "y"),
    ("ey", "y"),
    ("y", "ey"),
    ("ee", "ea"),
    ("ea", "ee"),
    ("ee", "i"),
    ("i", "ee"),
    ("s", "z"),
    ("z", "s"),
    ("ss", "s"),
    ("s", "ss"),
    ("tz", "ts"),
    ("tz", "z"),
    ("v", "f"),
    ("v", "w"),
    ("w", "v"),
    ("th", "t"),
    ("t", "th"),
    ("tt", "t"),
    ("t", "tt"),
    ("d", "t"),
    ("t", "d"),
    ("b", "p"),
    ("p", "b"),
    ("g", "k"),
    ("k", "g"),
    ("j", "g"),
    ("g", "j"),
    ("oo", "u"),
    ("u", "oo"),
    ("ou", "u"),
    ("ai", "ay"),
    ("ay", "ai"),
    ("ei", "ai"),
    ("ai", "ei"),
    ("ei", "ie"),
    ("ie", "ei"),
    ("er", "ar"),
    ("er", "or"),
    ("or", "er"),
    ("ar", "er"),
    ("en", "in"),
    ("in", "en"),
    ("on", "en"),
    ("en", "an"),
    ("e", "a"),
    ("a", "e"),
    ("a", "o"),
    ("o", "a"),
    ("i", "e"),
    ("e", "i"),
    ("u", "o"),
    ("o", "u"),
    ("n", "m"),
    ("m", "n"),
    ("n", "nn"),
    ("nn", "n"),
    ("l", "ll"),
    ("ll", "l"),
    ("l", "n"),
    ("n", "l"),
    ("l", "r"),
    ("r", "l"),
    ("rr", "r"),
    ("r", "rr"),
    ("sch", "sh"),
    ("sh", "sch"),
    ("ch", "sh"),
    ("ch", "k"),
    ("h", ""),
    ("a", "ah"),
    ("o", "oh"),
    ("e", ""),
    ("x", "ks"),
    ("qu", "kw"),
    ("mb", "m"),
    ("d", ""),
    ("t", ""),
    ("r", ""),
    ("au", "o"),
    ("ow", "ou"),
    ("gh", ""),
    ("wr", "r"),
    ("kn", "n"),
    ("s", "sh"),
    ("cz", "ch"),
    ("sz", "sh"),
    ("w", "wh"),
];

/// The word with one to three sounds spelt otherwise.
fn respelt(word: &str, random: &mut Random) -> String {
    let mut word = word.to_owned();
    for _ in 0..1 + random.below(3) {
        for _ in 0..40 {
            let (from, to) = SPELLINGS[random.below(SPELLINGS.len())];
            let places: Vec<usize> = word.match_indices(from).map(|(at, _)| at).collect();
            if places.is_empty() || word.len() + to.len() < from.len() + 3 {
                continue;
            }
            let at = places[random.below(places.len())];
            word.replace_range(at..at + from.len(), to);
            break;
        }
    }
    word
}

fn written(given: &str, surname: &str) -> String {
    format!("{} {}", capital(given), capital(surname))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// SplitMix64: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
