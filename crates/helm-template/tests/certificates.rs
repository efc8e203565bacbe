//! Certificates that helm makes and those that are made here, compared by their shape: subject, issuer,
//! names, validity, key, constraints and usages. What is random in them differs in each run.

#[path = "loading/helm.rs"]
#[expect(dead_code, reason = "shared with the tests of loading, which use all of it")]
mod helm;

use helm_template::command_line;
use helm_template::version::Version;
use x509_parser::pem::parse_x509_pem;
use x509_parser::public_key::PublicKey;

const KEYS: &[&str] = &["rsa", "ecdsa", "ed25519"];

/// Expressions that give a certificate, by a name.
fn expressions() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut add = |name: &str, expression: String| found.push((name.to_owned(), expression));
    add("ca", "genCA \"my-ca\" 365".to_owned());
    add(
        "self",
        "genSelfSignedCert \"a.b\" (list \"10.0.0.1\" \"::1\") (list \"c.d\" \"*.e\") 30"
            .to_owned(),
    );
    add(
        "signed",
        "genSignedCert \"s\" (list \"1.2.3.4\") (list \"s.t\") 7 (genCA \"top\" 90)".to_owned(),
    );
    for key in KEYS {
        let made = format!("(genPrivateKey \"{key}\")");
        add(&format!("ca-{key}"), format!("genCAWithKey \"ca\" 3650 {made}"));
        add(
            &format!("self-{key}"),
            format!("genSelfSignedCertWithKey \"self\" (list) (list \"x\") 5 {made}"),
        );
    }
    for (key, ca) in [("rsa", "ecdsa"), ("ecdsa", "ed25519"), ("ed25519", "rsa")] {
        let made = format!("(genPrivateKey \"{key}\")");
        let above = format!("(genCAWithKey \"above\" 10 (genPrivateKey \"{ca}\"))");
        add(
            &format!("signed-{key}-{ca}"),
            format!("genSignedCertWithKey \"below\" nil (list \"y\") 5 {above} {made}"),
        );
    }
    found
}

fn template() -> String {
    let mut text = String::new();
    for (name, expression) in expressions() {
        text.push_str(&format!("{name}: {{{{ ({expression}).Cert | toJson }}}}\n"));
    }
    text.push_str("dsa: {{ genPrivateKey \"dsa\" | splitList \"\\n\" | first | toJson }}\n");
    for key in KEYS {
        text.push_str(&format!(
            "key-{key}: {{{{ genPrivateKey \"{key}\" | splitList \"\\n\" | first | toJson }}}}\n"
        ));
    }
    text
}

fn key(key: &PublicKey<'_>) -> String {
    match key {
        PublicKey::RSA(key) => format!("RSA {} {:?}", key.key_size(), key.try_exponent()),
        PublicKey::EC(point) => format!("EC {}", point.key_size()),
        PublicKey::Unknown(bytes) => format!("{} bytes", bytes.len()),
        other => format!("{other:?}"),
    }
}

/// What of a certificate is the same in each run.
fn shape(pem: &str) -> String {
    let (rest, pem) = parse_x509_pem(pem.as_bytes()).expect("PEM");
    assert!(rest.is_empty(), "something behind the certificate");
    let certificate = pem.parse_x509().expect("a certificate");
    let validity = certificate.validity();
    let seconds = validity.not_after.timestamp() - validity.not_before.timestamp();
    let mut lines = vec![
        format!("version {}", certificate.version()),
        format!("subject {}", certificate.subject()),
        format!("issuer {}", certificate.issuer()),
        format!("valid for {seconds} seconds"),
        format!("signed with {:?}", certificate.signature_algorithm.algorithm.to_id_string()),
        format!("key {}", key(&certificate.public_key().parsed().expect("a key"))),
        format!("serial of at most {} bytes", certificate.raw_serial().len().max(17)),
    ];
    for extension in certificate.extensions() {
        let shown = format!("{:?}", extension.parsed_extension());
        let is_identifier = shown.contains("KeyIdentifier");
        lines.push(format!(
            "{} critical {} {}",
            extension.oid.to_id_string(),
            extension.critical,
            if is_identifier { format!("{} bytes", extension.value.len()) } else { shown }
        ));
    }
    lines.join("\n")
}

fn shapes(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.split_once(": \""));
    lines
        .map(|(name, value)| {
            let value: String = serde_json::from_str(&format!("\"{value}")).expect("a string");
            match value.starts_with("-----BEGIN CERTIFICATE-----") {
                true => format!("{name}\n{}", shape(&value)),
                false => format!("{name}\n{value}"),
            }
        })
        .collect()
}

#[test]
fn certificates_have_the_shape_of_those_that_helm_makes() {
    let program = helm::program().unwrap_or_else(|| panic!("{}", helm::NEEDED));
    let version: Version = helm::version(&program);
    let folder = tempfile::tempdir().expect("a folder");
    let chart = "apiVersion: v2\nname: c\nversion: 0.1.0\n";
    let template = template();
    helm::write(folder.path(), &[("c/Chart.yaml", chart), ("c/templates/a.yaml", &template)]);
    let output = helm::run(&program, folder.path(), &["template", "r", "c"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut command = command_line::parse(["r", "c"]).expect("a command line");
    command.request.output.helm = version;
    let here = command.run(folder.path()).expect("a render");
    let there = shapes(&String::from_utf8_lossy(&output.stdout));
    assert_eq!(there.len(), expressions().len() + KEYS.len() + 1);
    for (helm, here) in there.iter().zip(shapes(&here.text)) {
        assert_eq!(*helm, here);
    }
}
