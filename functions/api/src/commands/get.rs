//! `GET /v1/things/{thingName}/commands/{commandId}`

use std::sync::Arc;

use valmetal_domain::{
    access::Operation,
    command::{Command, ports::ReadCommand},
    names::{CommandId, ThingName},
};
use valmetal_runtime::{
    claims::Caller,
    http::{ETag, Json, Path, State},
    problem::Problem,
};

use super::place::allowed;
use crate::store::unavailable;

/// Answers the command. Whoever sees the machine sees what was asked of it on this farm.
pub(super) async fn get(
    State(commands): State<Arc<dyn ReadCommand>>,
    caller: Caller,
    Path((thing, id)): Path<(ThingName, CommandId)>,
) -> Result<(ETag, Json<Command>), Problem> {
    let (place, command) = commands.read_command(&thing, &id).await.map_err(unavailable)?;
    let (place, _) = allowed(&caller, Operation::Read, place)?;
    let command = command.filter(|command| command.farm_id == place.farm_id);
    let command = command.ok_or_else(|| Problem::not_found("command"))?;
    Ok((ETag(command.version), Json(command)))
}
