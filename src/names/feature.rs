//! The features that a comparison lists: where each kind begins, and what each is called in the table of weights.

/// A feature that holds for a pair.
pub(super) type Feature = u16;

/// The features of a part of a pair: a handful, kept in place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Features {
    held: [Feature; 6],
    many: usize,
}

impl Features {
    /// # Panics
    /// When a part has more features than there are kinds.
    pub(super) fn push(&mut self, feature: usize) {
        self.held[self.many] = Feature::try_from(feature).expect("there are some hundred features");
        self.many += 1;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Feature> + '_ {
        self.held[..self.many].iter().copied()
    }
}

pub(super) const RELATIONS: [&str; 7] =
    ["equal", "digraphs", "initial", "other-initial", "nickname", "prefix", "different"];

pub(super) const SLIPS: [&str; 8] =
    ["swapped", "doubled", "vowel", "consonant", "first-letter", "ending", "letter", "several"];
/// Which of two words are names that people have.
pub(super) const REAL: [&str; 7] =
    ["none", "one-unknown", "one-rare", "one-frequent", "both-unknown", "both-rare", "both-frequent"];
pub(super) const BOTH_REAL: [&str; 2] = ["names", "no-names"];
pub(super) const SOUNDS: [&str; 7] = ["same", "70", "140", "220", "320", "450", "more"];
pub(super) const LENGTHS: [&str; 3] = ["short", "middle", "long"];
pub(super) const LETTERS: [&str; 4] = ["1", "2", "3", "more"];
pub(super) const ALIKE: [&str; 5] = ["700", "800", "880", "940", "more"];
pub(super) const RARITY: [&str; 5] = ["no-name", "unknown", "rare", "middle", "frequent"];
pub(super) const MIDDLES: [&str; 5] = ["none", "one", "equal", "initial", "other"];
pub(super) const GENERATIONS: [&str; 3] = ["alike", "one", "other"];

/// Where the features of a kind begin. The last is how many there are.
pub(super) struct Layout;

impl Layout {
    pub(super) const RELATION: usize = 0;
    pub(super) const RARITY: usize = Self::RELATION + RELATIONS.len();
    pub(super) const LETTERS: usize = Self::RARITY + RARITY.len();
    pub(super) const SOUND: usize = Self::LETTERS + LETTERS.len() * LENGTHS.len() * REAL.len();
    pub(super) const SLIP: usize = Self::SOUND + SOUNDS.len() * REAL.len();
    pub(super) const ALIKE: usize = Self::SLIP + SLIPS.len() * REAL.len();
    pub(super) const SOUND_OF_LETTERS: usize = Self::ALIKE + ALIKE.len();
    pub(super) const SIDE: usize = Self::SOUND_OF_LETTERS + SOUNDS.len() * LETTERS.len() * BOTH_REAL.len();
    pub(super) const BOTH: usize = 2 * Self::SIDE;
    pub(super) const MIDDLE: usize = Self::BOTH + RELATIONS.len() * RELATIONS.len();
    pub(super) const GENERATION: usize = Self::MIDDLE + MIDDLES.len();
    pub(super) const OTHER_SIDE: usize = Self::GENERATION + GENERATIONS.len();
    pub(super) const COUNT: usize = Self::OTHER_SIDE + 2 * RARITY.len() * SOUNDS.len();
}

/// How many features there are.
pub(super) const FEATURES: usize = Layout::COUNT;

/// What feature `feature` is called in the table of weights.
pub(super) fn name_of(feature: Feature) -> String {
    let at = usize::from(feature);
    if at < Layout::BOTH {
        let side = ["given", "surname"][at / Layout::SIDE];
        let at = at % Layout::SIDE;
        let cross = |at: usize, of: &[&str]| format!("{}-{}", of[at / REAL.len()], REAL[at % REAL.len()]);
        return match at {
            at if at < Layout::RARITY => format!("{side}-{}", RELATIONS[at]),
            at if at < Layout::LETTERS => format!("{side}-equal-{}", RARITY[at - Layout::RARITY]),
            at if at < Layout::SOUND => {
                let (at, real) = ((at - Layout::LETTERS) / REAL.len(), REAL[(at - Layout::LETTERS) % REAL.len()]);
                format!("{side}-letters-{}-{}-{real}", LETTERS[at / LENGTHS.len()], LENGTHS[at % LENGTHS.len()])
            }
            at if at < Layout::SLIP => format!("{side}-sound-{}", cross(at - Layout::SOUND, &SOUNDS)),
            at if at < Layout::ALIKE => format!("{side}-slip-{}", cross(at - Layout::SLIP, &SLIPS)),
            at if at < Layout::SOUND_OF_LETTERS => format!("{side}-alike-{}", ALIKE[at - Layout::ALIKE]),
            at => {
                let at = at - Layout::SOUND_OF_LETTERS;
                let (pair, both) = (at / BOTH_REAL.len(), BOTH_REAL[at % BOTH_REAL.len()]);
                let (letters, sound) = (LETTERS[pair / SOUNDS.len()], SOUNDS[pair % SOUNDS.len()]);
                format!("{side}-letters-{letters}-sound-{sound}-{both}")
            }
        };
    }
    match at {
        at if at < Layout::MIDDLE => {
            let at = at - Layout::BOTH;
            format!("both-{}-{}", RELATIONS[at / RELATIONS.len()], RELATIONS[at % RELATIONS.len()])
        }
        at if at < Layout::GENERATION => format!("middle-{}", MIDDLES[at - Layout::MIDDLE]),
        at if at < Layout::OTHER_SIDE => format!("generation-{}", GENERATIONS[at - Layout::GENERATION]),
        at => {
            let at = at - Layout::OTHER_SIDE;
            let (side, at) =
                (["given", "surname"][at / (RARITY.len() * SOUNDS.len())], at % (RARITY.len() * SOUNDS.len()));
            format!("{side}-{}-beside-sound-{}", RARITY[at / SOUNDS.len()], SOUNDS[at % SOUNDS.len()])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_own_name() {
        let names: std::collections::BTreeSet<String> =
            (0..FEATURES).map(|at| name_of(Feature::try_from(at).unwrap())).collect();
        assert_eq!(names.len(), FEATURES);
    }
}
