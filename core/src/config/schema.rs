//! JSON Schema 2020-12, made from the table of the rules for a platform's limits.
//!
//! What the check accepts the schema accepts, and what the schema refuses the check refuses. It
//! cannot say everything: rules between members whose amounts are texts, names given twice, the size
//! of the text. `x-rules` lists what is left, each by the code of the diagnostic.
//!
//! OpenAPI 3.1 has the same dialect, so its components are these definitions.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::diagnostic::Code;
use super::rules::{
    CONFIGURATION, CREATE_REQUEST, CROSS_RULES, CrossRule, KNOWN_SOURCE, Kind, LIMITS, Member,
    ObjectType, REPLACE_REQUEST,
};
use crate::document::Writer;
use crate::limits::Limits;

mod condition;
mod kind;

/// The documents that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// A runtime configuration.
    RuntimeConfiguration,
    /// The body of *create*.
    CreateRequest,
    /// The body of *replace*.
    ReplaceRequest,
    /// The limits of a platform.
    Limits,
}

impl Document {
    /// Every document.
    pub const ALL: [Self; 4] =
        [Self::RuntimeConfiguration, Self::CreateRequest, Self::ReplaceRequest, Self::Limits];

    /// The objects that a schema defines: that of a document has those of the bodies that hold it.
    fn defined(self) -> Vec<&'static ObjectType> {
        match self {
            Self::Limits => vec![&LIMITS],
            _ => vec![self.object(), &CREATE_REQUEST, &REPLACE_REQUEST],
        }
    }

    const fn object(self) -> &'static ObjectType {
        match self {
            Self::RuntimeConfiguration => &CONFIGURATION,
            Self::CreateRequest => &CREATE_REQUEST,
            Self::ReplaceRequest => &REPLACE_REQUEST,
            Self::Limits => &LIMITS,
        }
    }
}

/// What a schema cannot say of a document by itself, whatever its members.
const OF_EVERY_DOCUMENT: [(Code, &str); 5] = [
    (Code::MalformedJson, "the text is JSON in UTF-8"),
    (Code::TooLarge, "the text has at most 262144 bytes"),
    (Code::TooDeep, "objects and lists nest at most 64 levels deep"),
    (Code::DuplicateField, "a name is given once in an object"),
    (Code::InvalidMemory, "an amount of memory has fewer than 2^64 bytes"),
];

/// The schema of a document on a platform with these limits.
///
/// ```
/// use liveberth_core::config::schema::{Document, schema};
/// use liveberth_core::limits::Limits;
/// let schema = schema(Document::RuntimeConfiguration, &Limits::default());
/// assert!(schema.starts_with(r#"{"$schema":"https://json-schema.org/draft/2020-12/schema""#));
/// ```
pub fn schema(document: Document, limits: &Limits) -> String {
    let root = document.object();
    let context = Context { limits, definitions: "#/$defs/" };
    let mut writer = Writer::default();
    writer.object(|writer| {
        writer.name("$schema").string("https://json-schema.org/draft/2020-12/schema");
        writer.name("title").string(root.name);
        context.refer_to(writer, root.name);
        writer.name("x-rules").list(|writer| context.write_rules(writer, root));
        writer.name("$defs");
        context.write_definitions(writer, &document.defined());
    });
    writer.finish()
}

/// The definitions of every document, as the `components.schemas` of an OpenAPI 3.1 document.
pub fn components(limits: &Limits) -> String {
    let context = Context { limits, definitions: "#/components/schemas/" };
    let mut writer = Writer::default();
    context.write_definitions(&mut writer, &Document::ALL.map(Document::object));
    writer.finish()
}

/// What definitions are made for.
#[derive(Clone, Copy)]
struct Context<'l> {
    limits: &'l Limits,
    /// Where definitions are, for references to them.
    definitions: &'static str,
}

impl Context<'_> {
    fn refer_to(self, writer: &mut Writer, name: &str) {
        writer.name("$ref").string(&[self.definitions, name].concat());
    }

    /// Every object that `roots` lead to, and the kinds of text that have a name.
    fn write_definitions(self, writer: &mut Writer, roots: &[&'static ObjectType]) {
        writer.object(|writer| {
            for object in reachable(roots) {
                writer.name(object.name);
                self.write_object(writer, object);
            }
            self.write_named_kinds(writer);
        });
    }

    fn write_object(self, writer: &mut Writer, object: &'static ObjectType) {
        writer.object(|writer| {
            writer.name("description").string(object.summary);
            writer.name("type").string("object");
            writer.name("properties").object(|writer| {
                for member in object.members {
                    writer.name(member.name);
                    self.write_member(writer, member);
                }
            });
            let required = object.members.iter().filter(|member| member.required);
            writer.name("required").list(|writer| {
                required.for_each(|member| writer.string(member.name));
            });
            writer.name("additionalProperties").boolean(false);
            self.write_conditions(writer, object);
        });
    }

    /// What the schema leaves to the check.
    fn write_rules(self, writer: &mut Writer, root: &'static ObjectType) {
        let objects = reachable(&[root]);
        for CrossRule { object, members, code, summary } in &CROSS_RULES {
            if objects.iter().any(|reached| reached.name == object.name) {
                write_rule(writer, *code, object.name, members, summary);
            }
        }
        for (code, summary) in OF_EVERY_DOCUMENT {
            write_rule(writer, code, "", &[], summary);
        }
    }
}

fn write_rule(
    writer: &mut Writer,
    code: Code,
    object: &str,
    members: &[&'static Member],
    summary: &str,
) {
    writer.object(|writer| {
        writer.name("code").string(code.as_str());
        if !members.is_empty() {
            writer.name("object").string(object);
            writer.name("members").list(|writer| {
                members.iter().for_each(|member| writer.string(member.name));
            });
        }
        writer.name("rule").string(summary);
    });
}

/// The objects that `roots` lead to, themselves first, each once.
fn reachable(roots: &[&'static ObjectType]) -> Vec<&'static ObjectType> {
    let mut found: Vec<&'static ObjectType> = Vec::new();
    let mut next = roots.to_vec();
    while !next.is_empty() {
        let mut inner = Vec::new();
        for object in next {
            if found.iter().any(|known| known.name == object.name) {
                continue;
            }
            found.push(object);
            inner.extend(object.members.iter().filter_map(|member| match member.kind {
                Kind::Object(object) => Some(object),
                Kind::Imported => Some(&KNOWN_SOURCE),
                _ => None,
            }));
        }
        next = inner;
    }
    found
}
