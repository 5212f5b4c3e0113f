//! How far a weight is off its target.

use schemars::JsonSchema;
use serde::Serialize;

/// A load counts as exact where it is off by no more than this share of its target.
pub const EXACT_SHARE: f64 = 0.02;
/// A load counts as close where it is off by no more than this, in kg.
pub const CLOSE_KG: f64 = 5.0;
/// A load that is off by more than this share of its target is an outlier.
pub const OUTLIER_SHARE: f64 = 0.1;

/// A signed deviation: positive is too much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Deviation {
    /// In kg.
    pub kg: f64,
    /// In percent of the target; none where the target was nothing.
    pub percent: Option<f64>,
    #[serde(skip)]
    target: f64,
}

impl Deviation {
    /// What `delivered` is off `entitlement`, both in kg.
    pub fn of(entitlement: f64, delivered: f64) -> Self {
        let kg = delivered - entitlement;
        let percent = (entitlement > 0.0).then(|| kg / entitlement * 100.0);
        Self { kg, percent, target: entitlement }
    }

    /// Within [`EXACT_SHARE`] of the target.
    pub fn is_exact(self) -> bool {
        self.kg.abs() <= EXACT_SHARE * self.target
    }

    /// Within [`CLOSE_KG`].
    pub fn is_close(self) -> bool {
        self.kg.abs() <= CLOSE_KG
    }

    /// Beyond [`OUTLIER_SHARE`] of the target.
    pub fn is_outlier(self) -> bool {
        self.kg.abs() > OUTLIER_SHARE * self.target
    }
}
