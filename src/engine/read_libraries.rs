//! Reads the keys of the bibliographies in a vault: `[[@byron1843]]` cites one.

use rayon::prelude::*;

use super::runner::Runner;
use crate::vault::{VaultIndex, is_bibliography};

/// The kinds of entries that have no key.
const WITHOUT_KEY: [&str; 3] = ["comment", "preamble", "string"];

impl Runner<'_> {
    /// Adds the keys of all `.bib` files to the index, if a rule reads them.
    pub(super) fn with_citation_keys(&self, index: VaultIndex) -> VaultIndex {
        if !self.settings.rules().iter().any(|rule| rule.rule.reads_citation_keys()) {
            return index;
        }
        let paths: Vec<&str> =
            index.all_files().map(|file| index.path(file)).filter(|path| is_bibliography(path)).collect();
        let texts = paths.par_iter().filter_map(|path| self.source.read(path).ok());
        let keys: Vec<Vec<String>> = texts.map(|bytes| keys(&String::from_utf8_lossy(&bytes))).collect();
        if keys.is_empty() { index } else { index.with_citation_keys(keys.into_iter().flatten()) }
    }
}

/// Returns the keys of the entries in `text`: `@article{byron1843,`.
fn keys(text: &str) -> Vec<String> {
    let entry = |line: &str| {
        let (kind, rest) = line.trim_start().strip_prefix('@')?.split_once('{')?;
        let has_key = !WITHOUT_KEY.iter().any(|without| kind.trim().eq_ignore_ascii_case(without));
        let key = rest.split(',').next().unwrap_or_default().trim();
        (has_key && !key.is_empty()).then(|| key.to_owned())
    };
    text.lines().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_keys() {
        let text = "@comment{x}\n@Article{byron1843,\n  title = {a @ b}\n}\n @book{ king:1850 , year=1850}\n@string{acm = {ACM}}\n";
        assert_eq!(keys(text), ["byron1843", "king:1850"]);
    }
}
