//! AWS IoT's control plane: the fleet's index, the registry, certificates.

mod certificates;
mod registry;
mod search;

pub use certificates::Certificates;
pub use registry::Registry;
pub use search::FleetIndex;
