//! The features of a comparison: the offset of each kind, and their names in the table of weights.

/// A feature that holds for a pair.
pub(super) type Feature = u16;

/// The features of one part of a pair, stored inline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Features {
    items: [Feature; 6],
    len: usize,
}

impl Features {
    /// Adds a feature.
    ///
    /// # Panics
    ///
    /// Panics if a part has more features than there are kinds.
    pub(super) fn push(&mut self, feature: usize) {
        self.items[self.len] = Feature::try_from(feature).expect("there are some hundred features");
        self.len += 1;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Feature> + '_ {
        self.items[..self.len].iter().copied()
    }
}

pub(super) const RELATIONS: [&str; 7] =
    ["equal", "digraphs", "initial", "other-initial", "nickname", "prefix", "different"];

pub(super) const TYPOS: [&str; 8] =
    ["swapped", "doubled", "vowel", "consonant", "first-letter", "ending", "letter", "several"];
/// The bins for which of two words are known names.
pub(super) const LISTED: [&str; 7] =
    ["none", "one-unknown", "one-rare", "one-frequent", "both-unknown", "both-rare", "both-frequent"];
pub(super) const BOTH_LISTED: [&str; 2] = ["names", "no-names"];
pub(super) const SOUNDS: [&str; 7] = ["same", "70", "140", "220", "320", "450", "more"];
pub(super) const LENGTHS: [&str; 3] = ["short", "middle", "long"];
pub(super) const LETTERS: [&str; 4] = ["1", "2", "3", "more"];
pub(super) const SIMILARITIES: [&str; 5] = ["700", "800", "880", "940", "more"];
pub(super) const RARITY: [&str; 5] = ["no-name", "unknown", "rare", "middle", "frequent"];
pub(super) const MIDDLES: [&str; 5] = ["none", "one", "equal", "initial", "other"];
pub(super) const GENERATIONS: [&str; 3] = ["alike", "one", "other"];

/// The offset of each kind of feature; the last one is the number of features.
pub(super) struct FeatureOffsets;

impl FeatureOffsets {
    pub(super) const RELATION: usize = 0;
    pub(super) const RARITY: usize = Self::RELATION + RELATIONS.len();
    pub(super) const LETTERS: usize = Self::RARITY + RARITY.len();
    pub(super) const SOUND: usize = Self::LETTERS + LETTERS.len() * LENGTHS.len() * LISTED.len();
    pub(super) const TYPO: usize = Self::SOUND + SOUNDS.len() * LISTED.len();
    pub(super) const SIMILARITY: usize = Self::TYPO + TYPOS.len() * LISTED.len();
    pub(super) const SOUND_OF_LETTERS: usize = Self::SIMILARITY + SIMILARITIES.len();
    pub(super) const SIDE: usize = Self::SOUND_OF_LETTERS + SOUNDS.len() * LETTERS.len() * BOTH_LISTED.len();
    pub(super) const BOTH: usize = 2 * Self::SIDE;
    pub(super) const MIDDLE: usize = Self::BOTH + RELATIONS.len() * RELATIONS.len();
    pub(super) const GENERATION: usize = Self::MIDDLE + MIDDLES.len();
    pub(super) const OTHER_SIDE: usize = Self::GENERATION + GENERATIONS.len();
    pub(super) const COUNT: usize = Self::OTHER_SIDE + 2 * RARITY.len() * SOUNDS.len();
}

/// The number of features.
pub(super) const FEATURES: usize = FeatureOffsets::COUNT;

/// Returns the name of `feature` in the table of weights.
pub(super) fn name_of(feature: Feature) -> String {
    let at = usize::from(feature);
    if at < FeatureOffsets::BOTH {
        let side = ["given", "surname"][at / FeatureOffsets::SIDE];
        let at = at % FeatureOffsets::SIDE;
        let cross = |at: usize, of: &[&str]| format!("{}-{}", of[at / LISTED.len()], LISTED[at % LISTED.len()]);
        return match at {
            at if at < FeatureOffsets::RARITY => format!("{side}-{}", RELATIONS[at]),
            at if at < FeatureOffsets::LETTERS => format!("{side}-equal-{}", RARITY[at - FeatureOffsets::RARITY]),
            at if at < FeatureOffsets::SOUND => {
                let (at, real) = (
                    (at - FeatureOffsets::LETTERS) / LISTED.len(),
                    LISTED[(at - FeatureOffsets::LETTERS) % LISTED.len()],
                );
                format!("{side}-letters-{}-{}-{real}", LETTERS[at / LENGTHS.len()], LENGTHS[at % LENGTHS.len()])
            }
            at if at < FeatureOffsets::TYPO => format!("{side}-sound-{}", cross(at - FeatureOffsets::SOUND, &SOUNDS)),
            at if at < FeatureOffsets::SIMILARITY => {
                format!("{side}-slip-{}", cross(at - FeatureOffsets::TYPO, &TYPOS))
            }
            at if at < FeatureOffsets::SOUND_OF_LETTERS => {
                format!("{side}-alike-{}", SIMILARITIES[at - FeatureOffsets::SIMILARITY])
            }
            at => {
                let at = at - FeatureOffsets::SOUND_OF_LETTERS;
                let (pair, both) = (at / BOTH_LISTED.len(), BOTH_LISTED[at % BOTH_LISTED.len()]);
                let (letters, sound) = (LETTERS[pair / SOUNDS.len()], SOUNDS[pair % SOUNDS.len()]);
                format!("{side}-letters-{letters}-sound-{sound}-{both}")
            }
        };
    }
    match at {
        at if at < FeatureOffsets::MIDDLE => {
            let at = at - FeatureOffsets::BOTH;
            format!("both-{}-{}", RELATIONS[at / RELATIONS.len()], RELATIONS[at % RELATIONS.len()])
        }
        at if at < FeatureOffsets::GENERATION => format!("middle-{}", MIDDLES[at - FeatureOffsets::MIDDLE]),
        at if at < FeatureOffsets::OTHER_SIDE => format!("generation-{}", GENERATIONS[at - FeatureOffsets::GENERATION]),
        at => {
            let at = at - FeatureOffsets::OTHER_SIDE;
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
