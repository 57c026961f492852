//! Counts letters by script.

use super::char_class::{Script, classify};

/// The number of letters of each script except Latin.
#[derive(Clone, Default)]
pub(super) struct ScriptCounts(Vec<(Script, usize)>);

impl ScriptCounts {
    /// Counts the letters of `text`.
    pub(super) fn from_text(text: &str) -> Self {
        let mut letters = Self::default();
        letters.add(text);
        letters
    }

    /// Adds the letters of `text`.
    pub(super) fn add(&mut self, text: &str) {
        for char in text.chars() {
            match classify(char).0.script() {
                None | Some(Script::Latin) => {}
                Some(script) => match self.0.iter_mut().find(|(known, _)| *known == script) {
                    Some((_, count)) => *count += 1,
                    None => self.0.push((script, 1)),
                },
            }
        }
    }

    /// Returns the number of letters of `script`.
    pub(super) fn count(&self, script: Script) -> usize {
        self.0.iter().find(|(known, _)| *known == script).map_or(0, |(_, count)| *count)
    }

    /// Iterates over the scripts with their counts.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Script, usize)> + '_ {
        self.0.iter().copied()
    }
}
