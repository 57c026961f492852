//! Makes `rules/data/name-weights.txt`: how much each feature of two names says on whether they are one person's.
//!
//! `cargo run --release --example fit-names > rules/data/name-weights.txt`. It draws people from the tables of names, makes
//! pairs of one person's name and what becomes of it (slips of the keyboard, of the ear, other names that sound alike, short
//! forms, initials, order), and pairs of two people whose names are close; and fits a logistic model to them. The same tables
//! make the same bytes.

mod pairs;
mod random;
mod typos;

use vaultlint::names::training::{self, FEATURES, LexiconUse};

use pairs::World;
use random::Random;

/// How many pairs are made.
const PAIRS: usize = 300_000;
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
