//! A container's environment, as the kubelet makes it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use k8s_openapi::api::core::v1::{Container, EnvVar, EnvVarSource};

use super::expansion::expand;
use super::objects::Objects;

/// What the downward API tells a container of its pod.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Names of fields, such as `metadata.name`, and their values.
    pub fields: BTreeMap<String, String>,
    /// The variables that Services inject, where the pod has them (`enableServiceLinks`).
    pub service_links: BTreeMap<String, String>,
}

/// The variables of a container in the order in which they were declared: those of Services, then
/// `envFrom`, then `env`, the last of a name winning.
///
/// # Errors
/// When something that a variable refers to is not there and not optional: what and where.
pub fn resolve(
    container: &Container,
    facts: &Facts,
    objects: &Objects,
) -> Result<Vec<(String, String)>> {
    let mut resolved: Vec<(String, String)> = Vec::new();
    let mut set = |name: &str, value: String| {
        resolved.retain(|(known, _)| known != name);
        resolved.push((name.to_owned(), value));
    };
    for (name, value) in &facts.service_links {
        set(name, value.clone());
    }
    for source in container.env_from.iter().flatten() {
        let prefix = source.prefix.as_deref().unwrap_or_default();
        let (found, what) = match (&source.secret_ref, &source.config_map_ref) {
            (Some(secret), _) => {
                let optional = secret.optional.unwrap_or(false);
                (objects.secret(&secret.name), (format!("Secret {}", secret.name), optional))
            }
            (None, Some(map)) => {
                let optional = map.optional.unwrap_or(false);
                (objects.config_map(&map.name), (format!("ConfigMap {}", map.name), optional))
            }
            (None, None) => bail!("container {}: an envFrom names nothing", container.name),
        };
        let (what, optional) = what;
        let Some(data) = found else {
            if optional {
                continue;
            }
            bail!("container {}: envFrom: there is no {what}", container.name);
        };
        for (key, value) in data {
            let value = String::from_utf8(value)
                .with_context(|| format!("{what}, key {key}: no text for a variable"))?;
            set(&format!("{prefix}{key}"), value);
        }
    }
    // Only Services' variables and what `env` itself has declared before can be referred to.
    let mut declared = facts.service_links.clone();
    for variable in container.env.iter().flatten() {
        let value = value_of(variable, &declared, facts, objects)
            .with_context(|| format!("container {}, variable {}", container.name, variable.name))?;
        if let Some(value) = value {
            declared.insert(variable.name.clone(), value.clone());
            set(&variable.name, value);
        }
    }
    Ok(resolved)
}

fn value_of(
    variable: &EnvVar,
    declared: &BTreeMap<String, String>,
    facts: &Facts,
    objects: &Objects,
) -> Result<Option<String>> {
    let Some(source) = &variable.value_from else {
        let written = variable.value.as_deref().unwrap_or_default();
        return Ok(Some(expand(written, |name| declared.get(name).map(String::as_str))));
    };
    if let Some(field) = &source.field_ref {
        let value = facts.fields.get(&field.field_path);
        return value
            .map(|value| Some(value.clone()))
            .with_context(|| format!("the field {} is not known", field.field_path));
    }
    let (kind, name, key, optional) = reference(source)?;
    let data = match kind {
        "Secret" => objects.secret(name),
        _ => objects.config_map(name),
    };
    let value = data.as_ref().and_then(|data| data.get(key));
    match (value, &data) {
        (Some(value), _) => {
            let value = String::from_utf8(value.clone());
            Ok(Some(value.with_context(|| format!("{kind} {name}, key {key}: it is no text"))?))
        }
        (None, _) if optional => Ok(None),
        (None, Some(_)) => bail!("{kind} {name} has no key {key}"),
        (None, None) => bail!("there is no {kind} {name}"),
    }
}

fn reference(source: &EnvVarSource) -> Result<(&'static str, &str, &str, bool)> {
    if let Some(secret) = &source.secret_key_ref {
        return Ok(("Secret", &secret.name, &secret.key, secret.optional.unwrap_or(false)));
    }
    if let Some(map) = &source.config_map_key_ref {
        return Ok(("ConfigMap", &map.name, &map.key, map.optional.unwrap_or(false)));
    }
    bail!("its valueFrom is of a kind that the drills do not know")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBJECTS: &str = "---\n# Source: c/a.yaml\n\
        kind: Secret\nmetadata: {name: s}\ndata: {password: cCQoQSk=}\nstringData: {plain: p}\n\
        ---\n# Source: c/b.yaml\nkind: ConfigMap\nmetadata: {name: m}\ndata: {A: from-map, B: b}\n";

    fn resolved(container: &str) -> Result<Vec<(String, String)>> {
        let objects = Objects::parse(OBJECTS).expect("parses");
        let container = serde_json::from_str(container).expect("a container");
        let mut facts = Facts::default();
        facts.fields.insert("metadata.name".to_owned(), "pod-1".to_owned());
        facts.service_links.insert("DB_PORT".to_owned(), "tcp://10.0.0.1:1".to_owned());
        resolve(&container, &facts, &objects)
    }

    fn failure(container: &str) -> String {
        format!("{:#}", resolved(container).expect_err("something is missing"))
    }

    #[test]
    fn later_declarations_win_and_only_earlier_ones_can_be_referred_to() {
        let variables = resolved(
            r#"{"name": "c", "envFrom": [{"configMapRef": {"name": "m"}, "prefix": "X_"}], "env": [
                {"name": "A", "value": "$(B) $(X_A) $(DB_PORT)"},
                {"name": "B", "value": "2"},
                {"name": "C", "value": "$(A)/$(B)"},
                {"name": "X_B", "value": "own"},
                {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]}"#,
        )
        .expect("resolves");
        let shown: Vec<String> =
            variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            shown,
            [
                "DB_PORT=tcp://10.0.0.1:1",
                "X_A=from-map",
                "A=$(B) $(X_A) tcp://10.0.0.1:1",
                "B=2",
                "C=$(B) $(X_A) tcp://10.0.0.1:1/2",
                "X_B=own",
                "POD=pod-1",
            ]
        );
    }

    #[test]
    fn what_stands_in_a_secret_is_not_expanded() {
        let variables = resolved(
            r#"{"name": "c", "env": [{"name": "A", "value": "1"},
                {"name": "P", "valueFrom": {"secretKeyRef": {"name": "s", "key": "password"}}}]}"#,
        );
        assert_eq!(variables.expect("resolves")[2], ("P".to_owned(), "p$(A)".to_owned()));
    }

    #[test]
    fn what_is_missing_is_named_unless_it_is_optional() {
        let of = |reference: &str| {
            format!(r#"{{"name": "c", "env": [{{"name": "P", "valueFrom": {{{reference}}}}}]}}"#)
        };
        let secret = of(r#""secretKeyRef": {"name": "s", "key": "nope"}"#);
        assert_eq!(failure(&secret), "container c, variable P: Secret s has no key nope");
        let secret = of(r#""secretKeyRef": {"name": "gone", "key": "k"}"#);
        assert_eq!(failure(&secret), "container c, variable P: there is no Secret gone");
        let map = of(r#""configMapKeyRef": {"name": "gone", "key": "k"}"#);
        assert_eq!(failure(&map), "container c, variable P: there is no ConfigMap gone");
        let from = r#"{"name": "c", "envFrom": [{"secretRef": {"name": "gone"}}]}"#;
        assert_eq!(failure(from), "container c: envFrom: there is no Secret gone");
        let optional = of(r#""secretKeyRef": {"name": "gone", "key": "k", "optional": true}"#);
        assert_eq!(resolved(&optional).expect("optional").len(), 1);
    }
}
