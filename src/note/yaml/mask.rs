//! Characters that Obsidian's parser takes as text and the one here refuses: control characters, a byte-order mark.
//!
//! They stand in real notes, pasted from elsewhere. While the YAML is read, each is played by a letter of the same length that
//! the text does not hold.

use std::borrow::Cow;

/// Which character plays which.
pub(super) struct Mask(Vec<(char, char)>);

/// Of one byte, none of them an escape in double quotes or a sign of YAML; then of two bytes, then of three.
const STAND_INS: [&str; 3] =
    ["qjkzQJKZXYWVGHC;$^()/+=", "\u{1c2}\u{1c1}\u{1c0}\u{298}\u{25a}\u{264}", "\u{a015}\u{a016}\u{a017}\u{a018}"];

impl Mask {
    pub(super) fn new(yaml: &str) -> Self {
        // All of them begin with one of these bytes.
        let may_hold = |byte: u8| byte < 0x20 || matches!(byte, 0x7f | 0xc2 | 0xef);
        if !yaml.bytes().any(|byte| may_hold(byte) && !matches!(byte, b'\n' | b'\r' | b'\t')) {
            return Self(Vec::new());
        }
        let mut roles: Vec<(char, char)> = Vec::new();
        for refused in yaml.chars().filter(|&c| is_refused(c)) {
            if roles.iter().any(|(known, _)| *known == refused) {
                continue;
            }
            let is_free = |c: &char| !yaml.contains(*c) && roles.iter().all(|(_, player)| player != c);
            let player = STAND_INS.iter().flat_map(|players| players.chars()).filter(is_free);
            roles.extend(
                player.into_iter().find(|c| c.len_utf8() == refused.len_utf8()).map(|player| (refused, player)),
            );
        }
        Self(roles)
    }

    /// `yaml` with the players in place. Every byte offset stays what it was.
    pub(super) fn apply<'a>(&self, yaml: &'a str) -> Cow<'a, str> {
        if self.0.is_empty() {
            return Cow::Borrowed(yaml);
        }
        let play = |c: char| self.0.iter().find(|(refused, _)| *refused == c).map_or(c, |(_, player)| *player);
        yaml.chars().map(play).collect()
    }

    /// A text that was read, with the characters themselves.
    pub(super) fn unmask(&self, text: String) -> String {
        if self.0.is_empty() {
            return text;
        }
        let lift = |c: char| self.0.iter().find(|(_, player)| *player == c).map_or(c, |(refused, _)| *refused);
        text.chars().map(lift).collect()
    }
}

/// Whether YAML 1.2 has no place for the character (5.1, `c-printable`).
fn is_refused(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}')) || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
