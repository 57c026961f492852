//! Generates `rules/data/name-weights.txt`: the weight of each feature of two names as evidence that they are one
//! person.
//!
//! `cargo run --release --example fit-names > rules/data/name-weights.txt`. Draws people from the tables of names and
//! makes two kinds of pairs: one person's name with a variant of it (typos, misheard names, other names that sound
//! alike, short forms, initials, reordered words), and two people with similar names. Then it fits a logistic model to
//! them. The same tables give the same bytes.

mod pairs;
mod random;
mod typos;

use vaultlint::names::training::{self, FEATURES, LexiconUse};

use pairs::World;
use random::Random;

/// The number of pairs.
const PAIRS: usize = 300_000;
/// The number of passes over the pairs.
const ROUNDS: usize = 10;
/// The regularisation, which keeps weights small that few pairs support.
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
        // The tables lack most names of most languages.
        let listed = match random.below(100) {
            0..12 => LexiconUse::None,
            12..24 => LexiconUse::Given,
            _ => LexiconUse::Both,
        };
        if let Some(features) = training::features(&one, &other, listed) {
            pairs.push((features, f64::from(u8::from(is_same))));
        }
    }
    let weights = fit(&pairs);
    println!(
        "# Made by benches/fit_names/main.rs. A feature of two names, and what it adds to the odds of one person: thousandths"
    );
    println!("# of a natural logarithm. Features that no pair had are not listed: they add nothing.");
    for (at, weight) in weights.iter().enumerate() {
        let name = if at == FEATURES { "constant".to_owned() } else { training::feature_name(at) };
        let thousandths = (weight * 1000.0).round();
        if thousandths != 0.0 {
            println!("{name} {thousandths}");
        }
    }
}

/// Fits a logistic regression with a ridge by Adam, one step per small batch of pairs.
fn fit(pairs: &[(Vec<usize>, f64)]) -> Vec<f64> {
    const BATCH: usize = 256;
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
        for batch in order.chunks(BATCH) {
            step += 1;
            let mut gradient = vec![0.0; count];
            for &at in batch {
                let (features, wanted) = &pairs[at];
                let sum: f64 = weights[FEATURES] + features.iter().map(|feature| weights[*feature]).sum::<f64>();
                let error = 1.0 / (1.0 + (-sum).exp()) - wanted;
                features.iter().chain([&FEATURES]).for_each(|feature| gradient[*feature] += error);
            }
            for at in 0..count {
                let ridge = if at == FEATURES { 0.0 } else { RIDGE * weights[at] / pairs.len() as f64 };
                let slope: f64 = gradient[at] / batch.len() as f64 + ridge;
                mean[at] = 0.9 * mean[at] + 0.1 * slope;
                square[at] = 0.999 * square[at] + 0.001 * slope * slope;
                let (first, second) = (1.0 - 0.9_f64.powi(step), 1.0 - 0.999_f64.powi(step));
                weights[at] -= rate * (mean[at] / first) / ((square[at] / second).sqrt() + 1e-8);
            }
        }
    }
    weights
}
