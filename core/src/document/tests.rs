//! serde_json is the oracle: the same texts are accepted, and the same values are read.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::limits::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH};
use crate::number::Double;

fn read<'a>(text: &'a str, spans: &'a mut Spans) -> Result<Document<'a>, DocumentError> {
    Document::read(text.as_bytes(), MAX_DOCUMENT_BYTES, spans)
}

fn judge(text: &[u8]) -> Result<(), DocumentError> {
    Document::read(text, MAX_DOCUMENT_BYTES, &mut Spans::new()).map(|_| ())
}

/// The value as serde_json has it, read through nothing but the reader's own interface.
fn tree(value: Value<'_>) -> serde_json::Value {
    match value.kind() {
        Kind::Null => json!(null),
        Kind::Boolean => json!(value.is_true()),
        Kind::Number => match value.number().unwrap().integer() {
            Ok(integer) if !value.written().contains(['.', 'e', 'E']) => json!(integer),
            _ => json!(value.number().unwrap().double().unwrap().get()),
        },
        Kind::String => json!(value.text().unwrap()),
        Kind::Array => value.elements().map(tree).collect(),
        Kind::Object => value
            .members()
            .map(|(name, value)| (name.into_owned(), tree(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

/// Whether serde_json takes the text; `None` where its own limits keep it from saying.
fn is_json(text: &[u8]) -> Option<bool> {
    match serde_json::from_slice::<serde_json::Value>(text) {
        Ok(_) => Some(true),
        Err(error) if error.to_string().starts_with("number out of range") => None,
        Err(error) if error.to_string().starts_with("recursion limit") => None,
        Err(_) => Some(false),
    }
}

fn json_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|value| json!(value)),
        any::<i64>().prop_map(|value| json!(value)),
        any::<f64>().prop_map(|value| json!(value)),
        any::<String>().prop_map(|value| json!(value)),
        "[\\\\\"/\u{0}-\u{20}é𐍈]{0,6}".prop_map(|value| json!(value)),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|values| json!(values)),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| json!(members)),
        ]
    })
}

fn json_text() -> impl Strategy<Value = String> {
    (json_value(), any::<bool>()).prop_map(|(value, pretty)| match pretty {
        true => serde_json::to_string_pretty(&value).unwrap(),
        false => value.to_string(),
    })
}

/// Bytes that mean something in JSON, and a few that do not.
fn byte() -> impl Strategy<Value = u8> {
    prop::sample::select(b"[]{}\",:\\ \n0123456789.eE+-truefalsnuDC\x01\x7f\xc3\xa9\xff".to_vec())
}

proptest! {
    #[test]
    fn every_json_text_is_read_as_serde_json_reads_it(text in json_text()) {
        let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(tree(read(&text, &mut Spans::new()).unwrap().root()), expected);
    }

    #[test]
    fn a_text_with_a_few_bytes_changed_is_judged_as_serde_json_judges_it(
        text in json_text(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), byte(), 0..3), 1..4),
    ) {
        let mut text = text.into_bytes();
        for (index, byte, change) in changes {
            let index = index.index(text.len().max(1));
            match change {
                0 => text.insert(index, byte),
                1 if index < text.len() => text[index] = byte,
                _ if index < text.len() => {
                    text.remove(index);
                }
                _ => {}
            }
        }
        if let Some(expected) = is_json(&text) {
            prop_assert_eq!(judge(&text).is_ok(), expected, "{:?}", text);
        }
    }

    #[test]
    fn any_few_bytes_are_judged_as_serde_json_judges_them(
        text in prop::collection::vec(byte(), 0..12),
    ) {
        if let Some(expected) = is_json(&text) {
            prop_assert_eq!(judge(&text).is_ok(), expected, "{:?}", text);
        }
    }

    #[test]
    fn a_string_is_written_as_serde_json_writes_it(text in any::<String>()) {
        let mut writer = Writer::default();
        writer.string(&text);
        prop_assert_eq!(writer.finish(), serde_json::to_string(&text).unwrap());
    }

    #[test]
    fn an_integer_has_the_value_of_its_digits_however_the_point_is_shifted(
        value in -(1_i64 << 53)..1 << 53,
        shift in 0_usize..30,
        zeros in 0_usize..5,
    ) {
        let sign = if value < 0 { "-" } else { "" };
        let digits = format!("{:031}", value.unsigned_abs());
        let (whole, fraction) = digits.split_at(digits.len() - shift);
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let text = format!("{sign}{whole}.{fraction}{}e{shift}", "0".repeat(zeros + 1));
        let mut spans = Spans::new();
        let document = read(&text, &mut spans).unwrap();
        prop_assert_eq!(document.root().number().unwrap().integer(), Ok(value), "{}", text);
    }
}

#[test]
fn integers_are_told_from_other_numbers_by_value() {
    use IntegerError::{NotAnInteger, OutOfRange};
    let cases = [
        ("0", Ok(0)),
        ("-0", Ok(0)),
        ("-0.0e-5", Ok(0)),
        ("0e999999999999999999999", Ok(0)),
        ("1.0", Ok(1)),
        ("1e0", Ok(1)),
        ("30e-1", Ok(3)),
        ("1200E-2", Ok(12)),
        ("0.00012e5", Ok(12)),
        ("1e+2", Ok(100)),
        ("9223372036854775807", Ok(i64::MAX)),
        ("-9223372036854775808", Ok(i64::MIN)),
        ("9223372036854775808", Err(OutOfRange)),
        ("-9223372036854775809", Err(OutOfRange)),
        ("9999999999999999999", Err(OutOfRange)),
        ("18446744073709551617", Err(OutOfRange)),
        ("1e18", Ok(1_000_000_000_000_000_000)),
        ("1e19", Err(OutOfRange)),
        ("1e400", Err(OutOfRange)),
        ("-1e400", Err(OutOfRange)),
        ("1e999999999999999999999999", Err(OutOfRange)),
        ("1e-400", Err(NotAnInteger)),
        ("1e-999999999999999999999999", Err(NotAnInteger)),
        ("1.5", Err(NotAnInteger)),
        ("30e-2", Err(NotAnInteger)),
        ("9007199254740992.5", Err(NotAnInteger)),
        ("1.00000000000000000000000001", Err(NotAnInteger)),
    ];
    for (text, expected) in cases {
        let mut spans = Spans::new();
        let document = read(text, &mut spans).unwrap();
        let number = document.root().number().unwrap();
        assert_eq!(number.integer(), expected, "{text}");
    }
}

#[test]
fn an_integer_of_many_digits_is_read_as_exactly_as_a_short_one() {
    let zeros = "0".repeat(100_000);
    let number = |text: &str| {
        let mut spans = Spans::new();
        let document = read(text, &mut spans).unwrap();
        document.root().number().unwrap().integer()
    };
    assert_eq!(number(&format!("7{zeros}e-100000")), Ok(7));
    assert_eq!(number(&format!("0.{zeros}7e100001")), Ok(7));
    assert_eq!(number(&format!("7{zeros}")), Err(IntegerError::OutOfRange));
}

#[test]
fn a_double_is_the_nearest_one_and_never_infinite() {
    let double = |text: &str| {
        let mut spans = Spans::new();
        let document = read(text, &mut spans).unwrap();
        document.root().number().unwrap().double()
    };
    assert_eq!(double("0.1").map(Double::get), Some(0.1));
    assert_eq!(double("9007199254740993").map(Double::get), Some(9_007_199_254_740_992.0));
    assert_eq!(double("9999999999999999999").map(Double::get), Some(1e19));
    assert_eq!(double("1e-400"), Some(Double::ZERO));
    assert_eq!(double("-0"), Some(Double::ZERO));
    assert_eq!(double("1.7976931348623157e308").map(Double::get), Some(f64::MAX));
    assert_eq!(double("1.7976931348623159e308"), None);
    assert_eq!(double("-1e400"), None);
}

#[test]
fn what_is_not_json_is_malformed_at_its_first_fault() {
    let cases: [(&[u8], usize, usize); 22] = [
        (b"", 1, 1),
        (b"  ", 1, 3),
        (b"\xef\xbb\xbf{}", 1, 1),
        (b"{} {}", 1, 4),
        (b"[1,]", 1, 4),
        (b"{\"a\":1,}", 1, 8),
        (b"{a:1}", 1, 2),
        (b"{\"a\" 1}", 1, 6),
        (b"01", 1, 2),
        (b"1.", 1, 3),
        (b".5", 1, 1),
        (b"+1", 1, 1),
        (b"1e", 1, 3),
        (b"-", 1, 2),
        (b"NaN", 1, 1),
        (b"nul", 1, 1),
        (b"'a'", 1, 1),
        (b"\"a\nb\"", 1, 3),
        (b"[\n  \"\xc3\xa9\", x]", 2, 8),
        (b"\"\\ud800\"", 1, 2),
        (b"\"\\x\"", 1, 2),
        (b"[1", 1, 3),
    ];
    for (text, line, column) in cases {
        let found = judge(text).unwrap_err();
        assert_eq!(found, DocumentError::Malformed { line, column }, "{text:?}");
    }
}

#[test]
fn surrogates_come_in_pairs_only() {
    for lone in ["\\ud800", "\\udc00", "\\ud800\\ud800", "\\ud800x", "\\udc00\\ud800", "\\uD83D\\n"]
    {
        assert!(judge(format!("\"{lone}\"").as_bytes()).is_err(), "{lone}");
    }
    let mut spans = Spans::new();
    let document = read("\"\\uD83D\\uDE00\\u0041\\/\"", &mut spans).unwrap();
    assert_eq!(document.root().text().as_deref(), Some("😀A/"));
}

#[test]
fn bytes_that_are_not_utf8_are_malformed_wherever_they_stand() {
    for text in [&b"\"\xff\""[..], b"\"\xc3\"", b"\"\xed\xa0\x80\"", b"\"\xc0\xaf\"", b"[1]\xff"] {
        assert!(matches!(judge(text), Err(DocumentError::Malformed { .. })), "{text:?}");
    }
}

#[test]
fn size_is_judged_before_depth_and_depth_before_grammar() {
    let too_large = "[".repeat(MAX_DOCUMENT_BYTES + 1);
    assert!(matches!(judge(too_large.as_bytes()), Err(DocumentError::TooLarge { bytes: 262_145 })));
    let blank = |length: usize| format!("1{}", " ".repeat(length - 1));
    assert!(judge(blank(MAX_DOCUMENT_BYTES).as_bytes()).is_ok());

    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(judge(nested(MAX_DOCUMENT_DEPTH).as_bytes()).is_ok());
    assert!(matches!(
        judge(nested(MAX_DOCUMENT_DEPTH + 1).as_bytes()),
        Err(DocumentError::TooDeep)
    ));

    let many = "[".repeat(MAX_DOCUMENT_DEPTH + 1);
    let objects = "{\"a\":".repeat(MAX_DOCUMENT_DEPTH + 1);
    for text in [
        many.clone(),
        objects,
        format!("nonsense {many}"),
        format!("{many}\u{1}"),
        format!("[}}{many}"),
    ] {
        assert!(matches!(judge(text.as_bytes()), Err(DocumentError::TooDeep)), "{text}");
    }
    let quoted = format!("[\"\\\"{many}\"]");
    assert!(judge(quoted.as_bytes()).is_ok());
    let closed = format!("{}{}", "[]".repeat(100), "]".repeat(100));
    assert!(matches!(judge(closed.as_bytes()), Err(DocumentError::Malformed { .. })));
}

#[test]
fn brackets_in_strings_and_escaped_quotes_do_not_end_a_value() {
    let mut spans = Spans::new();
    let document =
        read(r#" { "a]}\"" : [ "}" , { "b" : "]\\" } ] , "c" : 1 } "#, &mut spans).unwrap();
    let names: Vec<_> = document.root().members().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["a]}\"".to_owned(), "c".to_owned()]);
    assert_eq!(tree(document.root()), json!({"a]}\"": ["}", {"b": "]\\"}], "c": 1}));
}

#[test]
fn values_are_separated_where_they_must_be() {
    let mut writer = Writer::default();
    writer.object(|writer| {
        writer.name("a").list(|writer| {
            writer.number(1.into());
            writer.string("[");
            writer.string(":");
            writer.list(|_| {});
            writer.object(|_| {});
            writer.boolean(true);
        });
        writer.name("b").number(0.into());
    });
    assert_eq!(writer.finish(), r#"{"a":[1,"[",":",[],{},true],"b":0}"#);
}
