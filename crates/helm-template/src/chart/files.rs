//! `.Files`: the files of a chart that are no templates.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::File;
use super::glob::Glob;
use crate::encoding::base64;
use crate::function::Parameter;
use crate::value::{Element, IntKind, List, Map, Native, Str, Value};
use crate::yaml;

/// `engine.files`
#[derive(Debug)]
pub(super) struct Files(BTreeMap<Arc<str>, Arc<[u8]>>);

impl Files {
    pub(super) fn new(files: &[File]) -> Self {
        Files(files.iter().map(|file| (file.name.clone(), file.data.clone())).collect())
    }

    fn get(&self, name: &Str) -> &[u8] {
        self.0.get(&*name.text()).map(|data| &**data).unwrap_or_default()
    }

    fn glob(&self, pattern: &Str) -> Value {
        // A pattern that is none stands for all files.
        let glob = Glob::new(&pattern.text()).or_else(|| Glob::new("**"));
        let fits = |name: &str| glob.as_ref().is_none_or(|glob| glob.matches(name));
        let found = self.0.iter().filter(|(name, _)| fits(name));
        Value::Native(Rc::new(Files(
            found.map(|(name, data)| (name.clone(), data.clone())).collect(),
        )))
    }

    /// The last part of each path with what a file holds, as YAML.
    fn by_name(&self, make: impl Fn(&[u8]) -> Str) -> Value {
        let map = Map::new();
        for (name, data) in &self.0 {
            let base = name.rsplit('/').next().unwrap_or(name);
            map.set(base, Value::String(make(data)));
        }
        let text = yaml::encode(&Value::Map(map)).unwrap_or_default();
        Value::string(text.strip_suffix('\n').unwrap_or(&text))
    }

    fn lines(&self, name: &Str) -> Value {
        let data = self.get(name);
        if data.is_empty() {
            return Value::strings(Vec::<Str>::new());
        }
        let data = data.strip_suffix(b"\n").unwrap_or(data);
        Value::strings(data.split(|byte| *byte == b'\n').map(Str::from))
    }
}

fn bytes(data: &[u8]) -> Value {
    let items: Vec<Value> =
        data.iter().map(|byte| Value::Int(i64::from(*byte), IntKind::Int)).collect();
    Value::List(List { items: items.into(), element: Element::Byte })
}

impl Native for Files {
    fn type_name(&self) -> &'static str {
        "engine.files"
    }

    fn field(&self, name: &str) -> Option<Value> {
        self.0.get(name).map(|data| bytes(data))
    }

    fn parameters(&self, name: &str) -> Option<&'static [Parameter]> {
        match name {
            "Get" | "GetBytes" | "Glob" | "Lines" => Some(&[Parameter::String]),
            "AsConfig" | "AsSecrets" => Some(&[]),
            _ => None,
        }
    }

    fn method(&self, name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
        let value = match (name, arguments) {
            ("Get", [Value::String(name)]) => Value::String(Str::from(self.get(name))),
            ("GetBytes", [Value::String(name)]) => bytes(self.get(name)),
            ("Glob", [Value::String(pattern)]) => self.glob(pattern),
            ("Lines", [Value::String(name)]) => self.lines(name),
            ("AsConfig", []) => self.by_name(|data| Str::from(data)),
            ("AsSecrets", []) => self.by_name(|data| Str::from(base64::encode(data))),
            _ => return None,
        };
        Some(Ok(value))
    }

    fn print(&self) -> String {
        let show = |(name, data): (&Arc<str>, &Arc<[u8]>)| {
            let numbers: Vec<String> = data.iter().map(u8::to_string).collect();
            format!("{name}:[{}]", numbers.join(" "))
        };
        format!("map[{}]", self.0.iter().map(show).collect::<Vec<_>>().join(" "))
    }

    fn json(&self) -> Option<Value> {
        let map = Map::new();
        for (name, data) in &self.0 {
            map.set(&**name, bytes(data));
        }
        Some(Value::Map(map))
    }

    fn entries(&self) -> Option<Vec<(Str, Value)>> {
        Some(self.0.iter().map(|(name, data)| (Str::from(&**name), bytes(data))).collect())
    }

    fn zero(&self) -> Value {
        bytes(&[])
    }
}
