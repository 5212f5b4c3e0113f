//! What the functions of one process share, such as a client of a service: made when the first asks for it.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::error::Error;

/// One value of each type.
#[derive(Clone, Default)]
pub struct Shared(Arc<Mutex<HashMap<TypeId, Box<dyn Any + Send>>>>);

impl Shared {
    /// The value of this type; `make` makes it where there is none yet. `make` must not ask for another one.
    pub fn get_or_make<T, E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<T, Error>
    where
        T: Clone + Send + 'static,
        E: Into<Error>,
    {
        // A panic leaves the map as it was: values are only ever put in whole.
        let mut values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = values.get(&TypeId::of::<T>()).and_then(|value| value.downcast_ref::<T>()) {
            return Ok(value.clone());
        }
        let value = make().map_err(Into::into)?;
        values.insert(TypeId::of::<T>(), Box::new(value.clone()));
        Ok(value)
    }
}
