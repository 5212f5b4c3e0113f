//! What the user pool asks for while it signs people in.

mod add_farm_claims;

pub use add_farm_claims::AddFarmClaims;
