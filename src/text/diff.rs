//! Diffs of two sequences, such as lines or words.

use std::collections::HashMap;
use std::hash::Hash;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Returns the operations that turn `old` into `new`, in order; their ranges are indices of pieces. Pieces are interned to
/// numbers first, so that the algorithms are compiled once and not for each type of piece.
pub fn diff<Piece: Eq + Hash>(algorithm: Algorithm, old: &[Piece], new: &[Piece]) -> Vec<DiffOp> {
    let mut known: HashMap<&Piece, usize> = HashMap::with_capacity(old.len());
    let mut number = |piece| {
        let next = known.len();
        *known.entry(piece).or_insert(next)
    };
    let old: Vec<usize> = old.iter().map(&mut number).collect();
    let new: Vec<usize> = new.iter().map(&mut number).collect();
    capture_diff_slices(algorithm, &old, &new)
}
