//! Fields and types, from the comments in the formats: `scenario.injects.when`, `Condition`.

use std::collections::BTreeMap;

use clap::ValueEnum;
use schemars::{JsonSchema, schema_for};
use serde_json::Value;

use super::topics::{Topic, plain};
use crate::cli::exit::Failure;
use crate::cli::schema::{What, schema_of};
use crate::diag::did_you_mean;

/// The formats people write; a path begins with one of them.
pub const FORMATS: [&str; 6] = [
    "scenario",
    "team",
    "process",
    "defaults",
    "vocabulary",
    "study",
];

/// A type as the schema has it, and what its parts refer to.
#[derive(Clone, Copy)]
struct Type<'a> {
    schema: &'a Value,
    root: &'a Value,
}

/// The field at a path, a format, or a type by its name; nothing if it is none of these.
pub fn find(name: &str) -> Result<Vec<Topic>, Failure> {
    let mut steps = name.split('.').map(without_index);
    let first = steps.next().unwrap_or_default();
    if let Some(format) = FORMATS.iter().find(|f| plain(f) == plain(first)) {
        let root = root_of(format);
        let at = Type {
            schema: &root,
            root: &root,
        };
        return follow(at, format, &mut steps).map(|topic| vec![topic]);
    }
    Ok(definitions()
        .iter()
        .find(|(word, _)| plain(word) == plain(name))
        .map(|(word, (definition, root))| {
            of_type(
                word,
                Type {
                    schema: definition,
                    root,
                },
            )
        })
        .into_iter()
        .collect())
}

/// Every type that fields have, by name.
pub fn type_names() -> Vec<String> {
    definitions().into_keys().collect()
}

/// The variants of a type as they are written, each with what it means.
pub fn variants_of<T: JsonSchema>() -> Vec<(String, String)> {
    let root = schema_for!(T).to_value();
    let at = Type {
        schema: &root,
        root: &root,
    };
    at.parts()
}

/// Every field of a format that is reached without passing a type twice, with its path.
#[cfg(test)]
pub fn each(format: &str, visit: &mut impl FnMut(&str, &Topic)) {
    fn go<'a>(
        at: Type<'a>,
        path: &str,
        passed: &mut Vec<&'a Value>,
        visit: &mut impl FnMut(&str, &Topic),
    ) {
        let holder = at.resolved().element();
        if passed.contains(&holder.schema) {
            return;
        }
        passed.push(holder.schema);
        for (name, field) in holder.fields() {
            let path = format!("{path}.{name}");
            visit(&path, &of_field(&path, &name, holder, field));
            go(field, &path, passed, visit);
        }
    }
    let root = root_of(format);
    go(
        Type {
            schema: &root,
            root: &root,
        },
        format,
        &mut Vec::new(),
        visit,
    );
}

fn follow<'a>(
    at: Type<'_>,
    path: &str,
    steps: &mut impl Iterator<Item = &'a str>,
) -> Result<Topic, Failure> {
    let mut holder = at;
    let mut path = path.to_string();
    let mut topic = of_type(&path, at);
    for step in steps {
        let fields = holder.fields();
        let Some((name, field)) = fields.iter().find(|(name, _)| plain(name) == plain(step)) else {
            let known = fields.iter().map(|(name, _)| name.as_str());
            let hint = match did_you_mean(step, known) {
                Some(best) => format!("did you mean `{best}`?"),
                None if fields.is_empty() => format!("`sandtable explain {path}` says what it is"),
                None => format!("`sandtable explain {path}` lists its fields"),
            };
            return Err(Failure::outside(format!(
                "`{path}` has no field `{step}`: {hint}"
            )));
        };
        path = format!("{path}.{name}");
        topic = of_field(&path, name, holder, *field);
        holder = field.resolved().element();
    }
    Ok(topic)
}

fn of_type(name: &str, at: Type<'_>) -> Topic {
    Topic {
        name: name.into(),
        words: at.words(),
        parts: at.parts(),
        ..Topic::default()
    }
}

fn of_field(path: &str, name: &str, holder: Type<'_>, field: Type<'_>) -> Topic {
    let default = match holder.schema["properties"][name].get("default") {
        _ if holder.requires(name) => ", required".into(),
        None | Some(Value::Null) => String::new(),
        Some(default) => format!(", {default} unless said"),
    };
    let inner = field.resolved().element();
    let mut words = field.words();
    if inner.schema != field.schema {
        let of_type = inner.words();
        if !of_type.is_empty() {
            words = format!(
                "{words}\n\n{}: {of_type}",
                field.type_word().trim_start_matches("list of ")
            );
        }
    }
    let parts = inner.parts();
    Topic {
        name: path.into(),
        aside: format!("{}{default}", field.type_word()),
        words: words.trim().into(),
        see: if inner.fields().is_empty() {
            String::new()
        } else {
            format!("more: sandtable explain {path}.FIELD")
        },
        parts,
        ..Topic::default()
    }
}

impl<'a> Type<'a> {
    fn at(self, schema: &'a Value) -> Type<'a> {
        Type { schema, ..self }
    }

    /// What a reference or an optional value leads to.
    fn resolved(self) -> Type<'a> {
        if let Some(name) = self.reference() {
            return self.at(&self.root["$defs"][name]).resolved();
        }
        match self.unless_null() {
            Some(inner) => inner.resolved(),
            None => self,
        }
    }

    /// What a list is a list of; anything else is itself.
    fn element(self) -> Type<'a> {
        match self.schema.get("items") {
            Some(items) if items.is_object() => self.at(items).resolved().element(),
            _ => self,
        }
    }

    fn reference(self) -> Option<&'a str> {
        self.schema["$ref"].as_str()?.strip_prefix("#/$defs/")
    }

    /// The other half of `anyOf: [X, null]`.
    fn unless_null(self) -> Option<Type<'a>> {
        let halves = self.schema.get("anyOf")?.as_array()?;
        let has_null = halves.iter().any(|half| half["type"] == "null");
        let other = halves.iter().find(|half| half["type"] != "null")?;
        has_null.then_some(self.at(other))
    }

    fn words(self) -> String {
        self.schema["description"]
            .as_str()
            .unwrap_or_default()
            .to_string()
    }

    fn requires(self, name: &str) -> bool {
        self.schema["required"]
            .as_array()
            .is_some_and(|all| all.iter().any(|field| field == name))
    }

    /// The fields of a struct, in the order of the schema.
    fn fields(self) -> Vec<(String, Type<'a>)> {
        let fields = self.schema["properties"].as_object().into_iter().flatten();
        fields
            .map(|(name, schema)| (name.clone(), self.at(schema)))
            .collect()
    }

    /// Fields or variants, with what they mean.
    fn parts(self) -> Vec<(String, String)> {
        if let Some(variants) = self.schema.get("oneOf").and_then(Value::as_array) {
            return variants
                .iter()
                .flat_map(|variant| self.at(variant).variant())
                .collect();
        }
        if self.schema.get("enum").is_some() {
            return self.variant();
        }
        let part = |(name, field): (String, Type<'_>)| {
            let optional = if self.requires(&name) { "" } else { "?" };
            (
                format!("{name}{optional}: {}", field.type_word()),
                field.words(),
            )
        };
        self.fields().into_iter().map(part).collect()
    }

    /// A variant as it is written in a script: `At(Duration)`. Variants without comments share a
    /// schema.
    fn variant(self) -> Vec<(String, String)> {
        if let Some(word) = self.schema["const"].as_str() {
            return vec![(word.into(), self.words())];
        }
        if let Some(all) = self.schema["enum"].as_array() {
            return all
                .iter()
                .filter_map(Value::as_str)
                .map(|word| (word.into(), String::new()))
                .collect();
        }
        let written = |(name, inner): (String, Type<'_>)| {
            (format!("{name}({})", inner.inside()), self.words())
        };
        self.fields().into_iter().map(written).collect()
    }

    /// What stands in a variant's brackets.
    fn inside(self) -> String {
        let join = |parts: Vec<String>| parts.join(", ");
        if let Some(parts) = self.schema["prefixItems"].as_array() {
            return join(parts.iter().map(|part| self.at(part).type_word()).collect());
        }
        let fields = self.fields();
        if fields.is_empty() {
            return self.type_word();
        }
        join(
            fields
                .iter()
                .map(|(name, field)| format!("{name}: {}", field.type_word()))
                .collect(),
        )
    }

    /// A type in a word or two.
    fn type_word(self) -> String {
        if let Some(name) = self.reference() {
            return name.into();
        }
        if let Some(inner) = self.unless_null() {
            return inner.type_word();
        }
        if let Some(items) = self.schema.get("items") {
            return format!("list of {}", self.at(items).type_word());
        }
        let word = match &self.schema["type"] {
            Value::String(word) => word.as_str(),
            Value::Array(words) => words
                .iter()
                .filter_map(Value::as_str)
                .find(|w| *w != "null")
                .unwrap_or(""),
            _ => "",
        };
        let word = match word {
            "string" => "text",
            "integer" => "whole number",
            "number" => "number",
            "boolean" => "true or false",
            "array" => "list",
            _ => "value",
        };
        word.into()
    }
}

/// Every type that a format refers to, with the schema it refers within.
fn definitions() -> BTreeMap<String, (Value, Value)> {
    let mut all = BTreeMap::new();
    for format in FORMATS {
        let root = root_of(format);
        for (name, definition) in root["$defs"].as_object().into_iter().flatten() {
            all.entry(name.clone())
                .or_insert_with(|| (definition.clone(), root.clone()));
        }
    }
    all
}

fn root_of(format: &str) -> Value {
    let what = What::from_str(format, true).expect("every format has a schema");
    schema_of(what).to_value()
}

/// `injects[noise]` and `injects[0]` are both `injects`.
fn without_index(step: &str) -> &str {
    step.split('[').next().unwrap_or(step)
}
