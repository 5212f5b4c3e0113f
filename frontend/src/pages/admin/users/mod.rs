//! People: who may sign in, what they are, which farms are theirs.

pub(super) mod access;
pub(super) mod create;
pub(super) mod delete;
pub(super) mod list;
pub(super) mod one;
