//! Substitution of characters that Obsidian's parser accepts and ours rejects: control characters and byte-order marks.
//!
//! They occur in real notes, in pasted text. Before parsing, each is replaced by a character of the same length in bytes that
//! the text does not contain; afterwards the values get the original characters back.

use std::borrow::Cow;

/// The rejected characters and their stand-ins.
pub(super) struct Mask(Vec<(char, char)>);

/// Candidates of one, two and three bytes. Those of one byte are neither escapes in double quotes nor YAML syntax.
const STAND_INS: [&str; 3] =
    ["qjkzQJKZXYWVGHC;$^()/+=", "\u{1c2}\u{1c1}\u{1c0}\u{298}\u{25a}\u{264}", "\u{a015}\u{a016}\u{a017}\u{a018}"];

impl Mask {
    pub(super) fn new(yaml: &str) -> Self {
        // Every rejected character begins with one of these bytes.
        let may_hold = |byte: u8| byte < 0x20 || matches!(byte, 0x7f | 0xc2 | 0xef);
        if !yaml.bytes().any(|byte| may_hold(byte) && !matches!(byte, b'\n' | b'\r' | b'\t')) {
            return Self(Vec::new());
        }
        let mut pairs: Vec<(char, char)> = Vec::new();
        for refused in yaml.chars().filter(|&c| is_refused(c)) {
            if pairs.iter().any(|(known, _)| *known == refused) {
                continue;
            }
            let is_free = |c: &char| !yaml.contains(*c) && pairs.iter().all(|(_, stand_in)| stand_in != c);
            let stand_in = STAND_INS.iter().flat_map(|stand_ins| stand_ins.chars()).filter(is_free);
            pairs.extend(
                stand_in.into_iter().find(|c| c.len_utf8() == refused.len_utf8()).map(|stand_in| (refused, stand_in)),
            );
        }
        Self(pairs)
    }

    /// Returns `yaml` with the stand-ins. Byte offsets do not change.
    pub(super) fn apply<'a>(&self, yaml: &'a str) -> Cow<'a, str> {
        if self.0.is_empty() {
            return Cow::Borrowed(yaml);
        }
        let mask = |c: char| self.0.iter().find(|(refused, _)| *refused == c).map_or(c, |(_, stand_in)| *stand_in);
        yaml.chars().map(mask).collect()
    }

    /// Returns a parsed text with the original characters.
    pub(super) fn unmask(&self, text: String) -> String {
        if self.0.is_empty() {
            return text;
        }
        let unmask = |c: char| self.0.iter().find(|(_, stand_in)| *stand_in == c).map_or(c, |(refused, _)| *refused);
        text.chars().map(unmask).collect()
    }
}

/// Returns whether YAML 1.2 does not allow the character (5.1, `c-printable`).
fn is_refused(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}')) || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
