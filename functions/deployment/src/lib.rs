//! What a deployment runs: functions behind custom resources, for what CloudFormation has no type for.

pub mod apply_catalogue;
pub mod configure_iot;
pub mod custom_resource;
pub mod migrate_database;
