//! What another delay or deadband would have changed: asked, and answered at once or in the background.

mod get;
mod shape;
mod start;

#[cfg(test)]
mod tests;

pub(super) use get::{WhatIfs, get};
pub(super) use shape::WhatIfView;
pub(super) use start::{Questions, start};
