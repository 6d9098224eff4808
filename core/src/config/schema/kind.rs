//! What each kind of member is in JSON Schema.

use super::Context;
use crate::config::diagnostic::DefaultValue;
use crate::config::problem::DEPLOYMENT_TYPES;
use crate::config::rules::{Kind, Maximum, Member};
use crate::document::Writer;
use crate::gpu::GpuType;
use crate::number::Double;
use crate::time::DurationUnit;
use alloc::string::ToString;

/// The names of the definitions that are no objects.
const RESOURCE_IDENTIFIER: &str = "ResourceIdentifier";
const MEMORY: &str = "Memory";
const GPU_TYPE: &str = "GpuType";
const AVAILABLE_GPU_TYPE: &str = "AvailableGpuType";
const TIME_UNIT: &str = "DurationUnit";

/// The grammar of resource identifiers.
const RESOURCE_IDENTIFIER_PATTERN: &str =
    r"^ri\.[a-z][a-z0-9-]*\.([a-z0-9][a-z0-9-]*)?\.[a-z][a-z0-9-]*\.[a-zA-Z0-9._-]+$";

/// The grammar of amounts of memory, as far as it does not count.
const MEMORY_PATTERN: &str = concat!(
    r"^[ \t\n\v\f\r]*0*[1-9][0-9]*[ \t\n\v\f\r]*",
    r"([bB]([yY][tT][eE][sS]?)?|[kKmMgGtTpP][iI]?[bB]?)?[ \t\n\v\f\r]*$",
);

impl Context<'_> {
    /// A member's schema; null stands for a member that is absent.
    pub(super) fn write_member(self, writer: &mut Writer, member: &'static Member) {
        writer.object(|writer| {
            writer.name("description").string(member.summary);
            match member.default_value(self.limits) {
                Some(DefaultValue::Cpu(cpu)) => {
                    writer.name("default").number(Double::from_thousandths(cpu.0));
                }
                Some(DefaultValue::Memory(memory)) => {
                    writer.name("default").string(&memory.to_string());
                }
                Some(DefaultValue::ThreadCount(count)) => {
                    writer.name("default").number(count.into());
                }
                None => {}
            }
            if member.required {
                return self.write_kind(writer, member);
            }
            writer.name("anyOf").list(|writer| {
                writer.object(|writer| self.write_kind(writer, member));
                writer.object(|writer| writer.name("type").string("null"));
            });
        });
    }

    fn write_kind(self, writer: &mut Writer, member: &'static Member) {
        match &member.kind {
            Kind::Integer { maximum, .. } => {
                let (least, most) = member.bounds(self.limits);
                let of_gpus = self.limits.max_gpu_count(None).map(i64::from);
                let most = match maximum {
                    Some(Maximum::Gpus) => of_gpus.unwrap_or(most),
                    _ => most,
                };
                write_bounds(writer, "integer", ("minimum", least.into()), most.into());
            }
            Kind::Cpu => {
                let most = Double::from_thousandths(self.limits.max_cpu.0);
                write_bounds(writer, "number", ("exclusiveMinimum", Double::ZERO), most);
            }
            Kind::Load => {
                write_bounds(writer, "number", ("minimum", Double::ZERO), Double::ONE);
            }
            Kind::Memory => self.refer_to(writer, MEMORY),
            Kind::GpuType => self.refer_to(writer, AVAILABLE_GPU_TYPE),
            Kind::TimeUnit => self.refer_to(writer, TIME_UNIT),
            Kind::DeploymentType => write_enum(writer, DEPLOYMENT_TYPES),
            Kind::ModelRid | Kind::Rid => self.refer_to(writer, RESOURCE_IDENTIFIER),
            Kind::Branch => {
                writer.name("type").string("string");
                writer.name("minLength").number(Double::ONE);
            }
            Kind::Sources => self.write_sources(writer),
            Kind::EnvironmentVariables => self.write_environment(writer),
            Kind::Boolean => writer.name("type").string("boolean"),
            Kind::Names => {
                writer.name("type").string("array");
                writer.name("items").object(|writer| writer.name("type").string("string"));
            }
            Kind::GpuMaxima => self.write_map(writer, GPU_TYPE, |writer| {
                let most = Double::from(u32::MAX);
                write_bounds(writer, "integer", ("minimum", Double::ZERO), most);
            }),
            Kind::Imported => self.write_map(writer, RESOURCE_IDENTIFIER, |writer| {
                self.refer_to(writer, "KnownSource");
            }),
            Kind::Object(object) => self.refer_to(writer, object.name),
        }
    }

    /// The sources that may be given, where they are known.
    fn write_sources(self, writer: &mut Writer) {
        writer.name("type").string("array");
        writer.name("items").object(|writer| match &self.limits.sources {
            None => self.refer_to(writer, RESOURCE_IDENTIFIER),
            Some(known) => {
                let permitted = known.imported.iter().filter(|(_, source)| {
                    source.enabled_for_compute_modules && source.unexportable_resource_rid.is_none()
                });
                write_enum(writer, permitted.map(|(rid, _)| rid.as_str()));
            }
        });
    }

    fn write_environment(self, writer: &mut Writer) {
        writer.name("type").string("object");
        writer.name("propertyNames").object(|writer| {
            writer.name("pattern").string("^[A-Za-z_][A-Za-z0-9_]*$");
            let mut reserved = self.limits.reserved_environment_variables.iter().peekable();
            if reserved.peek().is_some() {
                writer.name("not").object(|writer| write_enum(writer, reserved));
            }
        });
        writer.name("additionalProperties").object(|writer| {
            writer.name("type").string("string");
            writer.name("pattern").string(r"^[^\u0000]*$");
        });
    }

    fn write_map(self, writer: &mut Writer, names: &str, write_value: impl FnOnce(&mut Writer)) {
        writer.name("type").string("object");
        writer.name("propertyNames").object(|writer| self.refer_to(writer, names));
        writer.name("additionalProperties").object(write_value);
    }

    /// The definitions that are no objects.
    pub(super) fn write_named_kinds(self, writer: &mut Writer) {
        let pattern = |writer: &mut Writer, name: &str, description: &str, pattern: &str| {
            writer.name(name).object(|writer| {
                writer.name("description").string(description);
                writer.name("type").string("string");
                writer.name("pattern").string(pattern);
            });
        };
        let what = "`ri.<service>.<instance>.<type>.<locator>`";
        pattern(writer, RESOURCE_IDENTIFIER, what, RESOURCE_IDENTIFIER_PATTERN);
        let what = "a whole number and a unit, such as `256MiB`; every unit is a power of 1024";
        pattern(writer, MEMORY, what, MEMORY_PATTERN);
        writer.name(GPU_TYPE).object(|writer| {
            writer.name("description").string("a GPU type of the API");
            write_enum(writer, GpuType::ALL.map(GpuType::name));
        });
        writer.name(AVAILABLE_GPU_TYPE).object(|writer| {
            writer.name("description").string("a GPU type that the project has");
            match &self.limits.gpus {
                None => write_enum(writer, GpuType::ALL.map(GpuType::name)),
                Some(gpus) => write_enum(writer, gpus.keys().map(|gpu_type| gpu_type.name())),
            }
        });
        writer.name(TIME_UNIT).object(|writer| {
            writer.name("description").string("a unit of time; months and years are mean ones");
            write_enum(writer, DurationUnit::ALL.map(DurationUnit::name));
        });
    }
}

fn write_bounds(writer: &mut Writer, kind: &str, (name, least): (&str, Double), most: Double) {
    writer.name("type").string(kind);
    writer.name(name).number(least);
    writer.name("maximum").number(most);
}

/// One of a few texts. JSON Schema wants an enumeration to have a value, so none of none is nothing.
fn write_enum<'a>(writer: &mut Writer, names: impl IntoIterator<Item = &'a str>) {
    let mut names = names.into_iter().peekable();
    if names.peek().is_none() {
        return writer.name("not").object(|_| ());
    }
    writer.name("type").string("string");
    writer.name("enum").list(|writer| names.for_each(|name| writer.string(name)));
}
