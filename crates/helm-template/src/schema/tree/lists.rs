//! The keywords that look at the items of lists.

use serde_json::Value as Json;

use super::findings::Findings;
use super::{Checker, Keywords, keywords, words};
use crate::data::Data;

impl<'a> Checker<'a> {
    pub(super) fn list(
        self,
        keywords: &'a Keywords,
        items: &[Data],
        path: &mut Vec<String>,
        findings: &mut Findings,
    ) {
        keywords::bounds(keywords, "Items", items.len(), findings);
        keywords::unique(keywords, items, findings);
        let (tuple, rest) = match self.draft {
            2020.. => (keywords.get("prefixItems"), keywords.get("items")),
            _ => match keywords.get("items") {
                Some(Json::Array(_)) => (keywords.get("items"), keywords.get("additionalItems")),
                items => (None, items),
            },
        };
        let tuple = tuple.and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        let first = tuple.len().min(items.len());
        for (index, (schema, item)) in tuple.iter().zip(items).enumerate() {
            findings.take_below(self.below(schema, item, index.to_string(), path));
        }
        match rest {
            Some(Json::Bool(false))
                if self.draft < 2020 && !tuple.is_empty() && items.len() > first =>
            {
                let last = words::grouped(items.len() - first);
                findings.say(format!("last {last} additionalItem(s) not allowed"));
            }
            Some(schema) => {
                // The validator counts these from 0 again.
                for (index, item) in items.iter().skip(first).enumerate() {
                    findings.take_below(self.below(schema, item, index.to_string(), path));
                }
            }
            None => {}
        }
        if self.tracks {
            let count = if rest.is_some() { items.len() } else { first };
            findings.evaluated.items.extend(0..count);
        }
        if self.draft >= 6
            && let Some(schema) = keywords.get("contains")
        {
            self.contains(keywords, schema, items, path, findings);
        }
    }

    fn contains(
        self,
        keywords: &Keywords,
        schema: &'a Json,
        items: &[Data],
        path: &mut Vec<String>,
        findings: &mut Findings,
    ) {
        let (mut errors, mut matched) = (Vec::new(), Vec::new());
        for (index, item) in items.iter().enumerate() {
            match self.below(schema, item, index.to_string(), path) {
                Ok(_) => matched.push(index),
                Err(wrong) => errors.push(wrong),
            }
        }
        if self.tracks && self.draft >= 2020 {
            findings.evaluated.items.extend(matched.iter().copied());
        }
        let bound = |name: &str| match self.draft {
            2019.. => keywords::count(keywords, name),
            _ => None,
        };
        let places: Vec<String> = matched.iter().map(usize::to_string).collect();
        let found = format!("matched {} items at {}", places.len(), places.join(" "));
        match bound("minContains") {
            Some(least) if matched.len() < least => {
                let found =
                    if matched.is_empty() { "none matched".to_owned() } else { found.clone() };
                let words =
                    format!("min {least} items required to match contains schema, but {found}");
                findings.say_because(words, errors);
            }
            None if matched.is_empty() => {
                findings.say_because("no items match contains schema", errors);
            }
            _ => {}
        }
        if let Some(most) = bound("maxContains").filter(|most| matched.len() > *most) {
            findings
                .say(format!("max {most} items required to match contains schema, but {found}"));
        }
    }
}
