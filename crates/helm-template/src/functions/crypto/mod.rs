//! Keys, certificates, password hashes and AES.

mod aes;
mod certificate;
mod create;
mod der;
mod keys;
mod passwords;
mod pem;
mod signer;

use std::rc::Rc;

use super::Run;
use super::arguments::{any, bytes, int, string, text};
use super::fixed;
use crate::function::Function;
use crate::function::Parameter::{Certificate as Issuer, Int, List, String as Text, Uint32};
use crate::value::Value;
use certificate::Certificate;
use create::Wanted;
use keys::Key;

pub(super) static FUNCTIONS: &[Function] = &[
    fixed("bcrypt", &[Text], |a| Ok(Value::string(passwords::hashed(bytes(a, 0))))),
    fixed("htpasswd", &[Text, Text], |a| {
        let (name, password) = (text(a, 0), bytes(a, 1));
        if name.contains(':') {
            return Ok(Value::string(format!("invalid username: {name}")));
        }
        Ok(Value::string(format!("{name}:{}", passwords::hashed(password))))
    }),
    fixed("derivePassword", &[Uint32, Text, Text, Text, Text], |a| {
        let counter = u32::try_from(int(a, 0)).unwrap_or(0);
        passwords::derived(counter, &text(a, 1), bytes(a, 2), bytes(a, 3), bytes(a, 4))
    }),
    fixed("encryptAES", &[Text, Text], |a| aes::encrypt(bytes(a, 0), bytes(a, 1))),
    fixed("decryptAES", &[Text, Text], |a| aes::decrypt(bytes(a, 0), bytes(a, 1))),
    fixed("genPrivateKey", &[Text], |a| Ok(Value::string(keys::generated(&text(a, 0))?))),
    fixed("genCA", &[Text, Int], GEN_CA),
    fixed("genCAWithKey", &[Text, Int, Text], |a| authority(a, &*parsed(&text(a, 2))?)),
    fixed("genSelfSignedCert", &[Text, List, List, Int], |a| self_signed(a, &Key::rsa()?)),
    fixed("genSelfSignedCertWithKey", &[Text, List, List, Int, Text], |a| {
        self_signed(a, &*parsed(&text(a, 4))?)
    }),
    fixed("genSignedCert", &[Text, List, List, Int, Issuer], |a| signed(a, &Key::rsa()?)),
    fixed("genSignedCertWithKey", &[Text, List, List, Int, Issuer, Text], |a| {
        signed(a, &*parsed(&text(a, 5))?)
    }),
    fixed("buildCustomCert", &[Text, Text], |a| certificate::built(bytes(a, 0), bytes(a, 1))),
];

const GEN_CA: Run = |a| authority(a, &Key::rsa()?);

fn parsed(text: &str) -> Result<Rc<Key>, String> {
    Key::read(text).map_err(|error| format!("parsing private key: {error}"))
}

fn authority(arguments: &[Value], key: &Key) -> Result<Value, String> {
    let name = string(arguments, 0);
    let wanted = Wanted::new(name.as_bytes(), &[], &[], int(arguments, 1))?.authority();
    wanted.signed(key, None)
}

/// What is wanted of a certificate that is none of an authority.
fn wanted(arguments: &[Value]) -> Result<Wanted, String> {
    let items = |index| match any(arguments, index) {
        Value::List(list) => list.items.to_vec(),
        _ => Vec::new(),
    };
    Wanted::new(bytes(arguments, 0), &items(1), &items(2), int(arguments, 3))
}

fn self_signed(arguments: &[Value], key: &Key) -> Result<Value, String> {
    wanted(arguments)?.signed(key, None)
}

fn signed(arguments: &[Value], key: &Key) -> Result<Value, String> {
    let (certificate, issuer_key) = match any(arguments, 4) {
        Value::Native(native) => (native.field("Cert"), native.field("Key")),
        _ => (None, None),
    };
    let fields = [certificate, issuer_key].map(|field| field.unwrap_or(Value::string("")));
    let issuer = Certificate::parse(&text(&fields, 0), "decodedSignerCert.Bytes")?;
    let issuer_key = Key::read(&text(&fields, 1))
        .map_err(|error| format!("error parsing private key: {error}"))?;
    wanted(arguments)?.signed(key, Some((&issuer, &*issuer_key)))
}
