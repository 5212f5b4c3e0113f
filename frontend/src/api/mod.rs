//! The client of the API: the person's token on every call, problem documents as errors.

mod audit;
mod catalogue;
mod content;
mod feed;
mod files;
mod http;
mod library;
mod listed;
mod machine;
mod maintenance;
mod people;
mod problem;
mod push;
mod things;
mod types;
mod users;

pub(crate) use audit::{Execution, ReachablePerson};
pub(crate) use catalogue::{
    AddedVersion, CatalogueVersion, CatalogueVersions, Configuration, Document, Judgement, WhatIfStatus,
    WhatIfView,
};
pub(crate) use content::{Article, ArticleVersion};
pub(crate) use feed::*;
pub(crate) use files::*;
pub(crate) use http::{Api, As, read};
pub(crate) use library::*;
pub(crate) use listed::{ListedAlarm, ListedEntity};
pub(crate) use machine::*;
pub(crate) use maintenance::*;
pub(crate) use people::*;
pub(crate) use problem::{ApiError, FieldProblem, Problem};
pub(crate) use push::Subscriptions;
pub(crate) use things::{Provisioned, ThingInside};
pub(crate) use types::*;
pub(crate) use users::{FarmOfUser, UserWithAccess};
