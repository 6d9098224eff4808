use std::string::String;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;
use serde_json::Value as Oracle;

use super::*;

fn read(text: &str) -> Result<Value<'_>, DocumentError> {
    Document::read(text.as_bytes()).map(Document::root)
}

fn integer(literal: &str) -> Integer {
    read(literal).unwrap().integer().unwrap()
}

#[test]
fn what_is_not_json_is_malformed() {
    let malformed = [
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "01",
        "-",
        "1.",
        ".5",
        "+1",
        "1e",
        "0x1",
        "NaN",
        "Infinity",
        "tru",
        "nul",
        "\"\u{1}\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "1 2",
        "{} x",
        "\u{feff}{}",
        "'a'",
        "[1 2]",
        "// c\n1",
        "{\"a\" 1}",
        "{\"a\":}",
        "\"abc",
        "truee",
        "-01",
        "\u{a0}1",
    ];
    for text in malformed {
        assert_eq!(read(text), Err(DocumentError::Malformed), "{text:?}");
    }
    assert_eq!(Document::read(b"\"\xff\""), Err(DocumentError::Malformed));
}

#[test]
fn sixty_four_levels_are_read_and_one_more_is_too_deep_whatever_follows() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read(&nested(64)).is_ok());
    assert_eq!(read(&nested(65)), Err(DocumentError::TooDeep));
    assert_eq!(read(&"[".repeat(100_000)), Err(DocumentError::TooDeep));
    assert_eq!(read(&"{\"a\":".repeat(65)), Err(DocumentError::TooDeep));
    assert_eq!(read(&(String::from("x") + &"[".repeat(65))), Err(DocumentError::TooDeep));
    assert_eq!(read(&"[".repeat(64)), Err(DocumentError::Malformed));
    let in_string = std::format!("\"{}\"", "[".repeat(100));
    assert!(read(&in_string).is_ok());
    let beside = std::format!("[{}]", ["[]"; 100].join(","));
    assert!(read(&beside).is_ok());
}

#[test]
fn size_is_looked_at_first() {
    let blanks = |length: usize| std::format!("1{}", " ".repeat(length - 1));
    assert!(read(&blanks(MAX_DOCUMENT_BYTES)).is_ok());
    assert_eq!(read(&blanks(MAX_DOCUMENT_BYTES + 1)), Err(DocumentError::TooLarge));
    assert_eq!(read(&"[".repeat(MAX_DOCUMENT_BYTES + 1)), Err(DocumentError::TooLarge));
}

#[test]
fn integers_are_read_by_value() {
    use Integer::{Fraction, TooLarge, Value};
    let cases = [
        ("0", Value(0)),
        ("-0", Value(0)),
        ("-0.0e5", Value(0)),
        ("1.0", Value(1)),
        ("1e0", Value(1)),
        ("30e-1", Value(3)),
        ("1.5e1", Value(15)),
        ("-12", Value(-12)),
        ("100000000000000000000e-20", Value(1)),
        ("9223372036854775807", Value(i64::MAX)),
        ("9223372036854775808", TooLarge),
        ("1e19", TooLarge),
        ("1e400", TooLarge),
        ("1e99999999999999999999", TooLarge),
        ("0e99999999999999999999", Value(0)),
        ("1.5", Fraction),
        ("1e-1", Fraction),
        ("1e-99999999999999999999", Fraction),
        ("1.00000000000000000000000001", Fraction),
        ("2147483648", Value(2_147_483_648)),
        ("123.4500e2", Value(12_345)),
        ("123.4500e1", Fraction),
    ];
    for (literal, expected) in cases {
        assert_eq!(integer(literal), expected, "{literal}");
    }
}

#[test]
fn a_pair_of_surrogates_is_one_character() {
    assert_eq!(read(r#""\ud83d\ude00\u00e9\n\/""#).unwrap().text().unwrap(), "😀é\n/");
}

#[test]
fn repeated_members_are_all_seen() {
    let object = read(r#" { "a" : 1 , "b":[1,{"a":"]"}] ,"a" : null } "#).unwrap();
    let members: Vec<_> = object.members().map(|(key, value)| (key, value.kind())).collect();
    assert_eq!(
        members,
        [("a".into(), Kind::Number), ("b".into(), Kind::Array), ("a".into(), Kind::Null)]
    );
}

/// The same value, as the oracle reads it.
fn agrees(value: Value<'_>, oracle: &Oracle) -> bool {
    match (value.kind(), oracle) {
        (Kind::Null, Oracle::Null) | (Kind::Boolean, Oracle::Bool(_)) => true,
        (Kind::Number, Oracle::Number(number)) => value.double() == number.as_f64(),
        (Kind::String, Oracle::String(text)) => value.text().as_deref() == Some(text),
        (Kind::Array, Oracle::Array(elements)) => {
            value.elements().count() == elements.len()
                && value.elements().zip(elements).all(|(a, b)| agrees(a, b))
        }
        (Kind::Object, Oracle::Object(members)) => {
            // The oracle keeps the last of repeated members.
            members.iter().all(|(name, member)| {
                let last = value.members().filter(|(key, _)| key == name).last();
                last.is_some_and(|(_, value)| agrees(value, member))
            })
        }
        _ => false,
    }
}

fn compare_with_oracle(text: &str) {
    let oracle = serde_json::from_str::<Oracle>(text);
    match (read(text), oracle) {
        (Ok(value), Ok(oracle)) => assert!(agrees(value, &oracle), "{text:?}"),
        // The oracle has no number beyond a double.
        (Ok(_), Err(error)) => {
            assert!(std::format!("{error}").contains("out of range"), "{text:?}")
        }
        (Err(DocumentError::Malformed), oracle) => assert!(oracle.is_err(), "{text:?}"),
        (Err(_), _) => {}
    }
}

proptest! {
    #[test]
    fn any_text_is_read_as_the_oracle_reads_it(text in r#"[\[\]{},:"\\ \t0-9eE.+\-truefalsn\u0000-\u00ff]{0,24}"#) {
        compare_with_oracle(&text);
    }

    #[test]
    fn any_json_is_read_as_the_oracle_reads_it(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("["), Just("]"), Just("{"), Just("}"), Just(","), Just(":"), Just("\"a\""),
                Just("\"\\u00e9\""), Just("1"), Just("-0.5e3"), Just("true"), Just("null"), Just(" "),
            ],
            0..12,
        ),
    ) {
        compare_with_oracle(&pieces.concat());
    }

    #[test]
    fn what_is_written_is_read_back(text in any::<String>()) {
        let mut written = String::new();
        write_string(&mut written, &text);
        prop_assert_eq!(read(&written).unwrap().text().unwrap(), text.as_str());
        prop_assert_eq!(written, serde_json::to_string(&text).unwrap());
    }
}
