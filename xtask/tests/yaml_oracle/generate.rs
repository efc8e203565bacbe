//! Made-up YAML: nested blocks and flows with every kind of scalar, anchors, aliases and comments.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A node before it has an indentation.
#[derive(Clone, Debug)]
enum Piece {
    /// Text that stands behind its key.
    Scalar(String),
    /// The header and the lines of a block scalar.
    Block(String, Vec<String>),
    Sequence(Vec<Piece>),
    Mapping(Vec<(String, Piece)>),
    Flow(String),
    /// An anchor, its node, and a sibling that is its alias.
    Anchored(Box<Piece>),
    Commented(Box<Piece>),
}

/// `count` texts; the same seed gives the same ones.
pub(crate) fn texts(seed: u64, count: usize) -> Vec<String> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let strategy = text();
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a text").current()).collect()
}

fn text() -> impl Strategy<Value = String> {
    (prop::collection::vec((key(), piece()), 1..4), any::<bool>()).prop_map(|(entries, ended)| {
        let mut out = String::new();
        let mut anchors = 0;
        write_mapping(&mut out, &numbered(entries), 0, &mut anchors);
        if !ended {
            out.truncate(out.trim_end_matches('\n').len());
        }
        out
    })
}

/// Keys that differ, whatever they are read as.
fn numbered(entries: Vec<(String, Piece)>) -> Vec<(String, Piece)> {
    let entries = entries.into_iter().enumerate();
    entries.map(|(index, (key, piece))| (key.replace('#', &index.to_string()), piece)).collect()
}

fn key() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["k#", "\"k #\"", "'k: #'", "7#", "k#.5", "k-#", "k #", "0x1#", "é#"])
        .prop_map(str::to_owned)
}

fn piece() -> impl Strategy<Value = Piece> {
    let leaf = prop_oneof![
        6 => scalar().prop_map(Piece::Scalar),
        2 => block(),
        1 => flow().prop_map(Piece::Flow),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let entry = (key(), inner.clone());
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Piece::Sequence),
            prop::collection::vec(entry, 1..4)
                .prop_map(|entries| Piece::Mapping(numbered(entries))),
            inner.clone().prop_map(|piece| Piece::Anchored(Box::new(piece))),
            inner.prop_map(|piece| Piece::Commented(Box::new(piece))),
        ]
    })
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => number(),
        2 => word(),
        2 => "[a-zA-Z][a-zA-Z0-9 :./_=+$%@-]{0,10}[a-z0-9]",
        1 => single_quoted(),
        2 => double_quoted(),
        1 => (prop::sample::select(vec!["!!str ", "!local ", "! "]), number())
            .prop_map(|(tag, number)| format!("{tag}{number}")),
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "[-+]?[0-9_]{1,6}",
        "[-+]?0[0-7_]{1,5}",
        "[-+]?0[xX][0-9a-fA-F_]{1,6}",
        "[-+]?0[boBO][01_]{1,6}",
        "[-+]?[0-9_]{0,4}\\.[0-9_]{0,4}",
        "[-+]?[0-9_]{1,3}(\\.[0-9]{0,3})?[eE][-+]?[0-9]{1,2}",
        "[0-9]{17,21}",
        "[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}",
        "[0-9]{1,3}:[0-9]{1,2}(:[0-9]{1,2})?",
    ]
    // Alone they are no scalar but a piece of syntax.
    .prop_filter("a scalar", |text| !matches!(text.as_str(), "-" | "." | "+"))
}

fn word() -> impl Strategy<Value = String> {
    let words =
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "", "nan", "inf"];
    (prop::sample::select(words.to_vec()), 0..4).prop_map(|(word, form)| match form {
        0 => word.to_owned(),
        1 => word.to_uppercase(),
        2 => {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        }
        _ => format!("{word}{word}"),
    })
}

fn single_quoted() -> impl Strategy<Value = String> {
    "[a-z0-9 :#,\\[\\]{}\"&*!|>%@\\\\é-]{0,10}".prop_map(|text| format!("'{text}'"))
}

fn double_quoted() -> impl Strategy<Value = String> {
    let parts = [
        "a",
        "B",
        "7",
        " ",
        "\\n",
        "\\t",
        "\\\\",
        "\\\"",
        "\\x41",
        "\\u00e9",
        "\\0",
        "\\e",
        "#",
        ": ",
        "'",
        "é",
        "\\U0001F600",
        "{",
        "]",
        "\\_",
    ];
    prop::collection::vec(prop::sample::select(parts.to_vec()), 0..8)
        .prop_map(|parts| format!("\"{}\"", parts.concat()))
}

fn block() -> impl Strategy<Value = Piece> {
    let header = prop::sample::select(vec!["|", "|-", "|+", ">", ">-", ">+", "| # comment"]);
    let line = prop_oneof![
        4 => "[a-z#:'\"-][a-z #:'\"-]{0,8}[a-z]",
        1 => Just(String::new()),
        1 => " {1,3}[a-z]{1,3}",
    ];
    // The first line sets the indentation, so it has content and no blanks before it.
    (header, "[a-z#]{1,4}", prop::collection::vec(line, 0..5)).prop_map(|(header, first, lines)| {
        Piece::Block(header.to_owned(), [vec![first], lines].concat())
    })
}

fn flow() -> impl Strategy<Value = String> {
    let leaf =
        prop_oneof![number(), "[a-z]{1,5}", single_quoted(), double_quoted(), Just("~".to_owned())];
    leaf.prop_recursive(3, 10, 3, |inner| {
        let items = prop::collection::vec(inner, 0..4);
        (items, any::<bool>(), prop::sample::select(vec!["", " ", "\n      "])).prop_map(
            |(items, mapping, blank)| {
                let items: Vec<String> = if mapping {
                    let items = items.iter().enumerate();
                    items.map(|(index, item)| format!("k{index}: {item}")).collect()
                } else {
                    items
                };
                let inside = items.join(&format!(",{blank} "));
                if mapping { format!("{{{inside}}}") } else { format!("[{inside}]") }
            },
        )
    })
    .prop_filter("a collection", |text| text.starts_with(['[', '{']))
}

fn write_mapping(
    out: &mut String,
    entries: &[(String, Piece)],
    indent: usize,
    anchors: &mut usize,
) {
    for (key, piece) in entries {
        out.push_str(&" ".repeat(indent));
        out.push_str(key);
        out.push(':');
        write_piece(out, piece, indent, anchors);
        if let Piece::Anchored(_) = piece {
            let alias = format!("{}alias{anchors}: *a{anchors}\n", " ".repeat(indent));
            out.push_str(&alias);
        }
    }
}

/// What stands behind `key:` or `-`, up to and with the line end.
fn write_piece(out: &mut String, piece: &Piece, indent: usize, anchors: &mut usize) {
    match piece {
        Piece::Scalar(text) | Piece::Flow(text) => out.push_str(&format!(" {text}\n")),
        Piece::Block(header, lines) => {
            out.push_str(&format!(" {header}\n"));
            for line in lines {
                if !line.is_empty() {
                    out.push_str(&" ".repeat(indent + 2));
                }
                out.push_str(line);
                out.push('\n');
            }
        }
        Piece::Sequence(items) => {
            out.push('\n');
            for item in items {
                out.push_str(&" ".repeat(indent + 2));
                out.push('-');
                write_piece(out, item, indent + 2, anchors);
            }
        }
        Piece::Mapping(entries) => {
            out.push('\n');
            write_mapping(out, entries, indent + 2, anchors);
        }
        Piece::Anchored(inner) => {
            // Numbered after what it holds, so that an alias behind it names this one.
            let mut inside = String::new();
            write_piece(&mut inside, inner, indent, anchors);
            *anchors += 1;
            out.push_str(&format!(" &a{anchors}{inside}"));
        }
        Piece::Commented(inner) => {
            let mut inside = String::new();
            write_piece(&mut inside, inner, indent, anchors);
            if inside.starts_with('\n') {
                out.push_str(&format!(" # comment{inside}"));
            } else {
                out.push_str(&inside);
            }
        }
    }
}
