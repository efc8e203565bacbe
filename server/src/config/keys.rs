//! The API keys, as far as a start depends on them: a server without any must not come up.
//!
//! This module must not quote a key.

use std::collections::BTreeMap;

use super::environment::{Environment, Invalid};

const TYPE: &str = "CERTCTL_AUTH_TYPE";
const SECRET: &str = "CERTCTL_AUTH_SECRET";
const NAMED: &str = "CERTCTL_API_KEYS_NAMED";

/// Checks kind, keys and named keys.
pub(super) fn check(environment: &Environment) -> Result<(), Invalid> {
    let kinds = [("api-key", true), ("none", false)];
    if !environment.choice(TYPE, &kinds, true)? {
        return Ok(());
    }
    let secret =
        environment.required(SECRET, "CERTCTL_AUTH_TYPE api-key needs a key or a list of keys")?;
    if secret.split(',').any(|key| key.trim().is_empty()) {
        return Err(Invalid::new(SECRET, "has an empty key in its comma-separated list"));
    }
    environment.text(NAMED)?.map_or(Ok(()), named)
}

/// `name:key[:admin]`, comma-separated. A name may stand twice while a key is replaced.
fn named(list: &str) -> Result<(), Invalid> {
    let mut admins = BTreeMap::new();
    for entry in list.split(',') {
        let parts: Vec<&str> = entry.trim().split(':').collect();
        let (name, admin) = match parts[..] {
            [name, key] if !name.is_empty() && !key.is_empty() => (name, false),
            [name, key, "admin"] if !name.is_empty() && !key.is_empty() => (name, true),
            _ => {
                return Err(Invalid::new(
                    NAMED,
                    "has an entry that is not name:key or name:key:admin",
                ));
            }
        };
        if admins.insert(name.to_owned(), admin).is_some_and(|before| before != admin) {
            return Err(Invalid::new(NAMED, "has a name twice, once with admin and once without"));
        }
    }
    Ok(())
}
