//! The claim `farms`: a person's farms and what the person is on each, short enough for a token.
//!
//! `<farm>:<role>` joined by commas, the role being one letter: `w` worker, `f` farmer, `t` technician. With at most 50
//! farms of at most 40 characters it has at most 2,149 characters; an HTTP API takes 10,240 bytes of request line and
//! headers together.

use std::collections::BTreeMap;

use valmetal_domain::{entity::FarmRole, names::FarmId};

/// The most farms that the claim lists.
pub const MAX_FARMS: usize = 50;

/// A claim with more than [`MAX_FARMS`] farms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} farms, but a token lists at most {MAX_FARMS}")]
pub struct FarmsError(pub usize);

/// The claim for these farms.
pub fn encode_farms(farms: &BTreeMap<FarmId, FarmRole>) -> Result<String, FarmsError> {
    if farms.len() > MAX_FARMS {
        return Err(FarmsError(farms.len()));
    }
    let entries: Vec<_> = farms.iter().map(|(farm, role)| format!("{farm}:{}", letter(*role))).collect();
    Ok(entries.join(","))
}

/// The farms that the claim lists. An entry that cannot be read gives no farm, and nothing after the fiftieth does.
pub fn decode_farms(claim: &str) -> BTreeMap<FarmId, FarmRole> {
    claim.split(',').take(MAX_FARMS).filter_map(entry).collect()
}

fn entry(entry: &str) -> Option<(FarmId, FarmRole)> {
    let (farm, role) = entry.split_once(':')?;
    let role = match role {
        "w" => FarmRole::Worker,
        "f" => FarmRole::Farmer,
        "t" => FarmRole::Technician,
        _ => return None,
    };
    Some((FarmId::new(farm).ok()?, role))
}

fn letter(role: FarmRole) -> char {
    match role {
        FarmRole::Worker => 'w',
        FarmRole::Farmer => 'f',
        FarmRole::Technician => 't',
    }
}
