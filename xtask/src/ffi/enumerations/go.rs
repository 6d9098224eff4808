//! The enumerations as Go writes them: numbers of a type, declared beside it.

use super::{Constant, Enumeration, commented};

/// What Go keeps in capitals.
const ABBREVIATIONS: [&str; 6] = ["CPU", "GPU", "JSON", "OK", "RID", "UTF8"];

pub(super) fn text(enumerations: &[Enumeration]) -> String {
    let mut text =
        "// Code generated from liveberth.h by cargo xtask ffi --bless. DO NOT EDIT.\n\n\
         package liveberth\n"
            .to_owned();
    for Enumeration { name: enumeration, meaning, constants } in enumerations {
        text.push_str(&format!("\n{}const (\n", commented(meaning, "// ")));
        for (index, Constant { name, number, meaning }) in constants.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n" };
            let (name, comment) = (camel(name), commented(meaning, "\t// "));
            text.push_str(&format!(
                "{gap}{comment}\t{enumeration}{name} {enumeration} = {number}\n"
            ));
        }
        text.push_str(")\n");
    }
    text
}

/// `INVALID_RID` as `InvalidRID`.
fn camel(name: &str) -> String {
    let words = name.split('_').map(|word| {
        if ABBREVIATIONS.contains(&word) {
            return word.to_owned();
        }
        let (first, rest) = word.split_at(usize::from(!word.is_empty()));
        first.to_owned() + &rest.to_lowercase()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_stay_in_capitals() {
        assert_eq!(camel("INVALID_RID"), "InvalidRID");
        assert_eq!(camel("GPU_COUNT_OUT_OF_RANGE"), "GPUCountOutOfRange");
    }
}
