//! Telling people about an alarm: whom, by which channel, in which words, and how often at the most.
//!
//! Everything here is decided from values; what sends and what remembers who was told is behind [`ports`]. A message is
//! claimed before it is sent. Of what is critical a message is rather sent twice than lost; of the rest it is rather lost
//! than sent twice.

pub mod claim;
mod letters;
mod mail;
mod notice;
pub mod ports;
mod push;
mod recipients;
mod sms;
mod tally;
mod test_message;
mod topic;
mod words;

#[cfg(test)]
mod tests;

pub use claim::{Addressee, Claim, ClaimKey, Delivery, SendError, Settlement};
pub use mail::{Mail, mail};
pub use notice::{Notice, Occasion, Reader, Subject, location, silenced_by};
pub use push::{PushPayload, push};
pub use recipients::{Despite, Resolution, Silence, Telling, resolve, resolve_taken};
pub use sms::sms;
pub use tally::Tally;
pub use test_message::TestMessage;
pub use topic::{TopicMessage, topic};
