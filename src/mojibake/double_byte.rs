//! Decodes pairs of bytes in East Asian codecs, many at a time.

use encoding_rs::Encoding;

/// Returns each pair of bytes from `leads` and `trails` that decodes to one character in `encoding`, with that
/// character.
///
/// All pairs are decoded in one call, one per line, which is ten times as fast as one call for each.
pub(super) fn decode_pairs(
    encoding: &'static Encoding,
    leads: impl Iterator<Item = u8>,
    trails: impl Iterator<Item = u8> + Clone,
) -> Vec<(u16, char)> {
    let pairs: Vec<[u8; 2]> = leads.flat_map(|lead| trails.clone().map(move |trail| [lead, trail])).collect();
    let lines: Vec<u8> = pairs.iter().flat_map(|[lead, trail]| [*lead, *trail, b'\n']).collect();
    let (text, _) = encoding.decode_without_bom_handling(&lines);
    let one_char = |line: &str| {
        let mut chars = line.chars();
        chars.next().filter(|char| *char != char::REPLACEMENT_CHARACTER && chars.next().is_none())
    };
    let spelt = pairs.iter().zip(text.split('\n').map(one_char));
    spelt.filter_map(|(pair, char)| Some((u16::from_be_bytes(*pair), char?))).collect()
}
