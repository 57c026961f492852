//! Generates notes in which letters stand beside signs intentionally, as science, typography and alphabets write them.
//!
//! Half of the letters beyond ASCII start a UTF-8 character in some codec, and half of the signs continue one, so
//! pairs of them decode. A note takes its lines from one or more fields; some notes also have a few damaged lines. The
//! same seed gives the same notes.

mod fields;

use fields::FIELDS;

/// A note, line by line.
pub(crate) struct Note {
    /// All lines; those not in `damaged` are correct.
    pub(crate) lines: Vec<String>,
    /// The indices of the damaged lines.
    pub(crate) damaged: Vec<usize>,
}

impl Note {
    /// Returns the whole text.
    pub(crate) fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }
}

/// Sentences with ordinary damage, one codec per row.
const DAMAGE: &[&[&str]] = &[
    &[
        "Itâ€™s a plan.",
        "We didnâ€™t measure it â€” later.",
        "The cafÃ© at noon.",
        "naÃ¯ve, dÃ©jÃ\u{a0} vu",
        "done âœ…",
    ],
    &["Itâ\u{80}\u{99}s a plan.", "one â\u{80}\u{94} two", "The cafÃ© at noon."],
    &["Itâ€™s 20 Â°C outside.", "Adaâ€™s list: 5 mÂ²", "Â© Grace, donâ€™t copy"],
    &["It‚Äôs a plan.", "one ‚Äî two", "The caf√© at noon."],
    &["ItΓÇÖs a plan.", "The caf├⌐ at noon.", "one ΓÇö two"],
    &["ItÔÇÖs a plan.", "one ÔÇö two", "The caf├® at noon."],
    &["Сегодня РІСЃС‚СЂРµС‡Р°.", "itвЂ™s a plan"],
];

/// Reproducible pseudo-random numbers: SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Random(u64);

impl Random {
    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % end as u64) as usize
    }

    /// Returns one of `items`.
    pub(crate) fn of<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }
}

/// Iterates endlessly over the notes that `seed` gives.
pub(crate) fn notes(seed: u64) -> impl Iterator<Item = Note> {
    let mut random = Random(seed);
    std::iter::repeat_with(move || note(&mut random))
}

/// Generates a note of up to three fields and three to sixty lines; every third note has one to four damaged lines.
fn note(random: &mut Random) -> Note {
    let fields: Vec<_> = (0..=random.below(3)).map(|_| &FIELDS[random.below(FIELDS.len())]).collect();
    let mut lines = Vec::new();
    let most = if random.below(4) == 0 { 60 } else { 12 };
    for _ in 0..3 + random.below(most - 2) {
        lines.push(fields[random.below(fields.len())].line(random));
        if random.below(3) == 0 {
            lines.push(String::new());
        }
    }
    let mut damaged = Vec::new();
    if random.below(3) == 0 {
        let sentences = DAMAGE[random.below(DAMAGE.len())];
        for _ in 0..=random.below(4) {
            let at = random.below(lines.len() + 1);
            lines.insert(at, random.of(sentences).to_owned());
            damaged.iter_mut().filter(|line| **line >= at).for_each(|line| *line += 1);
            damaged.push(at);
        }
    }
    Note { lines, damaged }
}
