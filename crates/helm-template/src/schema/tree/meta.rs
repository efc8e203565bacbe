//! What a schema itself has to look like, by draft: the types of keywords, as schemas.

use std::sync::LazyLock;

use serde_json::{Map as Object, Value as Json, json};

/// Keywords of schemas, each with the shape of its value.
type Words = &'static [(&'static str, &'static str)];

const COMBINING: Words =
    &[("allOf", "schemas"), ("anyOf", "schemas"), ("oneOf", "schemas"), ("not", "schema")];
const CONDITIONAL: Words = &[("if", "schema"), ("then", "schema"), ("else", "schema")];
const TITLES: Words = &[("title", "string"), ("description", "string"), ("default", "any")];
const COUNTS: Words = &[
    ("maxLength", "count"),
    ("minLength", "count 0"),
    ("maxItems", "count"),
    ("minItems", "count 0"),
    ("maxProperties", "count"),
    ("minProperties", "count 0"),
];
const BOUNDS: Words = &[
    ("multipleOf", "factor"),
    ("maximum", "number"),
    ("exclusiveMaximum", "number"),
    ("minimum", "number"),
    ("exclusiveMinimum", "number"),
];
const TABLES: Words = &[
    ("properties", "schemas by name"),
    ("patternProperties", "schemas by pattern"),
    ("additionalProperties", "schema"),
    ("propertyNames", "schema"),
];
const CHECKS: Words =
    &[("type", "type"), ("pattern", "regex"), ("uniqueItems", "boolean"), ("required", "names")];

/// Since draft 6, until 2019.
const DRAFT_6: &[Words] = &[
    COMBINING,
    TITLES,
    COUNTS,
    BOUNDS,
    TABLES,
    CHECKS,
    &[
        ("$id", "reference"),
        ("$schema", "uri"),
        ("$ref", "reference"),
        ("additionalItems", "schema"),
        ("items", "schema or schemas"),
        ("contains", "schema"),
        ("definitions", "schemas by name"),
        ("dependencies", "dependencies"),
        ("const", "any"),
        ("enum", "some different values"),
        ("format", "string"),
    ],
];
const ONLY_7: Words = &[("examples", "list")];
const DRAFT_7: &[Words] = &[
    CONDITIONAL,
    &[
        ("$comment", "string"),
        ("readOnly", "boolean"),
        ("writeOnly", "boolean"),
        ("contentMediaType", "string"),
        ("contentEncoding", "string"),
    ],
];
const DRAFT_4: &[Words] = &[
    COMBINING,
    TITLES,
    COUNTS,
    CHECKS,
    &[
        ("id", "string"),
        ("$schema", "string"),
        ("$ref", "reference"),
        ("multipleOf", "factor"),
        ("maximum", "number"),
        ("exclusiveMaximum", "boolean"),
        ("minimum", "number"),
        ("exclusiveMinimum", "boolean"),
        ("additionalItems", "boolean or schema"),
        ("items", "schema or schemas"),
        ("additionalProperties", "boolean or schema"),
        ("definitions", "schemas by name"),
        ("properties", "schemas by name"),
        ("patternProperties", "schemas by name"),
        ("dependencies", "dependencies"),
        ("enum", "some different values"),
        ("format", "string"),
    ],
];

/// Since 2019 keywords are in groups.
type Groups = &'static [&'static [Words]];

const META_DATA: Words = &[
    ("deprecated", "boolean"),
    ("readOnly", "boolean"),
    ("writeOnly", "boolean"),
    ("examples", "list"),
];
const LATER_CHECKS: Words = &[
    ("const", "any"),
    ("enum", "list"),
    ("maxContains", "count"),
    ("minContains", "count"),
    ("dependentRequired", "names by name"),
];
const CONTENT: Words =
    &[("contentEncoding", "string"), ("contentMediaType", "string"), ("contentSchema", "schema")];
const NAMED: Words = &[
    ("$id", "id"),
    ("$schema", "uri"),
    ("$ref", "reference"),
    ("$vocabulary", "vocabulary"),
    ("$comment", "string"),
    ("$defs", "schemas by name"),
];
const BELOW: Words = &[("contains", "schema"), ("dependentSchemas", "schemas by name")];
const UNEVALUATED: Words = &[("unevaluatedItems", "schema"), ("unevaluatedProperties", "schema")];

const GROUPS_2019: Groups = &[
    &[
        NAMED,
        &[("$anchor", "anchor"), ("$recursiveRef", "reference"), ("$recursiveAnchor", "boolean")],
    ],
    &[
        COMBINING,
        CONDITIONAL,
        TABLES,
        BELOW,
        UNEVALUATED,
        &[("additionalItems", "schema"), ("items", "schema or schemas")],
    ],
    &[CHECKS, COUNTS, BOUNDS, LATER_CHECKS],
    &[TITLES, META_DATA],
    &[&[("format", "string")]],
    &[CONTENT],
];
const GROUPS_2020: Groups = &[
    &[NAMED, &[("$anchor", "anchor"), ("$dynamicRef", "reference"), ("$dynamicAnchor", "anchor")]],
    &[COMBINING, CONDITIONAL, TABLES, BELOW, &[("prefixItems", "schemas"), ("items", "schema")]],
    &[UNEVALUATED],
    &[CHECKS, COUNTS, BOUNDS, LATER_CHECKS],
    &[TITLES, META_DATA],
    &[&[("format", "string")]],
    &[CONTENT],
];
const OLD_2019: Words = &[("definitions", "schemas by name"), ("dependencies", "dependencies")];
const OLD_2020: Words = &[
    ("definitions", "schemas by name"),
    ("dependencies", "dependencies"),
    ("$recursiveAnchor", "anchor"),
    ("$recursiveRef", "reference"),
];

fn shape(name: &str, draft: u16) -> Json {
    let schema = json!({"$ref": "#"});
    let schemas = json!({"$ref": "#/shapes/schemas"});
    let by_name = json!({"type": "object", "additionalProperties": schema});
    let names = json!({"$ref": "#/shapes/names"});
    let count = json!({"type": "integer", "minimum": 0});
    let anchor = match draft {
        2019 => "^[A-Za-z][-A-Za-z0-9.:_]*$",
        _ => "^[A-Za-z_][-A-Za-z0-9._]*$",
    };
    match name {
        "schema" => schema,
        "schemas" => schemas,
        "schema or schemas" => json!({"anyOf": [schema, schemas]}),
        "boolean or schema" => json!({"anyOf": [{"type": "boolean"}, schema]}),
        "schemas by name" => by_name,
        "schemas by pattern" => {
            json!({"type": "object", "additionalProperties": schema, "propertyNames": {"format": "regex"}})
        }
        "dependencies" => {
            json!({"type": "object", "additionalProperties": {"anyOf": [schema, names]}})
        }
        "names" => names,
        "names by name" => json!({"type": "object", "additionalProperties": names}),
        "list" => json!({"type": "array"}),
        "some different values" => json!({"type": "array", "minItems": 1, "uniqueItems": true}),
        "count 0" if draft < 2019 => json!({"allOf": [count, {}]}),
        "count" | "count 0" => count,
        "factor" if draft == 4 => json!({"type": "number", "minimum": 0, "exclusiveMinimum": true}),
        "factor" => json!({"type": "number", "exclusiveMinimum": 0}),
        "regex" => json!({"type": "string", "format": "regex"}),
        "reference" => json!({"type": "string", "format": "uri-reference"}),
        "id" => json!({"type": "string", "format": "uri-reference", "pattern": "^[^#]*#?$"}),
        "uri" => json!({"type": "string", "format": "uri"}),
        "anchor" => json!({"type": "string", "pattern": anchor}),
        "vocabulary" => json!({
            "type": "object",
            "propertyNames": {"type": "string", "format": "uri"},
            "additionalProperties": {"type": "boolean"},
        }),
        "type" => {
            let types = ["array", "boolean", "integer", "null", "number", "object", "string"];
            let several = json!({
                "type": "array", "items": {"enum": types}, "minItems": 1, "uniqueItems": true,
            });
            json!({"anyOf": [{"enum": types}, several]})
        }
        "any" => json!({}),
        plain => json!({"type": plain}),
    }
}

/// The shapes that others refer to.
fn shapes(draft: u16) -> Json {
    let mut names = json!({"type": "array", "items": {"type": "string"}, "uniqueItems": true});
    if draft == 4 {
        names["minItems"] = json!(1);
    }
    json!({
        "schemas": {"type": "array", "minItems": 1, "items": {"$ref": "#"}},
        "names": names,
    })
}

fn properties<'a>(words: impl IntoIterator<Item = &'a Words>, draft: u16) -> Json {
    let words = words.into_iter().flat_map(|words| words.iter());
    let shapes = words.map(|(word, name)| ((*word).to_owned(), shape(name, draft)));
    Json::Object(shapes.collect::<Object<_, _>>())
}

fn grouped(groups: Groups, old: Words, draft: u16) -> Json {
    let groups = groups.iter().map(
        |words| json!({"type": ["object", "boolean"], "properties": properties(*words, draft)}),
    );
    let groups: Vec<Json> = groups.collect();
    let named = (0..groups.len()).map(|index| json!({"$ref": format!("#/groups/{index}")}));
    json!({
        "allOf": named.collect::<Vec<_>>(),
        "type": ["object", "boolean"],
        "properties": properties([&old], draft),
        "groups": groups,
        "shapes": shapes(draft),
    })
}

static SCHEMAS: LazyLock<[Json; 5]> = LazyLock::new(|| {
    let draft_4 = json!({
        "type": "object",
        "properties": properties(DRAFT_4, 4),
        "dependencies": {"exclusiveMaximum": ["maximum"], "exclusiveMinimum": ["minimum"]},
        "shapes": shapes(4),
    });
    let types = ["object", "boolean"];
    let draft_6 = json!({
        "type": types,
        "properties": properties(DRAFT_6, 6),
        "shapes": shapes(6),
    });
    let all = DRAFT_6.iter().chain(DRAFT_7).chain([&ONLY_7]);
    let draft_7 = json!({"type": types, "properties": properties(all, 7), "shapes": shapes(7)});
    let draft_2019 = grouped(GROUPS_2019, OLD_2019, 2019);
    [draft_4, draft_6, draft_7, draft_2019, grouped(GROUPS_2020, OLD_2020, 2020)]
});

/// Where schemas stand in a keyword that values are held against.
pub(super) enum Holds {
    Nothing,
    /// It is one, or a list of them.
    Schemas,
    /// They stand behind names.
    Named,
}

/// Where schemas stand in a keyword.
pub(super) fn holds(draft: u16, word: &str) -> Holds {
    if matches!(word, "definitions" | "$defs" | "contentSchema") {
        return Holds::Nothing;
    }
    let root = schema(draft).0;
    let groups = root.get("groups").and_then(Json::as_array).into_iter().flatten();
    let words = std::iter::once(root).chain(groups).find_map(|it| it["properties"].get(word));
    let Some(shape) = words else { return Holds::Nothing };
    let holds = |shape: &Json| shape.to_string().contains("\"$ref\":\"#\"");
    match shape.get("additionalProperties") {
        Some(below) if holds(below) => Holds::Named,
        _ if holds(shape) || shape.to_string().contains("#/shapes/schemas") => Holds::Schemas,
        _ => Holds::Nothing,
    }
}

/// The schema of the schemas of a draft, and its name.
pub(super) fn schema(draft: u16) -> (&'static Json, &'static str) {
    let [draft_4, draft_6, draft_7, draft_2019, draft_2020] = &*SCHEMAS;
    match draft {
        4 => (draft_4, "http://json-schema.org/draft-04/schema#"),
        6 => (draft_6, "http://json-schema.org/draft-06/schema#"),
        7 => (draft_7, "http://json-schema.org/draft-07/schema#"),
        2019 => (draft_2019, "https://json-schema.org/draft/2019-09/schema#"),
        _ => (draft_2020, "https://json-schema.org/draft/2020-12/schema#"),
    }
}
