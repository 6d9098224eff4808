//! An enumeration as Java writes it: a class in a file of its own.

use super::{Constant, Enumeration, UNKNOWN, commented};

pub(super) fn text(enumeration: &Enumeration) -> String {
    let Enumeration { name: class, meaning, constants } = enumeration;
    let mut text = format!(
        "// Made from liveberth.h by `cargo xtask ffi --bless`.\npackage liveberth;\n\n\
         /** {meaning} */\npublic enum {class} {{\n"
    );
    let unknown = (!enumeration.has_unnumbered()).then(|| Constant {
        name: "UNKNOWN".to_owned(),
        number: "0".to_owned(),
        meaning: UNKNOWN.to_owned(),
    });
    let constants: Vec<String> = constants.iter().chain(&unknown).map(constant).collect();
    text.push_str(&constants.join(",\n\n"));
    text.push_str(";\n");
    let fallback = if unknown.is_some() { "UNKNOWN" } else { "UNNUMBERED" };
    text.push_str(&METHODS.replace("CLASS", class).replace("FALLBACK", fallback));
    text
}

fn constant(Constant { name, number, meaning }: &Constant) -> String {
    format!("    /**\n{}     */\n    {name}({number})", commented(meaning, "     * "))
}

const METHODS: &str = "
    private final int number;

    CLASS(int number) {
        this.number = number;
    }

    /** The number that it has in every language. */
    public int number() {
        return number;
    }

    /** What a number stands for; one of a later library is FALLBACK. */
    static CLASS of(int number) {
        for (CLASS known : values()) {
            if (known.number == number) {
                return known;
            }
        }
        return FALLBACK;
    }
}
";
