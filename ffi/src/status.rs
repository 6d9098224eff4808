//! How a call ended, as a number.

use core::ffi::{CStr, c_char};

/// How a call ended.
///
/// A number keeps its meaning, also after nothing answers with it any more. New ones may be added:
/// take one that you do not know for a failure.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The call did what it says.
    Ok = 0,
    /// A pointer that is needed was NULL.
    NullPointer = 1,
    /// A length that no text and no list can have.
    InvalidLength = 2,
    /// A text was not UTF-8.
    InvalidUtf8 = 3,
    /// The library failed, in this call or in an earlier one on the same handle, which can only be
    /// freed. This is a fault of the library: please report it.
    Panicked = 4,
    /// A failure that has no number in this version; the error text has its code.
    Unnumbered = 5,
    /// A handle is of another type, or was freed already.
    WrongHandle = 6,
    /// A number stands for nothing that the function knows.
    UnknownNumber = 7,
    /// A text names nothing that the function knows.
    UnknownName = 8,

    /// A text was not JSON, or not of the form that the function takes.
    Malformed = 16,
    /// An answer has no JSON form.
    Unwritable = 17,
    /// A text names no resource.
    InvalidRid = 18,
    /// Limits cannot be read.
    InvalidLimits = 19,
    /// A report holds no accepted document of the kind that the function takes.
    NotAccepted = 20,
    /// A configuration or a question has more replicas than it may.
    TooManyReplicas = 21,

    /// A threshold of the policy is outside its range.
    ThresholdOutOfRange = 32,
    /// The policy would scale down sooner than up.
    ScaleUpDelayExceedsScaleDownDelay = 33,
    /// A number of the policy has to be at least 1.
    Zero = 34,

    /// No deployment has this identifier.
    DeploymentNotFound = 64,
    /// The identifier of a new deployment is taken.
    DeploymentExists = 65,
    /// The model and branch have a deployment already.
    TargetTaken = 66,
    /// Nothing was published on the branch yet.
    NoVersion = 67,
    /// Sources change only while a deployment is disabled.
    SourcesInUse = 68,
    /// The project is not known.
    ProjectNotFound = 69,
    /// The queue is not known.
    QueueNotFound = 70,
    /// The queue counts something else.
    QueueKindMismatch = 71,
    /// The queues of a kind would be given more than the enrollment has.
    EnrollmentExceeded = 72,
    /// The node is not known.
    NodeNotFound = 73,
    /// The node cannot hold what runs on it in its new shape.
    NodeInUse = 74,
    /// There is no such replica.
    ReplicaNotFound = 75,
    /// The replica does not serve.
    ReplicaNotReady = 76,
    /// The deployment is replacing replicas already.
    MoveConflict = 77,
    /// A request's number is not higher than every one before.
    RequestNotNew = 78,
    /// No node has room.
    NoRoom = 79,
    /// The node holds a replica of this number already.
    ReplicaExists = 80,

    /// The state was saved by a version of the library that this one does not know.
    UnknownVersion = 96,
    /// The saved state contradicts itself.
    Inconsistent = 97,
}

/// Every status and its code.
const STATUSES: &[(Status, &CStr)] = &[
    (Status::Ok, c"ok"),
    (Status::NullPointer, c"null_pointer"),
    (Status::InvalidLength, c"invalid_length"),
    (Status::InvalidUtf8, c"invalid_utf8"),
    (Status::Panicked, c"panicked"),
    (Status::Unnumbered, c"unnumbered"),
    (Status::WrongHandle, c"wrong_handle"),
    (Status::UnknownNumber, c"unknown_number"),
    (Status::UnknownName, c"unknown_name"),
    (Status::Malformed, c"malformed"),
    (Status::Unwritable, c"unwritable"),
    (Status::InvalidRid, c"invalid_rid"),
    (Status::InvalidLimits, c"invalid_limits"),
    (Status::NotAccepted, c"not_accepted"),
    (Status::TooManyReplicas, c"too_many_replicas"),
    (Status::ThresholdOutOfRange, c"threshold_out_of_range"),
    (Status::ScaleUpDelayExceedsScaleDownDelay, c"scale_up_delay_exceeds_scale_down_delay"),
    (Status::Zero, c"zero"),
    (Status::DeploymentNotFound, c"deployment_not_found"),
    (Status::DeploymentExists, c"deployment_exists"),
    (Status::TargetTaken, c"target_taken"),
    (Status::NoVersion, c"no_version"),
    (Status::SourcesInUse, c"sources_in_use"),
    (Status::ProjectNotFound, c"project_not_found"),
    (Status::QueueNotFound, c"queue_not_found"),
    (Status::QueueKindMismatch, c"queue_kind_mismatch"),
    (Status::EnrollmentExceeded, c"enrollment_exceeded"),
    (Status::NodeNotFound, c"node_not_found"),
    (Status::NodeInUse, c"node_in_use"),
    (Status::ReplicaNotFound, c"replica_not_found"),
    (Status::ReplicaNotReady, c"replica_not_ready"),
    (Status::MoveConflict, c"move_conflict"),
    (Status::RequestNotNew, c"request_not_new"),
    (Status::NoRoom, c"no_room"),
    (Status::ReplicaExists, c"replica_exists"),
    (Status::UnknownVersion, c"unknown_version"),
    (Status::Inconsistent, c"inconsistent"),
];

impl Status {
    /// The status of a code of the core.
    pub(crate) fn of_code(code: &str) -> Self {
        let of_code = STATUSES.iter().find(|(_, name)| name.to_bytes() == code.as_bytes());
        of_code.map_or(Self::Unnumbered, |(status, _)| *status)
    }

    /// The status's code.
    pub(crate) fn code(self) -> &'static str {
        name(self as u32).and_then(|name| name.to_str().ok()).unwrap_or_default()
    }
}

fn name(number: u32) -> Option<&'static CStr> {
    let numbered = STATUSES.iter().find(|(status, _)| *status as u32 == number);
    numbered.map(|(_, name)| *name)
}

/// The name of a status, such as "deployment_not_found": the code that error texts carry and that
/// the same failure has in Rust and in JavaScript. A number that is no status is "unnumbered".
///
/// It lives as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn liveberth_status_name(status: u32) -> *const c_char {
    name(status).unwrap_or(c"unnumbered").as_ptr()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Every status of the header: its name there and its number.
    fn header() -> Vec<(String, u32)> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/liveberth.h");
        let header = fs::read_to_string(path).unwrap();
        let constants = header.lines().filter_map(|line| line.trim().split_once(" = "));
        constants
            .filter_map(|(name, number)| {
                let name = name.strip_prefix("LIVEBERTH_STATUS_")?;
                Some((name.to_owned(), number.trim_end_matches(',').parse().unwrap()))
            })
            .collect()
    }

    #[test]
    fn every_status_of_the_header_has_its_name_in_lower_case() {
        let header = header();
        assert_eq!(header.len(), STATUSES.len());
        for (constant, number) in header {
            // SAFETY: the function returns a text that ends in a NUL and lives for ever.
            let name = unsafe { CStr::from_ptr(liveberth_status_name(number)) };
            assert_eq!(name.to_str().unwrap(), constant.to_lowercase());
        }
    }

    /// The codes in the bodies of `fn code(&self) -> &'static str` of the core's errors.
    fn codes_of_the_core(folder: &Path, codes: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                codes_of_the_core(&path, codes);
                continue;
            }
            let source = fs::read_to_string(&path).unwrap();
            let is_error = source.contains("Error {") && source.contains("thiserror");
            for body in source.split("fn code(&self) -> &'static str {").skip(1) {
                let (body, _) = body.split_once("\n    }\n").unwrap();
                let literals = body.split('"').skip(1).step_by(2);
                codes.extend(literals.filter(|_| is_error).map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_error_code_of_the_core_has_a_number() {
        let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
        let mut codes = Vec::new();
        codes_of_the_core(&core, &mut codes);
        assert!(codes.iter().any(|code| code == "deployment_not_found"), "the codes are found");
        codes.retain(|code| Status::of_code(code) == Status::Unnumbered);
        assert_eq!(codes, Vec::<String>::new(), "codes without a status");
    }

    #[test]
    fn a_code_without_a_number_is_unnumbered() {
        assert_eq!(Status::of_code("some_later_code"), Status::Unnumbered);
        assert_eq!(Status::of_code(""), Status::Unnumbered);
    }
}
