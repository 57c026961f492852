//! Misspells names: typos, and other spellings of the same sound.

use super::random::Random;

pub(super) fn slip(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<u8> = word.bytes().collect();
    if letters.len() < 3 {
        return word.to_owned();
    }
    let at = random.below(letters.len());
    match random.below(4) {
        0 if at + 1 < letters.len() => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = beside(letters[at], random),
    }
    String::from_utf8(letters).expect("it was ASCII")
}

/// Returns a key next to that of `letter`.
fn beside(letter: u8, random: &mut Random) -> u8 {
    const ROWS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
    let place =
        ROWS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.iter().position(|key| *key == letter)?)));
    let Some((row, column)) = place else { return b'e' };
    let close = [(row, column.wrapping_sub(1)), (row, column + 1), (row.wrapping_sub(1), column), (row + 1, column)];
    let close: Vec<u8> = close.iter().filter_map(|(row, column)| ROWS.get(*row)?.get(*column).copied()).collect();
    close[random.below(close.len())]
}

/// Spellings with the same or a similar sound.
const SPELLINGS: &[(&str, &str)] = &[
    ("c", "k"),
    ("k", "c"),
    ("ck", "k"),
    ("k", "ck"),
    ("ph", "f"),
    ("f", "ph"),
    ("ff", "f"),
    ("ie", "y"),
    ("y", "ie"),
    ("y", "i"),
    ("i", "y"),
    ("ey", "y"),
    ("y", "ey"),
    ("ee", "ea"),
    ("ea", "ee"),
    ("ee", "i"),
    ("i", "ee"),
    ("s", "z"),
    ("z", "s"),
    ("ss", "s"),
    ("s", "ss"),
    ("tz", "ts"),
    ("tz", "z"),
    ("v", "f"),
    ("v", "w"),
    ("w", "v"),
    ("th", "t"),
    ("t", "th"),
    ("tt", "t"),
    ("t", "tt"),
    ("d", "t"),
    ("t", "d"),
    ("b", "p"),
    ("p", "b"),
    ("g", "k"),
    ("k", "g"),
    ("j", "g"),
    ("g", "j"),
    ("oo", "u"),
    ("u", "oo"),
    ("ou", "u"),
    ("ai", "ay"),
    ("ay", "ai"),
    ("ei", "ai"),
    ("ai", "ei"),
    ("ei", "ie"),
    ("ie", "ei"),
    ("er", "ar"),
    ("er", "or"),
    ("or", "er"),
    ("ar", "er"),
    ("en", "in"),
    ("in", "en"),
    ("on", "en"),
    ("en", "an"),
    ("e", "a"),
    ("a", "e"),
    ("a", "o"),
    ("o", "a"),
    ("i", "e"),
    ("e", "i"),
    ("u", "o"),
    ("o", "u"),
    ("n", "m"),
    ("m", "n"),
    ("n", "nn"),
    ("nn", "n"),
    ("l", "ll"),
    ("ll", "l"),
    ("l", "n"),
    ("n", "l"),
    ("l", "r"),
    ("r", "l"),
    ("rr", "r"),
    ("r", "rr"),
    ("sch", "sh"),
    ("sh", "sch"),
    ("ch", "sh"),
    ("ch", "k"),
    ("h", ""),
    ("a", "ah"),
    ("o", "oh"),
    ("e", ""),
    ("x", "ks"),
    ("qu", "kw"),
    ("mb", "m"),
    ("d", ""),
    ("t", ""),
    ("r", ""),
    ("au", "o"),
    ("ow", "ou"),
    ("gh", ""),
    ("wr", "r"),
    ("kn", "n"),
    ("s", "sh"),
    ("cz", "ch"),
    ("sz", "sh"),
    ("w", "wh"),
];

/// Returns the word with one to three sounds spelt differently.
pub(super) fn respelt(word: &str, random: &mut Random) -> String {
    let mut word = word.to_owned();
    for _ in 0..1 + random.below(3) {
        for _ in 0..40 {
            let (from, to) = SPELLINGS[random.below(SPELLINGS.len())];
            let places: Vec<usize> = word.match_indices(from).map(|(at, _)| at).collect();
            if places.is_empty() || word.len() + to.len() < from.len() + 3 {
                continue;
            }
            let at = places[random.below(places.len())];
            word.replace_range(at..at + from.len(), to);
            break;
        }
    }
    word
}
