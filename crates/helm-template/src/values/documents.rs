//! The documents of a file of values, as Helm 4 divides it before it reads YAML.

const DIVIDER: &str = "---";

/// The documents, each with the line ends that Helm gives it; an error is what Helm says of a divider
/// that is none.
pub(super) fn split(text: &str) -> impl Iterator<Item = Result<String, String>> {
    let mut lines = text.lines();
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let mut document = String::new();
        for line in lines.by_ref() {
            if let Some(behind) = line.strip_prefix(DIVIDER) {
                let behind = behind.trim();
                if !behind.is_empty() && !behind.starts_with('#') {
                    is_over = true;
                    return Some(Err(format!("invalid Yaml document separator: {behind}")));
                }
                if !document.is_empty() {
                    return Some(Ok(document));
                }
            }
            document.push_str(line);
            document.push('\n');
        }
        is_over = true;
        (!document.is_empty()).then_some(Ok(document))
    })
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_divider_at_the_start_belongs_to_its_document() {
        let documents: Vec<_> = split("---\na: 1\r\n--- # two\nb: 2").collect();
        assert_eq!(documents, [Ok("---\na: 1\n".to_owned()), Ok("b: 2\n".to_owned())]);
        let refused = Err("invalid Yaml document separator: x".to_owned());
        assert_eq!(split("--- x\nb: 2").collect::<Vec<_>>(), [refused]);
        assert_eq!(split("").count(), 0);
    }
}
