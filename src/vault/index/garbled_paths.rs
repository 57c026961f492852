//! Finds garbled file names (mojibake) and the names that were meant.

use std::collections::{BTreeMap, HashMap};

use super::{FileId, VaultIndex};
use crate::mojibake::{self, Confidence};
use crate::text::{Edit, Edits, Span};
use crate::vault::dependencies::ask;
use crate::vault::fold;
use crate::vault::question::Question;

/// The files with a garbled path, and the repaired path of each.
pub(super) type Repaired = BTreeMap<FileId, String>;

impl VaultIndex {
    /// Returns the repaired path of `file`, if it is garbled, the repair is certain, and no other file has that path.
    pub fn repaired_path(&self, file: FileId) -> Option<&str> {
        self.repaired().get(&file).map(String::as_str)
    }

    /// Returns every garbled path that can be repaired, with the repaired path.
    pub fn garbled_paths(&self) -> impl Iterator<Item = (&str, &str)> {
        self.repaired().iter().map(|(file, path)| (self.path(*file), path.as_str()))
    }

    /// Repairs all paths together: paths of one vault are likely garbled by the same codec.
    fn repaired(&self) -> &Repaired {
        ask(Question::GarbledPaths);
        self.repaired.get_or_init(|| {
            let damaged: Vec<FileId> =
                self.all_files().filter(|file| mojibake::may_be_damaged(self.path(*file))).collect();
            let mut spans = Vec::new();
            let mut text = String::new();
            for file in &damaged {
                let start = text.len();
                text += self.path(*file);
                spans.push(Span::new(start, text.len()));
                text.push('\n');
            }
            let repairs = mojibake::find(&text, &spans);
            let mut found = Repaired::new();
            for (file, span) in damaged.into_iter().zip(spans) {
                let from = repairs.partition_point(|repair| repair.span.start < span.start);
                let own = repairs[from..].iter().take_while(|repair| repair.span.end <= span.end);
                let edits: Option<Vec<Edit>> = own
                    .map(|repair| {
                        let certain =
                            repair.replacement.clone().filter(|_| repair.confidence == Confidence::Certain)?;
                        Some(Edit::replace(
                            Span::new(repair.span.start - span.start, repair.span.end - span.start),
                            certain,
                        ))
                    })
                    .collect();
                let edits = edits.and_then(|edits| Edits::new(edits).ok()).filter(|edits| !edits.is_empty());
                found.extend(edits.map(|edits| (file, edits.apply(span.slice(&text)))));
            }
            self.without_clashes(found)
        })
    }

    /// Removes repairs to a path that another file has or gets.
    fn without_clashes(&self, mut repaired: Repaired) -> Repaired {
        let mut taken: HashMap<String, usize> = HashMap::new();
        for file in self.all_files() {
            let path = repaired.get(&file).map_or_else(|| self.path(file), String::as_str);
            *taken.entry(fold(path)).or_default() += 1;
        }
        repaired.retain(|_, path| taken.get(&fold(path)).is_none_or(|files| *files == 1));
        repaired
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(paths: &[&str]) -> Vec<(String, String)> {
        let index = VaultIndex::new(paths.iter().map(|path| (*path).to_owned()).collect());
        index.garbled_paths().map(|(from, to)| (from.to_owned(), to.to_owned())).collect()
    }

    #[test]
    fn names_are_repaired_together() {
        let found = repaired(&["a/Itâ€™s.md", "a/CafÃ©.md", "b/MÃ¼ller.png", "b/Plan.md"]);
        let names: Vec<&str> = found.iter().map(|(_, to)| to.as_str()).collect();
        assert_eq!(names, ["a/Café.md", "a/It’s.md", "b/Müller.png"]);
    }

    #[test]
    fn correct_and_taken_names_are_left_untouched() {
        assert_eq!(repaired(&["NÃO É AÇÃO.md", "Café.md", "Plan.md"]), []);
        assert_eq!(repaired(&["It’s.md", "Itâ€™s.md"]), []);
    }
}
