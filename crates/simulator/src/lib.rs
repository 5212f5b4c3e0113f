//! Simulated machines, and what the platform made of them.
//!
//! A simulation is a [`scenario`] or a random load, turned into a [`plan`] of what each machine does when; [`device`]s that do it
//! over MQTT with their own certificates; and an [`audit`] through the API that finds every message again. It knows the
//! platform only as its devices and clients do: MQTT, HTTP, and the dead-letter queues.

pub mod api;
pub mod audit;
pub mod device;
pub mod feeding;
mod history;
pub mod latency;
pub mod measuring;
pub mod plan;
pub mod report;
pub mod run;
pub mod scenario;
mod shadow;
pub mod target;
mod work;
