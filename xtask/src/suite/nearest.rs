//! Did you mean: the known word closest to an unknown one.

/// The candidate closest to `word`, where one is close enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}

/// Advice for an unknown word: the closest candidate, or all of them.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<String> {
    if let Some(candidate) = nearest(word, candidates.clone()) {
        return Some(format!("did you mean `{candidate}`?"));
    }
    let known: Vec<&str> = candidates.into_iter().collect();
    // A list that fills the screen helps nobody.
    (1..=24).contains(&known.len()).then(|| format!("known are {}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_what_is_close() {
        let known = ["defaults", "backup-pvc", "backup-s3"];
        assert_eq!(nearest("defualts", known), Some("defaults"));
        assert_eq!(nearest("backup-s4", known), Some("backup-s3"));
        assert_eq!(nearest("ingress", known), None);
        let advice = did_you_mean("ingress", known).expect("advice");
        assert_eq!(advice, "known are defaults, backup-pvc, backup-s3");
    }
}
