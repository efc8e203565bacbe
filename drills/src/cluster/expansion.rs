//! `$(NAME)` as Kubernetes expands it in values, commands and arguments.
//!
//! The rules are those of the field documentation of `Container.args` in the Kubernetes API: a name
//! that is not known stays as it is written, and `$$` is a single `$`.

/// Expands the references in a text; `lookup` knows the variables.
pub fn expand<'a>(text: &str, lookup: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        expanded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            expanded.push('$');
            rest = after;
        } else if let Some((name, after)) =
            rest.strip_prefix('(').and_then(|inside| inside.split_once(')'))
        {
            match lookup(name) {
                Some(value) => expanded.push_str(value),
                None => expanded.push_str(&format!("$({name})")),
            }
            rest = after;
        } else {
            // What follows refers to nothing: the sign stands for itself.
            expanded.push('$');
        }
    }
    expanded.push_str(rest);
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str) -> String {
        expand(text, |name| match name {
            "NAME" => Some("value"),
            "EMPTY" => Some(""),
            "NESTED" => Some("$(NAME)"),
            _ => None,
        })
    }

    #[test]
    fn known_names_are_replaced_and_their_values_not_looked_at_again() {
        assert_eq!(expanded("a-$(NAME)-$(EMPTY)-$(NESTED)"), "a-value--$(NAME)");
    }

    #[test]
    fn unknown_names_and_escapes_stay_text() {
        assert_eq!(expanded("$(OTHER)"), "$(OTHER)");
        assert_eq!(expanded("$$(NAME)"), "$(NAME)");
        assert_eq!(expanded("$$$(NAME)"), "$value");
        assert_eq!(expanded("$NAME ${NAME} $"), "$NAME ${NAME} $");
        assert_eq!(expanded("$(NAME"), "$(NAME");
    }
}
