//! The documents of a file of values, as Helm 4 divides it before it reads YAML.

const DIVIDER: &[u8] = b"---";

/// The documents, each with the line ends that Helm gives it; an error is what Helm says of a divider
/// that is none.
pub(super) fn split(text: &[u8]) -> impl Iterator<Item = Result<Vec<u8>, String>> {
    let mut lines = text.split_inclusive(|byte| *byte == b'\n').map(|line| {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        line.strip_suffix(b"\r").unwrap_or(line)
    });
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let mut document = Vec::new();
        for line in lines.by_ref() {
            if let Some(behind) = line.strip_prefix(DIVIDER) {
                let behind = String::from_utf8_lossy(behind);
                let behind = behind.trim();
                if !behind.is_empty() && !behind.starts_with('#') {
                    is_over = true;
                    return Some(Err(format!("invalid Yaml document separator: {behind}")));
                }
                if !document.is_empty() {
                    return Some(Ok(document));
                }
            }
            document.extend_from_slice(line);
            document.push(b'\n');
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
        let documents: Vec<_> = split(b"---\na: 1\r\n--- # two\nb: 2").collect();
        assert_eq!(documents, [Ok(b"---\na: 1\n".to_vec()), Ok(b"b: 2\n".to_vec())]);
        let refused = Err("invalid Yaml document separator: x".to_owned());
        assert_eq!(split(b"--- x\nb: 2").collect::<Vec<_>>(), [refused]);
        assert_eq!(split(b"").count(), 0);
    }
}
