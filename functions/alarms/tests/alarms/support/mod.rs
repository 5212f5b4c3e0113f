//! What every test here needs: a store that conflicts like the real one, and the words of a device.

pub(crate) mod browsers;
pub(crate) mod device;
pub(crate) mod farm;
pub(crate) mod people;
pub(crate) mod store;
