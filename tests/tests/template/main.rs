//! The deployed stack: its size, what its functions are promised, and what the roles behind it may do.

mod events;
mod functions;
mod nested;
mod permissions;
mod roles;
mod size;
mod sources;
mod stack;
