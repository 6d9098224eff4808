//! The bodies of the fuzz targets: bytes in, a panic where a promise is broken.
//!
//! Ordinary tests compile and run them too, so that they cannot rot.

mod answer;
mod choices;
mod configuration;
mod control_plane;
mod placement;
mod routing;

pub use configuration::configuration_text;
pub use control_plane::control_plane_inputs;
pub use placement::placements;
pub use routing::requests;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Runs a target's body on every input that is kept for it.
    fn replay(target: &str, body: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
        let inputs: std::vec::Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert!(!inputs.is_empty(), "{} is empty", folder.display());
        for input in inputs {
            body(&fs::read(input.unwrap().path()).unwrap());
        }
    }

    #[test]
    fn the_kept_texts_of_configurations_hold() {
        replay("configuration_text", configuration_text);
    }

    #[test]
    fn the_kept_changes_of_clusters_hold() {
        replay("placements", placements);
    }

    #[test]
    fn the_kept_ways_of_requests_hold() {
        replay("requests", requests);
    }

    #[test]
    fn the_kept_inputs_of_the_control_plane_hold() {
        replay("control_plane_inputs", control_plane_inputs);
    }
}
