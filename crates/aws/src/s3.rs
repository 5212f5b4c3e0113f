//! S3: the files of farms, exports, archives.
//!
//! `rusty-s3` signs and reads, and the HTTP client of all services sends. The SDK's own client brings seven hundred
//! kilobytes of tables for checksums that nobody here asks for, and is half of a function's package.

mod bucket;
mod exports;
mod files;

pub use bucket::Bucket;
pub use exports::Exports;
pub use files::Files;
