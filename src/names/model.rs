//! How likely two names are one person's, by the names alone.
//!
//! A logistic model: each feature adds its weight. Weights and sums are whole thousandths, and the curve is computed with
//! the four operations only, so that every machine says the same.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::compare::Comparison;
use super::feature::{FEATURES, Feature, Features, name_of};

/// Made by `benches/fit_names/main.rs`, which says from what.
const WEIGHTS: &str = include_str!("../../rules/data/name-weights.txt");

/// What speaks for one person (above 0) or against it, in thousandths of a natural logarithm of the odds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Logit(pub i32);

impl Logit {
    /// The odds as a probability, from 0 to 1.
    pub fn probability(self) -> f64 {
        1.0 / (1.0 + exp(-f64::from(self.0) / 1000.0))
    }
}

impl std::ops::Add for Logit {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// What the parts of two names add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NameScore {
    /// All of it.
    pub(super) logit: Logit,
    /// Of the given name, of the surname, of both together.
    pub(super) parts: [i32; 3],
}

/// Weighs a comparison.
pub(super) fn score(comparison: &Comparison) -> NameScore {
    let table = weights();
    let sum = |features: &Features| features.iter().map(|feature| table[usize::from(feature)]).sum::<i32>();
    let parts = [0, 1, 2].map(|part| sum(&comparison.features[part]));
    NameScore { logit: Logit(table[FEATURES] + parts.iter().sum::<i32>()), parts }
}

/// The weights by feature, and the constant behind them.
fn weights() -> &'static [i32] {
    static TABLE: OnceLock<Vec<i32>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = WEIGHTS.lines().filter(|line| !line.starts_with('#'));
        let weights: HashMap<&str, i32> = lines
            .map(|line| {
                let (name, weight) = line.split_once(' ').expect("a line is a name and a weight");
                (name, weight.parse().expect("a weight is a whole number"))
            })
            .collect();
        let of = |name: &str| weights.get(name).copied().unwrap_or(0);
        let features = 0..Feature::try_from(FEATURES).expect("there are some hundred");
        features.map(|feature| of(&name_of(feature))).chain([of("constant")]).collect()
    })
}

/// e to the power of `x`, to twelve digits, with the four operations only.
fn exp(x: f64) -> f64 {
    let x = x.clamp(-60.0, 60.0) / 64.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..16 {
        term *= x / f64::from(n);
        sum += term;
    }
    (0..6).fold(sum, |power, _| power * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_the_logistic_one() {
        assert!((Logit(0).probability() - 0.5).abs() < 1e-12);
        for thousandths in [-30_000, -4_000, -1, 700, 2_944, 50_000] {
            let wanted = 1.0 / (1.0 + (-f64::from(thousandths) / 1000.0).exp());
            assert!((Logit(thousandths).probability() - wanted).abs() < 1e-9);
        }
    }

    #[test]
    fn every_weight_belongs_to_a_feature() {
        let features = 0..Feature::try_from(FEATURES).unwrap();
        let names: std::collections::HashSet<String> = features.map(name_of).chain(["constant".to_owned()]).collect();
        for line in WEIGHTS.lines().filter(|line| !line.starts_with('#')) {
            assert!(names.contains(line.split(' ').next().unwrap()), "{line}");
        }
    }
}
