//! Finds a deployed function by the name that a person uses: `handle-alarms`.

use anyhow::{Result, bail};

use super::stack::Contents;

/// A deployed function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Function {
    /// Its name in Lambda.
    pub(crate) name: String,
    /// Its handler, which is also the service's name in its log.
    pub(crate) handler: String,
}

/// A deployed function, from its name in the template (`HandleAlarms`), its handler (`handle-alarms`) or its deployed name.
///
/// # Errors
/// When there is none; the message lists what there is.
pub(crate) fn find(stacks: &[Contents], name: &str) -> Result<Function> {
    let mut known = Vec::new();
    for stack in stacks {
        for (logical, resource) in &stack.resources {
            if resource.kind != "AWS::Lambda::Function" {
                continue;
            }
            let handler = stack.template["Resources"][logical.as_str()]["Properties"]["Handler"].as_str();
            let handler = handler.unwrap_or(logical);
            if [logical, handler, &resource.physical_id].contains(&name) {
                return Ok(Function { name: resource.physical_id.clone(), handler: handler.to_owned() });
            }
            known.push(handler);
        }
    }
    known.sort_unstable();
    bail!("there is no function {name}; there are: {}", known.join(", "))
}

#[cfg(test)]
mod tests;
