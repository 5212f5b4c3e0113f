//! The adapters against what they adapt: the AWS emulator with the tables and queues of the real templates, scripted answers for
//! what the emulator never does, and a stand-in for Timestream, which it has not.

// The lint's exception for tests does not know what a test only uses.
#![allow(clippy::unwrap_used)]

mod alarms;
mod audits;
mod catalogue;
mod claims;
mod commands;
mod farms;
mod fixture;
mod indicators;
mod lists;
mod messages;
mod presence;
mod queues;
mod requests;
mod scripted;
mod subscriptions;
mod timestream;
mod what_ifs;
mod workflows;
