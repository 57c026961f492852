//! Every threshold of the engine in one place.
//!
//! Unless it says otherwise, a value is in bits of surprise: how much more probable the decoded text is than the text that is there.
//! They were set by hand. A higher gain or cost finds less and is wrong less often. `tests/notation.rs` (correct text that looks garbled),
//! `tests/ftfy.rs` and the examples of `rules/mojibake.md` (garbled text) fail where a change goes too far.

// What a reading has to gain, in bits.

/// The gain from which a run is certain by itself, in bits.
pub(super) const CERTAIN_GAIN: i32 = 9;
/// The gain from which a run is likely damaged by itself, in bits.
pub(super) const LIKELY_GAIN: i32 = 7;
/// The gain from which a run is reported, in bits.
pub(super) const REPORT_GAIN: i32 = 6;
/// The gain that a run needs in a document with other damage of its codec, in bits. Most such documents also have
/// correct text, some of which decodes: `Å²`.
pub(super) const CERTAIN_GAIN_IN_DAMAGED: i32 = 4;
/// The bonus, in a damaged document, for letters of the script that the document is written in, in bits.
pub(super) const NATIVE_SCRIPT_BONUS: i32 = 3;
/// The support by other runs from which a document counts as damaged, in bits.
pub(super) const MIN_SUPPORT: i32 = CERTAIN_GAIN;
/// The penalty for breaking the case of a word, in bits.
pub(super) const CASE_BREAK_COST: i32 = 6;
/// The support that a likely run adds, in bits: three different ones support each other.
pub(super) const LIKELY_SUPPORT: i32 = 5;
/// The maximum support that one run adds, in bits.
pub(super) const MAX_SUPPORT_OF_RUN: i32 = 24;
/// The bonus of the codec with the most support over one with none, for readings of the same place, in bits.
pub(super) const MAX_CODEC_BONUS: i32 = 12;
/// The minimum lead of the best codec over any other, in bits: where they differ, the codec that explains more of the
/// document is right.
pub(super) const MIN_CODEC_LEAD: i32 = 4;

// Costs and bonuses of a reading, in bits.

/// The bonus for as many layers as the rest of the document has, in bits.
pub(super) const USUAL_LAYERS_BONUS: i32 = 4;
/// The cost of a layer with another codec than the layer around it, in bits.
pub(super) const OTHER_CODEC_COST: i32 = 6;
/// The cost of a plain space in the place of a no-break space, in bits.
pub(super) const FLATTENED_SPACE_COST: i32 = 2;
/// The costs of assuming that a `?` was a byte, that a quote was a curly one, or that a byte was dropped, in bits.
pub(super) const QUESTION_MARK_COST: i32 = 3;
pub(super) const QUOTE_COST: i32 = 1;
pub(super) const DROPPED_BYTE_COST: i32 = 4;
/// The surprisal from which a truncated sequence is reported, in bits: `â€` is, `‚Ä` opens a German quotation.
pub(super) const MIN_TRUNCATED_SURPRISAL: i32 = 10;
/// The score difference below which two readings of one place are ambiguous.
pub(super) const AMBIGUITY_MARGIN: i32 = 3;
/// The maximum bonus of a reading for better spelling than its rival, in bits.
pub(super) const MAX_SPELLING_LEAD: f64 = 12.0;

// Prefilters, in bits.

/// The minimum gain of a sequence that counts as a sign of damage, in bits. All damage has some that gain more.
pub(super) const MIN_SCAN_GAIN: i32 = 2;
/// The minimum gain of a sequence that looks like part of a word, in bits.
pub(super) const MIN_SCAN_GAIN_IN_WORD: i32 = 6;
/// The minimum gain of a sequence directly after a Latin letter, where han characters are rare, in bits.
pub(super) const MIN_GBK_GAIN_IN_LATIN_WORD: i32 = 1;
/// The minimum gain of a sequence that counts as a sign of damage, in bits. Correct Chinese has many that gain a
/// little.
pub(super) const MIN_GBK_GAIN: i32 = 6;

// How frequent a letter is in the note, as a share.

/// The share from which a letter is usual in the languages of the document.
pub(super) const USUAL_LETTER: f64 = 1.0 / 1024.0;
/// The share from which a letter is usual when the languages of the document are unknown.
pub(super) const USUAL_ANYWHERE: f64 = 1.0 / 256.0;
/// The share from which a letter belongs to the languages of the document.
pub(super) const NATIVE_LETTER: f64 = 1.0 / 64.0;
/// The ratio by which such a letter has to be more frequent than another one.
pub(super) const MUCH_MORE: f64 = 16.0;
/// The surprisal up to which a mark is usual in any document, in bits.
pub(super) const USUAL_MARK: i32 = 4;
/// The minimum number of letters for a document to count as written in a script.
pub(super) const MIN_SCRIPT_LETTERS: usize = 12;
/// The lead of the likeliest candidate from which it is sure, in bits. On text that the model has not seen, one in two
/// hundred candidates that it calls sure is wrong.
pub(super) const SURE_LEAD: f64 = 8.0;
/// The lead from which it is likely, in bits.
pub(super) const LIKELY_LEAD: f64 = 3.0;

// Notation.

/// The number of letters of one script from which pairs are no accident.
pub(super) const MIN_LETTERS_OF_SCRIPT: usize = 3;
/// The surprisal up to which a symbol is common, in bits.
pub(super) const COMMON_SURPRISE: i32 = 5;
/// The surprisal up to which a character is common in its script, in bits.
pub(super) const PLAIN_SURPRISE: i32 = 3;
/// The surprisal from which a character is so rare that several signs may spell it by accident, in bits.
pub(super) const RARE_SURPRISE: i32 = 9;
/// The minimum length of a word that is not a unit before a power: `kcalÅ²`.
pub(super) const MIN_WORD_LETTERS: usize = 6;
