//! Which farm a page of the administration is about.

use crate::{
    api::{ApiError, As},
    pages::admin::users::access,
};

/// The farms, and the chosen one.
pub(super) struct Picker {
    /// Ids and names.
    pub(super) farms: Vec<(String, String)>,
    /// The chosen one; empty where there is none.
    pub(super) farm: String,
}

impl Picker {
    /// The farms of the person; the first one is chosen where none is, unless there may be none.
    pub(super) async fn read(
        api: &As<'_>,
        chosen: Option<&str>,
        may_be_none: bool,
    ) -> Result<Self, ApiError> {
        let farms = access::farms(api).await?;
        let first = farms.first().filter(|_| !may_be_none).map(|(id, _)| id.clone());
        let chosen = chosen.filter(|farm| !farm.is_empty()).map(str::to_owned);
        Ok(Self { farm: chosen.or(first).unwrap_or_default(), farms })
    }
}
