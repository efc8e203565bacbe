//! A PrometheusRule, translated into a file of rules whose time is scaled.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use anyhow::{Context as _, Result};
use regex::Regex;
use serde_json::{Value, json};

use super::scale;

/// The file of rules; JSON is YAML.
///
/// # Errors
/// When a span of time in it is none.
pub fn translate(rule: &Value) -> Result<Value> {
    let mut groups = rule["spec"]["groups"].clone();
    for group in groups.as_array_mut().context("a PrometheusRule has groups")? {
        scale_field(group, "interval")?;
        for rule in group["rules"].as_array_mut().context("a group has rules")? {
            scale_field(rule, "for")?;
            let written = rule["expr"].as_str().context("a rule has an expression")?;
            rule["expr"] = scale::expression(written)?.into();
        }
    }
    Ok(json!({ "groups": groups }))
}

fn scale_field(of: &mut Value, field: &str) -> Result<()> {
    if let Some(text) = of.get(field).and_then(Value::as_str) {
        of[field] = scale::shown(scale::scaled(text)?).into();
    }
    Ok(())
}

/// The alerts of a PrometheusRule with their expressions.
pub fn alerts(rule: &Value) -> Vec<&Value> {
    let groups = rule["spec"]["groups"].as_array().into_iter().flatten();
    groups.flat_map(|group| group["rules"].as_array().into_iter().flatten()).collect()
}

/// The metrics of the product that an expression reads.
pub fn metrics(expression: &str) -> BTreeSet<String> {
    static METRIC: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\bcertctl_\w+").expect("a valid pattern"));
    METRIC.find_iter(expression).map(|found| found.as_str().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_for_interval_and_expressions_and_keeps_the_rest() {
        let rule = json!({"spec": {"groups": [{"name": "certctl", "interval": "30s", "rules": [
            {"alert": "A", "expr": "certctl_a[15m] > 1", "for": "1h", "labels": {"severity": "warning"},
             "annotations": {"summary": "within 15m"}},
            {"alert": "B", "expr": "certctl_b > certctl_a offset 5m"},
        ]}]}});
        assert_eq!(
            translate(&rule).expect("translated"),
            json!({"groups": [{"name": "certctl", "interval": "150ms", "rules": [
                {"alert": "A", "expr": "certctl_a[4500ms] > 1", "for": "18000ms",
                 "labels": {"severity": "warning"}, "annotations": {"summary": "within 15m"}},
                {"alert": "B", "expr": "certctl_b > certctl_a offset 1500ms"},
            ]}]})
        );
        assert_eq!(alerts(&rule).len(), 2);
        let read: Vec<String> =
            metrics("max(certctl_a[1m]) / certctl_b_total").into_iter().collect();
        assert_eq!(read, ["certctl_a", "certctl_b_total"]);
    }
}
