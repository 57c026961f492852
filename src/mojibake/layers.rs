//! Undoing layer after layer: text that was damaged twice is damage of damage.

use super::codec::{Codec, codecs_of};
use super::gbk;
use super::roles::Roles;
use super::sequence::undamage;

/// How many layers are looked through. Real files have up to three; the bound keeps the work linear.
pub(super) const MOST_LAYERS: usize = 8;

/// What a segment spells after some number of layers.
pub(super) struct Layered {
    /// For each layer but the outermost, from there on inwards, the codecs that all read it so: a set of [`Codec::bit`]s.
    pub(super) inner: Vec<u32>,
    /// What it spells then.
    pub(super) text: String,
}

/// All that `decoded`, which has one layer undone, may spell, itself included.
///
/// Codecs that agree share one entry, so that there are few: each layer at least halves the text.
pub(super) fn layered(decoded: &str) -> Vec<Layered> {
    let mut all = vec![Layered { inner: Vec::new(), text: decoded.to_owned() }];
    let mut at = 0;
    while at < all.len() {
        let first_below = all.len();
        if all[at].inner.len() + 1 < MOST_LAYERS {
            for codec in codecs_of(openers(&all[at].text)) {
                let Some(text) = undamage(&all[at].text, codec) else { continue };
                if let Some(same) = all[first_below..].iter_mut().find(|below| below.text == text) {
                    *same.inner.last_mut().expect("a layer was undone") |= codec.bit();
                    continue;
                }
                let mut inner = all[at].inner.clone();
                inner.push(codec.bit());
                all.push(Layered { inner, text });
            }
        }
        at += 1;
    }
    all
}

/// The codecs in which the first character of `text` may open a sequence, as a set.
fn openers(text: &str) -> u32 {
    let first = text.chars().next().unwrap_or(' ');
    let gbk = if first >= gbk::FIRST { Codec::Gbk.bit() } else { 0 };
    Roles::of(first).lead() | gbk
}
