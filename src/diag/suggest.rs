//! "Did you mean": the known word most like an unknown one.

/// The candidate most like `word`, if one is like it at all.
///
/// Case, `-` and `_` do not count. Of two that are equally alike the first one wins.
///
/// ```
/// use sandtable::diag::did_you_mean;
///
/// assert_eq!(did_you_mean("oncal", ["database", "on-call"]), Some("on-call"));
/// assert_eq!(did_you_mean("zebra", ["database", "on-call"]), None);
/// ```
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let plain_word = plain(word);
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let likeness = likeness(&plain_word, &plain(candidate));
        if likeness >= ALIKE && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// From this likeness on two words may be meant to be one.
const ALIKE: f64 = 0.6;

/// Longer words are nobody's typing mistakes, and comparing them costs the square of their length.
const LONGEST: usize = 80;

fn likeness(word: &str, candidate: &str) -> f64 {
    if word.len() > LONGEST || candidate.len() > LONGEST || word.is_empty() {
        return 0.0;
    }
    let edits = strsim::normalized_damerau_levenshtein(word, candidate);
    // A word cut short (`acknowledge` for `acknowledge_within`) is far off in edits but near in mind.
    let cut_short = word.len() >= 3 && (candidate.starts_with(word) || word.starts_with(candidate));
    if cut_short { edits.max(ALIKE) } else { edits }
}

fn plain(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}
