//! The nodes of a farm's hierarchy.

mod create;
mod delete;
mod get;
mod move_entity;
mod shape;
mod tree;
mod update;
mod write;
