//! The form in which Helm 4 shows errors: a chain of calls, one a line.

const START: &str = "template: ";
const CALLING: &str = "error calling include:";

/// Breaks Go's text; nothing where Helm cannot read it and leaves it as it is.
pub(super) fn in_lines(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut rest = text;
    loop {
        if rest.starts_with("template: no template ") {
            out.push(rest.to_owned());
            break;
        }
        let (location, after) = rest.strip_prefix(START)?.split_once(": executing ")?;
        let (name, after) = after.split_once(" at ")?;
        let (context, message) = after.split_once(">: ")?;
        let inner = message.strip_prefix(CALLING).and_then(|inner| inner.strip_prefix(' '));
        let inner = inner.filter(|inner| inner.starts_with(START));
        let shown = match inner {
            Some(_) => CALLING,
            // Helm takes what follows for another error, whatever it is.
            None => message.split(" template:").next().unwrap_or(message),
        };
        let link = format!("{location}\n  executing {name} at {context}>:\n    {shown}");
        // A template that calls itself at one place is shown there once.
        if out.last() != Some(&link) {
            out.push(link);
        }
        match inner {
            Some(inner) => rest = inner,
            None => break,
        }
    }
    Some(out.join("\n").trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::in_lines;

    #[test]
    fn chains_are_broken_where_they_can_be_read() {
        let text = "template: a:1:2: executing \"a\" at <include \"b\" .>: error calling include: \
                    template: b:3:4: executing \"b\" at <.x.y>: nil pointer";
        let lines = "a:1:2\n  executing \"a\" at <include \"b\" .>:\n    error calling include:\n\
                     b:3:4\n  executing \"b\" at <.x.y>:\n    nil pointer";
        assert_eq!(in_lines(text).as_deref(), Some(lines));
        let again = text.replacen("template: a", "template: a:1:2: executing \"a\" at <include \"b\" .>: error calling include: template: a", 1);
        assert_eq!(in_lines(&again).as_deref(), Some(lines));
        assert_eq!(in_lines("something else"), None);
        let text = "template: a:1:2: executing \"a\" at <\"x: y\">: range can't iterate over b\nc";
        let lines = "a:1:2\n  executing \"a\" at <\"x: y\">:\n    range can't iterate over b\nc";
        assert_eq!(in_lines(text).as_deref(), Some(lines));
    }
}
