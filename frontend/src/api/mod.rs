//! The client of the API: the person's token on every call, problem documents as errors.

mod feed;
mod catalogue;
mod http;
mod machine;
mod problem;
mod push;
mod things;
mod types;
mod users;

pub(crate) use feed::*;
pub(crate) use catalogue::{
    AddedVersion, CatalogueVersion, CatalogueVersions, Configuration, Document, Judgement, WhatIfStatus, WhatIfView,
};
pub(crate) use http::{Api, As};
pub(crate) use machine::*;
pub(crate) use push::Subscriptions;
pub(crate) use problem::{ApiError, FieldProblem, Problem};
pub(crate) use things::{Provisioned, ThingInside};
pub(crate) use types::*;
pub(crate) use users::{FarmOfUser, UserWithAccess};
