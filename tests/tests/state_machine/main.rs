//! The escalation's state machine: its shape, each state by itself, and whole executions.

mod cases;
mod machine;
mod paths;
mod shape;
