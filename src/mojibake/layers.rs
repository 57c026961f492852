//! Undoing layer after layer: text that was damaged twice is damage of damage.

use super::byte_roles::ByteRoles;
use super::codec::{Codec, codecs_in};
use super::gbk;
use super::sequence::decode_layer;

/// How many layers are looked through. Real files have up to three; the bound keeps the work linear.
pub(super) const MAX_LAYERS: usize = 8;

/// What a segment spells after some number of layers.
pub(super) struct LayerDecoding {
    /// For each layer but the outermost, from there on inwards, the codecs that all read it so: a set of [`Codec::bit`]s.
    pub(super) inner_codecs: Vec<u32>,
    /// What it spells then.
    pub(super) text: String,
}

/// All that `decoded`, which has one layer undone, may spell, itself included.
///
/// Codecs that agree share one entry, so that there are few: each layer at least halves the text.
pub(super) fn decode_layers(decoded: &str) -> Vec<LayerDecoding> {
    let mut all = vec![LayerDecoding { inner_codecs: Vec::new(), text: decoded.to_owned() }];
    let mut at = 0;
    while at < all.len() {
        let first_below = all.len();
        if all[at].inner_codecs.len() + 1 < MAX_LAYERS {
            for codec in codecs_in(lead_codecs(&all[at].text)) {
                let Some(text) = decode_layer(&all[at].text, codec) else { continue };
                if let Some(same) = all[first_below..].iter_mut().find(|below| below.text == text) {
                    *same.inner_codecs.last_mut().expect("a layer was undone") |= codec.bit();
                    continue;
                }
                let mut inner = all[at].inner_codecs.clone();
                inner.push(codec.bit());
                all.push(LayerDecoding { inner_codecs: inner, text });
            }
        }
        at += 1;
    }
    all
}

/// The codecs in which the first character of `text` may open a sequence, as a set.
fn lead_codecs(text: &str) -> u32 {
    let first = text.chars().next().unwrap_or(' ');
    let gbk = if first >= gbk::FIRST_LEAD { Codec::Gbk.bit() } else { 0 };
    ByteRoles::from_char(first).lead() | gbk
}
