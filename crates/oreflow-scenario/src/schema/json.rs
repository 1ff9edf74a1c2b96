//! The JSON Schema of a file, for editors and validators.
//!
//! Draft 7 is what all of them know. Editors of TOML look for keys in `properties` only, and lose the description of a
//! table that has an `allOf`; so all keys of all kinds stand together in `properties`, and what depends on others behind
//! `if` and `then`.

use oreflow_network::Parameter;
use serde_json::{Map, Value, json};

use super::key::{Absent, Key, Rest, Table, Type, Variant};
use super::tables::{DIST, POINT, SOURCE};
use super::{pattern, words};
use crate::expected::Expected;

type Object = Map<String, Value>;

/// The schema of a file of these tables, of which the first is its top.
pub(super) fn document(title: &str, tables: &[&Table]) -> Value {
    let top = tables[0];
    let mut schema = table(top);
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!(title));
    schema.insert("description".to_owned(), json!(top.doc));
    if top.keys.iter().any(|key| key.name == "extends") {
        let whole = alone(&mut schema);
        schema.extend(whole);
    }
    let definitions = definitions(tables);
    if !definitions.is_empty() {
        schema.insert("definitions".to_owned(), json!(definitions));
    }
    Value::Object(schema)
}

/// Takes from the schema of a file what it must have, and gives it back for a file that stands alone: one that extends others
/// says only what differs.
fn alone(top: &mut Object) -> Object {
    let needed = top.remove("required");
    let mut within = Object::new();
    if let Some(properties) = top.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, table) in properties {
            if let Some(table) = table.as_object_mut().filter(|table| table.contains_key("properties"))
                && let Some(needed) = table.remove("required")
            {
                within.insert(name.clone(), json!({ "required": needed }));
            }
        }
    }
    let whole = json!({ "required": needed, "properties": within });
    object(json!({ "if": { "not": { "required": ["extends"] } }, "then": whole }))
}

/// A JSON object.
fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => Object::from_iter([("const".to_owned(), other)]),
    }
}

/// A table with its keys, those of its kinds included.
fn table(table: &Table) -> Object {
    let kinds = if matches!(table.rest, Rest::Kinds) { Variant::kinds() } else { Vec::new() };
    let mut schema = keyed(table.keys, "kind", &kinds);
    if matches!(table.rest, Rest::Kinds) {
        // An entry without a kind changes one of the same id in a file or scenario below.
        let needed = schema.insert("required".to_owned(), json!(["id"])).unwrap_or_default();
        let rules = schema.entry("dependencies").or_insert_with(|| json!({}));
        rules["kind"] = needed;
    }
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("description".to_owned(), json!(table.doc));
    match table.rest {
        Rest::Refused | Rest::Kinds => {}
        Rest::Parameters => schema.extend(parameters()),
        Rest::Any(_, kind) => {
            schema.insert("additionalProperties".to_owned(), Value::Object(of_type(&kind)));
        }
    }
    schema
}

/// What a table must have and may have: its own keys, and those of the variant that its tag names.
fn keyed(own: &[Key], tag: &str, variants: &[Variant]) -> Object {
    let mut properties = Object::new();
    for variant in variants {
        for key in &variant.keys {
            properties.entry(key.name).or_insert_with(|| common(key.name, variants));
        }
    }
    properties.extend(own.iter().map(|key| (key.name.to_owned(), property(key))));
    if let Some(tag) = properties.get_mut(tag).filter(|_| !variants.is_empty()) {
        let (words, docs): (Vec<&str>, Vec<&str>) =
            variants.iter().map(|variant| (variant.name, variant.doc)).unzip();
        tag["enum"] = json!(words);
        tag["x-taplo"] = json!({ "docs": { "enumValues": docs } });
    }
    let mut rules = one_of(own);
    rules.extend(variants.iter().map(|variant| rule(variant, tag, own, &properties)));
    let needed: Vec<&str> = own.iter().filter(|key| key.is_needed()).map(|key| key.name).collect();
    let besides: Object = own.iter().filter_map(|key| Some((key.name.to_owned(), besides(key)?))).collect();
    let mut schema = object(json!({ "properties": properties }));
    if variants.is_empty() {
        schema.insert("additionalProperties".to_owned(), json!(false));
    }
    if !needed.is_empty() {
        schema.insert("required".to_owned(), json!(needed));
    }
    if !besides.is_empty() {
        schema.insert("dependencies".to_owned(), Value::Object(besides));
    }
    if !rules.is_empty() {
        schema.insert("if".to_owned(), json!({ "type": "object" }));
        schema.insert("then".to_owned(), json!({ "allOf": rules }));
    }
    schema
}

/// What all variants that have a key say of it; of its value nothing where they differ.
fn common(name: &str, variants: &[Variant]) -> Value {
    let all: Vec<(&Variant, &Key)> = variants
        .iter()
        .flat_map(|variant| variant.keys.iter().map(move |key| (variant, key)))
        .filter(|(_, key)| key.name == name)
        .collect();
    let texts: Vec<String> = all.iter().map(|(_, key)| words::hover(key)).collect();
    if texts.iter().all(|text| *text == texts[0]) {
        return property(all[0].1);
    }
    let types: Vec<Object> = all.iter().map(|(_, key)| of_type(&key.kind)).collect();
    let mut schema = types[0].clone();
    if types.iter().any(|other| *other != schema) {
        schema.clear();
    }
    let lines: Vec<String> =
        all.iter().map(|(variant, key)| format!("- `{}`: {}", variant.name, words::line(key))).collect();
    schema.insert("description".to_owned(), json!(lines.join("\n")));
    Value::Object(schema)
}

/// What holds where the tag names a variant: the keys that there may be, those that are needed, and what their values are
/// where that depends on the variant.
fn rule(variant: &Variant, tag: &str, own: &[Key], properties: &Object) -> Value {
    let names: Vec<&str> = own.iter().chain(&variant.keys).map(|key| key.name).collect();
    let needed: Vec<&str> = variant.keys.iter().filter(|key| key.is_needed()).map(|key| key.name).collect();
    let differs = |key: &&Key| {
        !of_type(&key.kind).iter().all(|entry| properties[key.name].get(entry.0) == Some(entry.1))
    };
    let types: Object = variant
        .keys
        .iter()
        .filter(differs)
        .map(|key| (key.name.to_owned(), Value::Object(of_type(&key.kind))))
        .collect();
    let mut then = object(json!({ "propertyNames": { "enum": names } }));
    if !needed.is_empty() {
        then.insert("required".to_owned(), json!(needed));
    }
    if !types.is_empty() {
        then.insert("properties".to_owned(), Value::Object(types));
    }
    // No variant has more than one such group.
    then.extend(one_of(&variant.keys).into_iter().flat_map(object));
    json!({ "if": { "required": [tag], "properties": { tag: { "const": variant.name } } }, "then": then })
}

/// Of keys of which one at least is needed, the first is where there is no other.
fn one_of(keys: &[Key]) -> Vec<Value> {
    let group = |key: &Key| match key.absent {
        Absent::OneOf([first, others @ ..], _) if *first == key.name => {
            let other: Vec<Value> = others.iter().map(|name| json!({ "required": [name] })).collect();
            Some(json!({ "if": { "not": { "anyOf": other } }, "then": { "required": [first] } }))
        }
        _ => None,
    };
    keys.iter().filter_map(group).collect()
}

/// What must stand or must not stand beside a key.
fn besides(key: &Key) -> Option<Value> {
    let refused: Object = key.without.iter().map(|&other| (other.to_owned(), json!(false))).collect();
    match (key.with, refused.is_empty()) {
        (None, true) => None,
        (Some(other), true) => Some(json!([other])),
        (with, false) => Some(json!({ "required": with.as_slice(), "properties": refused })),
    }
}

/// A key with all that an editor shows of it.
fn property(key: &Key) -> Value {
    let mut shown = object(json!({ "description": words::hover(key) }));
    if !key.example.is_empty() {
        shown.insert("examples".to_owned(), json!([literal(key.example)]));
    }
    if let Absent::Value(value) | Absent::OneOf(_, value) = key.absent
        && !value.is_empty()
    {
        shown.insert("default".to_owned(), literal(&words::quoted(value)));
    }
    let mut schema = of_type(&key.kind);
    if schema.contains_key("$ref") {
        // Beside a reference nothing counts.
        return json!({ "allOf": [shown, schema] });
    }
    match schema.get_mut("anyOf").and_then(|both| both.get_mut(0)).and_then(Value::as_object_mut) {
        // Editors join what alternatives say.
        Some(first) => first.extend(shown),
        None => schema.extend(shown),
    }
    Value::Object(schema)
}

/// A value as it is written in a file.
fn literal(written: &str) -> Value {
    let line = format!("value = {written}");
    let table: toml::Table =
        line.parse().expect("examples and defaults are TOML, of which a test makes sure");
    serde_json::to_value(&table["value"]).expect("TOML without dates is JSON")
}

/// The schema of a value.
fn of_type(kind: &Type) -> Object {
    let names = |pattern: &str| {
        json!({
            "type": ["string", "array"], "pattern": pattern, "minItems": 1, "uniqueItems": true,
            "items": { "type": "string", "pattern": pattern }
        })
    };
    object(match kind {
        Type::Text => json!({ "type": "string", "pattern": pattern::TEXT }),
        Type::Id => json!({ "type": "string", "pattern": pattern::ID }),
        Type::Texts => names(pattern::TEXT),
        Type::Paths(field) => names(&pattern::path(*field)),
        Type::Choice(words) => json!({ "enum": words }),
        Type::Named(words) => json!({ "enum": words() }),
        Type::Flag => json!({ "type": "boolean" }),
        Type::Whole(least, most) if least == most => json!({ "const": least }),
        Type::Whole(least, u64::MAX) => json!({ "type": "integer", "minimum": least }),
        Type::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        // JSON has no infinity, which readers of TOML make null.
        Type::Figure => json!({ "type": ["number", "null"] }),
        Type::Figures(count) => {
            json!({ "type": "array", "items": of_type(&Type::Figure), "minItems": count, "maxItems": count })
        }
        Type::Date => json!({ "type": "string", "pattern": pattern::DATE }),
        Type::Quantity(expected) => return quantity(expected),
        Type::Quantities(expected) => of_csv(&Value::Object(quantity(expected))),
        Type::Matrix(expected) => json!({ "type": "array", "items": of_type(&Type::Quantities(*expected)) }),
        Type::Drawn(expected) => json!({ "$ref": format!("#/definitions/{}", definition(expected)) }),
        Type::Table(fields) => return table(fields),
        Type::Tables(fields) if matches!(fields.rest, Rest::Refused) => of_csv(&entry(fields)),
        Type::Tables(fields) => json!({ "type": "array", "items": entry(fields) }),
        Type::Any => json!({}),
        Type::Either(both) => json!({ "anyOf": both.iter().map(of_type).collect::<Vec<_>>() }),
    })
}

/// A list, or the table that says in which CSV file it stands.
fn of_csv(entry: &Value) -> Value {
    json!({
        "type": ["array", "object"], "items": entry, "required": ["csv"],
        "properties": { "csv": { "type": "string", "description": "A CSV file, relative to this one." } },
        "additionalProperties": { "type": "string" }
    })
}

/// An entry of a list of tables.
fn entry(table: &Table) -> Value {
    json!({ "$ref": format!("#/definitions/{}", table.heading.trim_matches(['[', ']'])) })
}

/// A number with its unit: text, or where it needs no unit also a number.
fn quantity(expected: &Expected) -> Object {
    let mut schema = object(json!({ "type": "string", "pattern": pattern::quantity(expected) }));
    if expected.is_number() {
        schema.insert("type".to_owned(), json!(["number", "string"]));
        let (lowest, highest, _) = expected.support();
        for (bound, value) in [("minimum", lowest), ("maximum", highest)] {
            if value.is_finite() {
                schema.insert(bound.to_owned(), json!(value));
            }
        }
    }
    schema
}

/// A number with its unit, or a table of a family of distributions and its parameters.
fn drawn(expected: &Expected) -> Object {
    let mut schema = quantity(expected);
    schema.extend(keyed(&[DIST, SOURCE], "dist", &Variant::families(expected)));
    let types: &[&str] =
        if expected.is_number() { &["number", "string", "object"] } else { &["string", "object"] };
    schema.insert("type".to_owned(), json!(types));
    schema
}

/// Paths of parameters, each with a distribution of its unit.
fn parameters() -> Object {
    let shown = |parameter: &Parameter| json!({ "description": words::parameter(*parameter) });
    let drawn = |parameter: &Parameter| of_type(&Type::Drawn(Expected::parameter(*parameter)));
    let all = Parameter::ALL.iter();
    let patterns: Object = all
        .map(|known| (pattern::parameter(*known), json!({ "allOf": [shown(known), drawn(known)] })))
        .collect();
    object(json!({ "patternProperties": patterns }))
}

/// Name of the definition of a distribution of what is expected.
fn definition(expected: &Expected) -> String {
    let noun = expected.noun.trim_start_matches("a ");
    format!("{noun}-in-{}", expected.unit).replace(['/', ' '], "-")
}

/// Entries of lists of tables and distributions, which keys refer to.
fn definitions(tables: &[&Table]) -> Object {
    let keys = || tables.iter().flat_map(|table| table.keys).map(|key| key.kind);
    let path = tables.iter().any(|table| matches!(table.rest, Rest::Kinds)).then_some(&POINT);
    let listed = keys().filter_map(|kind| match kind {
        Type::Tables(fields) => Some(fields),
        _ => None,
    });
    let listed = listed.chain(path).map(|fields| {
        let name = fields.heading.trim_matches(['[', ']']).to_owned();
        let mut schema = table(fields);
        // Asked for a key of an entry, Taplo looks for an entry within the entry.
        schema.insert("items".to_owned(), entry(fields));
        (name, Value::Object(schema))
    });
    let own = keys().filter_map(|kind| match kind {
        Type::Drawn(expected) => Some(expected),
        _ => None,
    });
    let parameters = tables.iter().filter(|table| matches!(table.rest, Rest::Parameters));
    let parameters = parameters.flat_map(|_| Parameter::ALL.iter().map(|known| Expected::parameter(*known)));
    let drawn =
        own.chain(parameters).map(|expected| (definition(&expected), Value::Object(drawn(&expected))));
    listed.chain(drawn).collect()
}
