//! The files of a farm: manuals, reports, configurations and photos.
//!
//! The bucket's own listing is the only record of what is there, so nothing has to be kept in step with it: an object's key
//! says the farm, the kind, the age and the name.

mod id;
mod kind;
mod name;
pub mod ports;
mod upload;

#[cfg(test)]
mod tests;

pub use id::FileId;
pub use kind::FileKind;
pub use name::FileName;
pub use upload::{NewFile, StoredFile, Upload, UploadFault};
