//! The part of a form that says which farms are a person's, and what they are there: a line for each farm, and empty ones.

use std::collections::BTreeMap;

use crate::{
    api::{ApiError, As, Farm, FarmOfUser, Page},
    pages::typed::Form,
    words::AdminWords,
};

/// How many farms can be added at once.
const ADDED_AT_ONCE: usize = 3;

/// The most pages of farms that are read for a choice: a thousand farms.
const MAX_PAGES: usize = 10;

/// A line of the form.
pub(super) struct Line {
    /// What its fields are called.
    pub(super) number: usize,
    /// The farm, where it is one of the person's.
    pub(super) farm: Option<(String, String)>,
}

/// All farms: their ids and names, by name.
pub(in crate::pages::admin) async fn farms(api: &As<'_>) -> Result<Vec<(String, String)>, ApiError> {
    let mut farms = Vec::new();
    let mut query = "limit=100".to_owned();
    for _ in 0..MAX_PAGES {
        let page: Page<Farm> = api.get(&format!("/farms?{query}")).await?;
        farms.extend(page.items.into_iter().map(|farm| (farm.id, farm.name)));
        let Some(cursor) = page.cursor else { break };
        query = serde_urlencoded::to_string([("limit", "100"), ("cursor", &cursor)]).unwrap_or_default();
    }
    farms.sort_by_cached_key(|(_, name)| name.to_lowercase());
    Ok(farms)
}

/// The lines: the farms that the person has, then empty ones.
pub(super) fn lines(own: &[FarmOfUser], farms: &[(String, String)]) -> Vec<Line> {
    let name = |id: &str| farms.iter().find(|(known, _)| known == id).map_or(id, |(_, name)| name).to_owned();
    let owned = own.iter().map(|one| Some((one.farm_id.clone(), name(&one.farm_id))));
    let empty = std::iter::repeat_with(|| None).take(ADDED_AT_ONCE);
    owned.chain(empty).enumerate().map(|(number, farm)| Line { number, farm }).collect()
}

/// The values of the lines of these farms.
pub(super) fn values(own: &[FarmOfUser]) -> Vec<(String, String)> {
    let fields = own.iter().enumerate().map(|(n, one)| {
        [(format!("farm.{n}"), one.farm_id.clone()), (format!("farmRole.{n}"), word(one).to_owned())]
    });
    fields.flatten().collect()
}

/// The farms that the form says, each with the number of its line. A farm without a role is none of the person's.
pub(super) fn wanted(form: &Form) -> (Vec<serde_json::Value>, Vec<String>) {
    let roles: BTreeMap<&str, &str> = form.below("farmRole.").collect();
    let lines = form.below("farm.").filter_map(|(n, farm)| Some((n, farm, *roles.get(n)?)));
    lines.map(|(n, farm, role)| (serde_json::json!({"farmId": farm, "role": role}), n.to_owned())).unzip()
}

/// The field of the page that a field of the API is: `farms[1].farmId` is the second line that says something.
pub(super) fn field_of(lines: &[String], field: &str) -> Option<String> {
    let Some(rest) = field.strip_prefix("farms[") else { return Some(field.to_owned()) };
    let n: usize = rest.split(']').next()?.parse().ok()?;
    lines.get(n).map(|line| format!("farm.{line}"))
}

/// What somebody can be on a farm, and nothing.
pub(super) fn roles(a: &'static AdminWords) -> Vec<(&'static str, &'static str)> {
    vec![("", a.no_role), ("worker", a.worker), ("farmer", a.farmer), ("technician", a.technician)]
}

fn word(one: &FarmOfUser) -> &'static str {
    use valmetal_domain::entity::FarmRole;
    match one.role {
        FarmRole::Worker => "worker",
        FarmRole::Farmer => "farmer",
        FarmRole::Technician => "technician",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{field_of, wanted};
    use crate::pages::typed::Form;

    #[test]
    fn a_line_without_a_role_is_no_farm_and_a_fault_finds_its_line() {
        let form = Form::with([
            ("farm.0", "a"),
            ("farmRole.0", ""),
            ("farm.1", "b"),
            ("farmRole.1", "farmer"),
            ("farm.2", ""),
            ("farmRole.2", "worker"),
        ]);
        let (farms, lines) = wanted(&form);
        assert_eq!(farms, [json!({"farmId": "b", "role": "farmer"})]);
        assert_eq!(field_of(&lines, "farms[0].farmId").as_deref(), Some("farm.1"));
        assert_eq!(field_of(&lines, "farms[1].farmId"), None);
        assert_eq!(field_of(&lines, "email").as_deref(), Some("email"));
    }
}
