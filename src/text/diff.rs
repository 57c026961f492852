//! The difference of two lists of pieces: lines, or words.

use std::collections::HashMap;
use std::hash::Hash;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The steps from `old` to `new`, in order, of which the ranges count pieces. Pieces are numbered first, so that the
/// algorithms are compiled for numbers alone, and not once for each kind of piece.
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
