//! Finds a deployed function by the name that a person uses: `handle-alarms`.

use anyhow::{Result, bail};

use super::stack::Contents;

/// A function's deployed name, from its name in the template (`HandleAlarms`), as a handler (`handle-alarms`) or as deployed.
///
/// # Errors
/// When there is none; the message lists what there is.
pub(crate) fn find(stacks: &[Contents], name: &str) -> Result<String> {
    let mut known = Vec::new();
    for stack in stacks {
        for (logical, resource) in &stack.resources {
            if resource.kind != "AWS::Lambda::Function" {
                continue;
            }
            let handler = stack.template["Resources"][logical.as_str()]["Properties"]["Handler"].as_str();
            if [Some(logical.as_str()), handler, Some(&resource.physical_id)].contains(&Some(name)) {
                return Ok(resource.physical_id.clone());
            }
            known.push(handler.unwrap_or(logical).to_owned());
        }
    }
    known.sort();
    bail!("there is no function {name}; there are: {}", known.join(", "))
}

#[cfg(test)]
mod tests;
