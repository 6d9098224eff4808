//! The enumerations as Python writes them: classes of whole numbers.

use super::{Constant, Enumeration, UNKNOWN, commented};

pub(super) fn text(enumerations: &[Enumeration]) -> String {
    let mut text = "\"\"\"Made from liveberth.h by `cargo xtask ffi --bless`.\"\"\"\n\n\
         from __future__ import annotations\n\n\
         from enum import IntEnum\n"
        .to_owned();
    for it in enumerations {
        text.push_str(&format!(
            "\n\nclass {}(IntEnum):\n    \"\"\"{}\"\"\"\n",
            it.name, it.meaning
        ));
        for Constant { name, number, meaning } in &it.constants {
            text.push_str(&format!("\n{}    {name} = {number}\n", commented(meaning, "    #: ")));
        }
        let unknown = if it.has_unnumbered() { "UNNUMBERED" } else { "UNKNOWN" };
        if !it.has_unnumbered() {
            text.push_str(&format!("\n{}    UNKNOWN = 0\n", commented(UNKNOWN, "    #: ")));
        }
        text.push_str(&format!(
            "\n    @classmethod\n    def _missing_(cls, value: object) -> {}:\n        \
             return cls.{unknown}\n",
            it.name
        ));
    }
    text
}
