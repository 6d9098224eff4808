//! Rules between members that JSON Schema can say: by cases of one of them.

use super::Context;
use crate::config::rules::{
    CONFIGURATION, CPU, DURATION, DURATION_UNIT, DURATION_VALUE, GPU, GPU_COUNT, GPU_REQUEST,
    GPU_TYPE, Member, ObjectType,
};
use crate::document::Writer;
use crate::number::Double;
use crate::quantity::MilliCpu;
use crate::time::DurationUnit;

impl Context<'_> {
    /// The cases of an object, if it has any.
    pub(super) fn write_conditions(self, writer: &mut Writer, object: &'static ObjectType) {
        match object.name {
            name if name == GPU_REQUEST.name => self.write_gpu_maxima(writer),
            name if name == DURATION.name => self.write_longest_delays(writer),
            name if name == CONFIGURATION.name => self.write_largest_nodes(writer),
            _ => {}
        }
    }

    /// The most GPUs of each type. Without any type there is no case: a schema has no empty `allOf`.
    fn write_gpu_maxima(self, writer: &mut Writer) {
        let Some(gpus) = self.limits.gpus.as_ref().filter(|gpus| gpus.keys().next().is_some())
        else {
            return;
        };
        writer.name("allOf").list(|writer| {
            for (gpu_type, most) in gpus.iter() {
                write_case(writer, (&GPU_TYPE, gpu_type.name()), &GPU_COUNT, (*most).into());
            }
        });
    }

    /// The most of each unit that the longest delay has.
    fn write_longest_delays(self, writer: &mut Writer) {
        writer.name("allOf").list(|writer| {
            for unit in DurationUnit::ALL {
                let most = self.limits.max_delay_ms.checked_div(unit.millis()).unwrap_or_default();
                write_case(writer, (&DURATION_UNIT, unit.name()), &DURATION_VALUE, most.into());
            }
        });
    }

    /// The most CPU with GPUs and without.
    fn write_largest_nodes(self, writer: &mut Writer) {
        let (with_gpus, without) = (self.limits.largest_gpu_node, self.limits.largest_node);
        if with_gpus.is_none() && without.is_none() {
            return;
        }
        writer.name("if").object(|writer| {
            writer.name("properties").object(|writer| {
                writer.name(GPU.name).object(|writer| {
                    writer.name("not").object(|writer| writer.name("type").string("null"));
                });
            });
            write_required(writer, &GPU);
        });
        for (name, node) in [("then", with_gpus), ("else", without)] {
            writer.name(name).object(|writer| {
                if let Some(node) = node {
                    let MilliCpu(most) = node.cpu;
                    write_maximum(writer, &CPU, Double::from_thousandths(most));
                }
            });
        }
    }
}

/// If one member is this text, another is at most that.
fn write_case(writer: &mut Writer, (case, text): (&Member, &str), member: &Member, most: Double) {
    writer.object(|writer| {
        writer.name("if").object(|writer| {
            writer.name("properties").object(|writer| {
                writer.name(case.name).object(|writer| writer.name("const").string(text));
            });
            write_required(writer, case);
        });
        writer.name("then").object(|writer| write_maximum(writer, member, most));
    });
}

fn write_required(writer: &mut Writer, member: &Member) {
    writer.name("required").list(|writer| writer.string(member.name));
}

fn write_maximum(writer: &mut Writer, member: &Member, most: Double) {
    writer.name("properties").object(|writer| {
        writer.name(member.name).object(|writer| writer.name("maximum").number(most));
    });
}
