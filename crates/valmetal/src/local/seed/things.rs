//! Devices: a thing of the registry, its certificate, and its private key in a file of ours.

use std::path::Path;

use anyhow::{Context as _, Result};
use aws_sdk_iot::{Client, types::AttributePayload};
use valmetal_domain::names::{EntityId, FarmId};

use super::demo::Thing;
use crate::local::{aws::Explain as _, state, status::Device};

/// Adds a device that is missing, or only its certificate where the key is not in our file.
pub(super) async fn add(
    client: &Client,
    policy: &str,
    folder: &Path,
    farm: &FarmId,
    entity: &EntityId,
    thing: &Thing,
) -> Result<Device> {
    let name = thing.name.as_str();
    let attributes = AttributePayload::builder()
        .attributes("farmId", farm.as_str())
        .attributes("entityId", entity.as_str())
        .attributes("model", &thing.model);
    // Creating a thing again with the same attributes changes nothing.
    client
        .create_thing()
        .thing_name(name)
        .attribute_payload(attributes.build())
        .send()
        .await
        .explain("it cannot be made")?;
    let device = Device {
        thing_name: name.to_owned(),
        farm_id: farm.to_string(),
        entity_id: entity.to_string(),
        cert_file: folder.join(format!("{name}.pem")),
        key_file: folder.join(format!("{name}.key")),
    };
    let id_file = folder.join(format!("{name}.id"));
    if !has_its_certificate(client, &device, &id_file).await? {
        let made = client.create_keys_and_certificate().set_as_active(true).send().await;
        let made = made.explain("its certificate cannot be made")?;
        let arn = made.certificate_arn().context("a made certificate has an ARN")?;
        let key =
            made.key_pair().and_then(|pair| pair.private_key()).context("a made certificate has a key")?;
        state::write_private(&device.key_file, key.as_bytes())?;
        let certificate = made.certificate_pem().context("a made certificate has a text")?;
        state::write_private(&device.cert_file, certificate.as_bytes())?;
        client
            .attach_policy()
            .policy_name(policy)
            .target(arn)
            .send()
            .await
            .explain("its policy cannot be attached")?;
        let attached = client.attach_thing_principal().thing_name(name).principal(arn).send().await;
        attached.explain("its certificate cannot be attached")?;
        // Last, so that an attempt that was cut short is made again.
        state::write_private(&id_file, arn.as_bytes())?;
    }
    Ok(device)
}

/// Whether the certificate in our files is one of the thing's in the registry.
async fn has_its_certificate(client: &Client, device: &Device, id_file: &Path) -> Result<bool> {
    let Ok(arn) = std::fs::read_to_string(id_file) else { return Ok(false) };
    if !device.cert_file.exists() || !device.key_file.exists() {
        return Ok(false);
    }
    let principals = client.list_thing_principals().thing_name(&device.thing_name).send().await;
    let principals = principals.explain("its certificates cannot be listed")?;
    Ok(principals.principals().contains(&arn))
}
