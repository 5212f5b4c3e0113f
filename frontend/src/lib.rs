//! The web client: pages made on the server from the API's answers, for people in barns and offices.
//!
//! It has no AWS permission and no store of its own. It asks the user pool by its public calls and the API with the person's own
//! token; who may what is decided there, and only shown here. No token ever reaches a script.
#![allow(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    clippy::unused_self,
    reason = "a template calls methods of its page, with references to its fields"
)]
#![allow(
    clippy::similar_names,
    clippy::struct_field_names,
    reason = "a farm has a form, and a page of things its things"
)]

mod api;
mod app;
mod assets;
pub mod config;
mod identity;
mod markdown;
mod pages;
mod security;
mod session;
mod words;

pub use app::{router, router_over};
