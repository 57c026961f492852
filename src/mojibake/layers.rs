//! Decodes layer after layer of text that was damaged more than once.

use super::byte_roles::ByteRoles;
use super::codec::{Codec, codecs_in};
use super::gbk;
use super::sequence::decode_layer;

/// The maximum number of layers. Real files have up to three; the limit keeps the work linear.
pub(super) const MAX_LAYERS: usize = 8;

/// The text of a segment after some number of layers are decoded.
pub(super) struct LayerDecoding {
    /// For each layer but the outermost, from the outside in, the codecs that all decode it the same way: a set of
    /// [`Codec::bit`]s.
    pub(super) inner_codecs: Vec<u32>,
    /// The decoded text.
    pub(super) text: String,
}

/// Returns everything that `decoded`, which has one layer decoded, may stand for, itself included.
///
/// Codecs that agree share an entry. Each layer at least halves the text, so there are few entries.
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

/// Returns the codecs in which the first character of `text` may open a sequence, as a set.
fn lead_codecs(text: &str) -> u32 {
    let first = text.chars().next().unwrap_or(' ');
    let gbk = if first >= gbk::FIRST_LEAD { Codec::Gbk.bit() } else { 0 };
    ByteRoles::from_char(first).lead() | gbk
}
