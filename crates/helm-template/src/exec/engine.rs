//! Helm's functions that need the template set or the options of the render.

use super::report::{END, Failure, START};
use super::run::plain;
use super::state::State;
use crate::go::sprintf;
use crate::provenance::Origin;
use crate::template::tree::Engine;
use crate::value::{Map, Str, Value};
use crate::version::Version;

impl State<'_, '_, '_> {
    pub(super) fn engine(
        &mut self,
        engine: Engine,
        arguments: &[Value],
        action: Origin,
    ) -> Result<Value, Failure> {
        match (engine, arguments) {
            (Engine::Include, [Value::String(name), dot]) => {
                let frame = self.run.call_from(action);
                self.run.include(&name.text(), dot.clone(), &self.scope, frame)
            }
            (Engine::Tpl, [Value::String(text), dot]) => {
                let frame = self.run.call_from(action);
                self.run.tpl(text, dot.clone(), &self.scope, frame)
            }
            (Engine::Required, [Value::String(message), value]) => self.required(message, value),
            (Engine::Fail, [Value::String(message)]) => {
                if self.run.options.lint {
                    return Ok(Value::string(""));
                }
                plain(format!("{START}{}{END}", message.text()))
            }
            (Engine::Lookup, [Value::String(version), Value::String(kind), rest @ ..]) => {
                self.lookup(version, kind, rest)
            }
            _ => plain(String::new()),
        }
    }

    fn required(&self, message: &Str, value: &Value) -> Result<Value, Failure> {
        let missing = match value {
            Value::Nil => true,
            Value::String(text) => text.as_bytes().is_empty(),
            _ => false,
        };
        if !missing {
            return Ok(value.clone());
        }
        if self.run.options.lint {
            return Ok(Value::string(""));
        }
        let text = format!("{START}{}{END}", message.text());
        if self.run.set.version() >= Version::V3_17 {
            return plain(text);
        }
        // Older versions take the message for a format.
        plain(String::from_utf8_lossy(&sprintf(text.as_bytes(), &[])).into_owned())
    }

    fn lookup(&self, version: &Str, kind: &Str, rest: &[Value]) -> Result<Value, Failure> {
        let [Value::String(namespace), Value::String(name)] = rest else {
            return Ok(Value::Map(Map::new()));
        };
        let Some(lookup) = self.run.options.lookup else {
            return Ok(Value::Map(Map::new()));
        };
        match lookup(&version.text(), &kind.text(), &namespace.text(), &name.text()) {
            Ok(value) => Ok(value),
            Err(message) => plain(message),
        }
    }
}
