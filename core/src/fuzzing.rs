//! The bodies of the fuzz targets, so that ordinary tests compile and run them too.

mod control_plane;

pub use control_plane::control_plane_inputs;
